-- Whether each portal still exports each source as often as its contract says (docs/decisions/0010-held-units.md).
with

run as (
    select as_of_date from {{ ref('clock') }}
),

contracts as (
    select contract_id, source, unnest(portals) as portal, cadence_every, cadence_unit, grace_days
    from {{ source('raw', 'contract') }}
),

before as (
    select * from {{ source('readers', 'freshness') }}
),

-- Public holidays are no days on which anybody is waited for.
calendar as (
    select day, is_public_holiday from {{ ref('dim_date') }}
),

newest as (
    select
        source,
        portal,
        any_value(province_code) as province_code,
        max(window_to) as newest_window_to,
        max(exported_at) as newest_exported_at
    from {{ ref('files') }}
    where is_live
    group by source, portal
),

waited as (
    select newest.source, newest.portal, count(*) as days_since
    from newest
    cross join run
    inner join calendar
        on newest.newest_exported_at::date < calendar.day and run.as_of_date >= calendar.day
    where not calendar.is_public_holiday
    group by newest.source, newest.portal
),

agreed as (
    select
        newest.*,
        coalesce(waited.days_since, 0) as days_since,
        (
            newest.newest_exported_at::date + case contracts.cadence_unit
                when 'day' then to_days(contracts.cadence_every)
                when 'week' then to_days(7 * contracts.cadence_every)
                when 'month' then to_months(contracts.cadence_every)
                when 'year' then to_years(contracts.cadence_every)
            end
        )::date - newest.newest_exported_at::date + contracts.grace_days as allowed_days
    from newest
    inner join contracts on newest.source = contracts.source and newest.portal = contracts.portal
    left join waited on newest.source = waited.source and newest.portal = waited.portal
),

-- Late is who was on time when we last looked. Who was behind already when first heard of (history loaded at once, a
-- portal that was closed) is silent: there is no good figure that could stand in.
final as (
    select
        agreed.source,
        agreed.portal,
        agreed.province_code,
        case
            when agreed.allowed_days is null then 'no_cadence'
            when agreed.days_since <= agreed.allowed_days then 'on_time'
            when before.status in ('on_time', 'late') then 'late'
            else 'silent'
        end as status,
        agreed.days_since,
        agreed.allowed_days,
        agreed.newest_window_to,
        agreed.newest_exported_at
    from agreed
    left join before on agreed.source = before.source and agreed.portal = before.portal
)

select * from final
