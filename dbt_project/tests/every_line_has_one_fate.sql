{{ config(group='warehouse') }}
-- Line by line what the suite of loads asks in sums: no line lost and another one counted twice. Per file of tonight
-- (new, or with another standing) the places read and the places with a fate are counted and summed up as hashes: the
-- same places, each once, or the sums differ.
with

files as (
    select * from {{ ref('files') }}
),

places as (
    {%- for one in sources_with_fates() %}
    {#- Named outside the condition: contracts are read when the test runs, dbt draws its lineage before. #}
    {%- set raw_records = source('raw', one.source ~ '_record') %}
    {%- if contracts_of(one.source) %}
    select file_id, 1 as is_read, hash(member, line) as place from {{ raw_records }}
    union all
    {%- endif %}
    select file_id, 0 as is_read, hash(member, line) as place from {{ ref(one.records) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

counted as (
    select
        files.load_id,
        any_value(files.source_file) as source_file,
        count(*) filter (where places.is_read = 1) as lines_read,
        count(*) filter (where places.is_read = 0) as lines_with_fate,
        coalesce(sum(places.place::hugeint) filter (where places.is_read = 1), 0) as sum_read,
        coalesce(sum(places.place::hugeint) filter (where places.is_read = 0), 0) as sum_with_fate
    from places
    inner join files on places.file_id = files.file_id
    where files.is_touched
    group by files.load_id
)

select load_id, source_file, lines_read, lines_with_fate
from counted
where lines_read <> lines_with_fate or sum_read <> sum_with_fate
