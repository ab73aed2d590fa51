with

run as (
    select * from {{ source('control', 'run') }}
),

now as (
    {{ live_files("(select target_seq from control.run)") }}
),

before as (
    {{ live_files("(select applied_seq from control.run)") }}
),

files as (
    select * from {{ source('raw', 'file') }}
),

final as (
    select
        files.file_id,
        files.load_seq,
        -- Of the file's path and bytes, so that the order of arrival does not show; numbered where it comes back.
        left(md5(files.source_file || '|' || files.sha256), 16) || case
            when row_number() over (
                partition by files.source_file, files.sha256 order by files.load_seq
            ) > 1 then '-' || files.load_seq else ''
        end as load_id,
        files.source,
        files.portal,
        files.contract_id,
        files.province_code,
        files.source_file,
        files.sha256,
        case
            when files.verdict = 'rejected' then 'rejected'
            when files.verdict = 'repeat' or now.is_duplicate then 'duplicate'
            when now.is_live then 'loaded'
            else 'replaced'
        end as outcome,
        coalesce(now.is_live, false) as is_live,
        coalesce(before.is_live, false) as was_live,
        coalesce(now.is_duplicate, false) as is_duplicate,
        run.is_full
        or files.load_seq > run.applied_seq
        or (now.is_live is distinct from before.is_live)
        or (now.is_duplicate is distinct from before.is_duplicate) as is_touched,
        now.live_file_id,
        files.rows_read,
        files.message,
        files.window_from,
        files.window_to,
        files.exported_at,
        files.arrived_at
    from files
    cross join run
    left join now on files.file_id = now.file_id
    left join before on files.file_id = before.file_id
    where files.load_seq <= run.target_seq
)

select * from final
