-- The moment at which figures are judged, and the one before: the newest `exported` of the loaded files unless set.
with

run as (
    select * from {{ source('control', 'run') }}
),

newest as (
    select max(exported_at) as exported_at
    from {{ ref('files') }}
    where outcome in ('loaded', 'replaced') or is_rejected_by_steward
),

final as (
    select
        coalesce(run.as_of_setting, newest.exported_at) as as_of,
        coalesce(run.as_of_setting, newest.exported_at)::date as as_of_date,
        run.previous_as_of,
        -- Days that are over and whose backlog no publication has told yet; 23:59:59 is the end of its day.
        run.covered_to + 1 as first_day_over,
        (coalesce(run.as_of_setting, newest.exported_at) + interval 1 second)::date - 1 as last_day_over,
        run.is_full
    from run
    cross join newest
)

select * from final
