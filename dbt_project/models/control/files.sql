with

run as (
    select * from {{ source('control', 'run') }}
),

files as (
    select
        *,
        -- Of the file's path and bytes, so that the order of arrival does not show; numbered where it comes back.
        left(md5(source_file || '|' || sha256), 16) || case
            when row_number() over (partition by source_file, sha256 order by load_seq) > 1 then '-' || load_seq else ''
        end as load_id
    from {{ source('raw', 'file') }}
),

rejections as (
    select
        files.file_id, files.source, files.portal, files.window_from, files.window_to, rejection.message,
        rejection.is_now, rejection.was_before, rejection.is_changed
    from files
    inner join control.rejection as rejection on files.load_id = rejection.load_id
    where rejection.line is null
),

rejected_now as (
    select file_id from rejections
    where is_now
),

rejected_before as (
    select file_id from rejections
    where was_before
),

-- A run that was killed may have followed a decision that was taken back since: all exports of its window are touched.
changed_windows as (
    select distinct rejections.source, rejections.portal, rejections.window_from, rejections.window_to
    from rejections
    where is_changed
),

now as (
    {{ live_files("(select target_seq from control.run)", "rejected_now") }}
),

before as (
    {{ live_files("(select applied_seq from control.run)", "rejected_before") }}
),

final as (
    select
        files.file_id,
        files.load_seq,
        files.load_id,
        files.source,
        files.portal,
        files.contract_id,
        files.province_code,
        files.source_file,
        files.sha256,
        case
            when files.verdict = 'rejected' or coalesce(rejections.is_now, false) then 'rejected'
            when files.verdict = 'repeat' or now.is_duplicate then 'duplicate'
            when now.is_live then 'loaded'
            else 'replaced'
        end as outcome,
        coalesce(now.is_live, false) as is_live,
        coalesce(before.is_live, false) as was_live,
        coalesce(now.is_duplicate, false) as is_duplicate,
        coalesce(rejections.is_now, false) as is_rejected_by_steward,
        run.is_full
        or changed_windows.source is not null
        or files.load_seq > run.applied_seq
        or (now.is_live is distinct from before.is_live)
        or (now.is_duplicate is distinct from before.is_duplicate) as is_touched,
        now.live_file_id,
        files.rows_read,
        case when rejections.is_now then rejections.message else files.message end as message,
        files.window_from,
        files.window_to,
        files.exported_at,
        files.arrived_at
    from files
    cross join run
    left join now on files.file_id = now.file_id
    left join before on files.file_id = before.file_id
    left join rejections on files.file_id = rejections.file_id
    left join changed_windows
        on
            files.source = changed_windows.source
            and files.portal = changed_windows.portal
            and files.window_from = changed_windows.window_from
            and files.window_to = changed_windows.window_to
    where files.load_seq <= run.target_seq
)

select * from final
