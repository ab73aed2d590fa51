{{ config(materialized='view') }}
-- Worked out when it is asked, from what the night keeps anyway: a night does not pay for it. `instead_*` is what
-- stands in a row's place: the newer record, the equal one, the older good one that goes on counting, or an export.

with

files as (
    select * from {{ ref('files') }}
),

-- A file that took another one's place under its path, by that path.
newest_arrivals as (
    select source_file, file_id from files
    where live_file_id is not null
),

live_exports as (
    select source, portal, window_from, window_to, arg_min(file_id, source_file) as file_id
    from files
    where is_live
    group by source, portal, window_from, window_to
),

-- The parts of the exports that others repeat, byte for byte.
first_exports as (
    select source, portal, window_from, window_to, sha256, exported_at, arg_min(file_id, source_file) as file_id
    from files
    where live_file_id is not null and not is_duplicate
    group by source, portal, window_from, window_to, sha256, exported_at
),

repeated_exports as (
    select files.file_id, first_exports.file_id as first_file_id
    from files
    asof inner join first_exports
        on
            files.source = first_exports.source
            and files.portal = first_exports.portal
            and files.window_from = first_exports.window_from
            and files.window_to = first_exports.window_to
            and files.sha256 = first_exports.sha256
            and files.exported_at > first_exports.exported_at
    where files.is_duplicate
),

-- Of each file: whether its records fell as a whole, and which file stands in its place.
standings as (
    select
        files.file_id,
        files.is_live,
        case
            when files.is_duplicate then 'repeated_export'
            when files.live_file_id is null then 'replaced_file'
            when not files.is_live then 'replaced_export'
        end as reason,
        case
            when files.is_duplicate then repeated_exports.first_file_id
            when files.live_file_id is null then newest_arrivals.file_id
            when not files.is_live then live_exports.file_id
        end as instead_file_id
    from files
    left join repeated_exports on files.file_id = repeated_exports.file_id
    left join newest_arrivals on files.source_file = newest_arrivals.source_file
    left join live_exports
        on
            files.source = live_exports.source
            and files.portal = live_exports.portal
            and files.window_from = live_exports.window_from
            and files.window_to = live_exports.window_to
),

-- What stands in the place of a record whose file did not fall as a whole: `winner` counts for its key, `copy` is the
-- one of its equals that is no duplicate.
{%- for one in sources_with_fates() %}

{{ one.source }} as (
    {{ fates_with_equals(one.staging, one.records, one.key) }}
),
{%- endfor %}

records as (
    {%- for one in sources_with_fates() %}
    select '{{ one.source }}' as source, * from {{ one.source }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

reasoned as (
    select
        records.*,
        case
            when records.fate = 'quarantined'
                then list_aggregate(list_sort(list_distinct(
                    list_transform(records.faults, lambda fault: fault.rule_code)
                )), 'string_agg', ', ')
            when records.fate in ('superseded', 'duplicate') and standings.reason is not null then standings.reason
            when records.fate = 'superseded' then 'newer_record'
            when records.fate = 'duplicate' then 'equal_record'
        end as reason,
        case
            when records.fate = 'quarantined'
                then list_aggregate(list_sort(list_distinct(
                    list_transform(records.faults, lambda fault: fault.field)
                )), 'string_agg', ', ')
        end as field,
        case
            when records.fate = 'kept' then null
            when records.fate = 'quarantined'
                then case when records.is_older_version_kept then records.winner end
            when standings.reason = 'repeated_export'
                then {
                    'file_id': standings.instead_file_id, 'member': records.member, 'line': records.line
                }
            when standings.reason is not null
                then {'file_id': standings.instead_file_id, 'member': null, 'line': null}
            when records.fate = 'duplicate' then records.copy
            else records.winner
        end as stand_in
    from records
    inner join standings on records.file_id = standings.file_id
),

final as (
    select
        reasoned.source,
        files.portal,
        files.load_id,
        files.source_file || coalesce('!' || reasoned.member, '') as source_file,
        reasoned.natural_key,
        reasoned.fate,
        reasoned.reason,
        reasoned.field,
        stand_ins.load_id as instead_load_id,
        stand_ins.source_file || coalesce('!' || reasoned.stand_in.member, '') as instead_source_file,
        reasoned.file_id,
        reasoned.line as source_line,
        reasoned.stand_in.line as instead_source_line
    from reasoned
    inner join files on reasoned.file_id = files.file_id
    left join files as stand_ins on reasoned.stand_in.file_id = stand_ins.file_id
)

select * from final
