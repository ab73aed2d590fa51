with

files as (
    select * from {{ ref('files') }}
),

fates as (
    {%- for one in sources_with_fates() %}
    select
        '{{ one.source }}' as source,
        file_id,
        count(*) filter (where fate = 'kept') as rows_kept,
        count(*) filter (where fate = 'quarantined') as rows_quarantined,
        count(*) filter (where fate = 'superseded') as rows_superseded,
        count(*) filter (where fate = 'duplicate') as rows_duplicate
    from {{ ref(one.records) }}
    group by file_id
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
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
