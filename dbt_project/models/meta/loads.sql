with

files as (
    select * from {{ ref('files') }}
),

counted as (
    {%- for one in sources_with_fates() %}
    select file_id, fate, count(*) as line_count
    from {{ ref(one.records) }}
    group by file_id, fate
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

fates as (
    select
        file_id,
        {%- for fate in ('kept', 'quarantined', 'superseded', 'duplicate') %}
        (sum(line_count) filter (where fate = '{{ fate }}'))::bigint as rows_{{ fate }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counted
    group by file_id
),

-- An arrival that another one under the same path took the place of has no live part: its rows are superseded.
final as (
    select
        files.load_id,
        files.source,
        files.portal,
        string_split(files.source_file, '/')[-1] as file_name,
        files.source_file,
        files.sha256,
        files.outcome,
        files.message,
        files.rows_read,
        coalesce(fates.rows_kept, 0) as rows_kept,
        coalesce(fates.rows_quarantined, 0) as rows_quarantined,
        coalesce(fates.rows_superseded, 0) as rows_superseded,
        coalesce(fates.rows_duplicate, 0) as rows_duplicate,
        files.window_from,
        files.window_to,
        files.exported_at,
        files.arrived_at
    from files
    left join fates on files.file_id = fates.file_id
)

select * from final
