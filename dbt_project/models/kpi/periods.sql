with

run as (
    select as_of_date from {{ ref('clock') }}
),

-- Periods run from the first received case of the province to the as-of moment (kpi_semantics.md, "Periods").
provinces as (
    select cases.province_code, min(cases.received_date) as first_date
    from {{ ref('fct_cases') }} as cases
    where cases.is_received
    group by cases.province_code
),

days as (
    select provinces.province_code, calendar.*
    from provinces
    cross join run
    inner join {{ ref('dim_date') }} as calendar
        on calendar.day between provinces.first_date and run.as_of_date
),

calendar_periods as (
    select distinct
        province_code, 'week' as period_type, iso_week as period_name, week_start as period_start,
        week_start + 6 as period_end
    from days
    union all
    select distinct
        province_code, 'month' as period_type, month_name as period_name, month_start as period_start,
        last_day(month_start) as period_end
    from days
    union all
    select distinct
        province_code, 'quarter' as period_type, quarter_name as period_name, quarter_start as period_start,
        (quarter_start + interval 3 months)::date - 1 as period_end
    from days
    union all
    select distinct
        province_code, 'year' as period_type, year_number::varchar as period_name, year_start as period_start,
        make_date(year_number, 12, 31) as period_end
    from days
),

running_total as (
    select
        provinces.province_code, 'to_date' as period_type, 'to_date' as period_name,
        provinces.first_date as period_start, run.as_of_date as period_end
    from provinces
    cross join run
    where provinces.first_date <= run.as_of_date
),

campaigns as (
    select
        units.province_code, 'campaign' as period_type, campaigns.campaign as period_name,
        campaigns.period_start::date as period_start, campaigns.period_end::date as period_end,
        campaigns.plan_code
    from {{ ref('campaigns') }} as campaigns
    inner join {{ ref('dim_plan') }} as plans on campaigns.plan_code = plans.plan_code
    inner join {{ ref('dim_unit') }} as units on plans.issuer_unit_code = units.unit_code
    inner join provinces on units.province_code = provinces.province_code
    cross join run
    where campaigns.period_start::date <= run.as_of_date and campaigns.period_end::date >= provinces.first_date
),

united as (
    select *, cast(null as varchar) as plan_code from calendar_periods
    union all
    select *, cast(null as varchar) as plan_code from running_total
    union all
    select * from campaigns
),

final as (
    select
        concat_ws('|', united.province_code, united.period_type, united.period_name, united.plan_code) as period_key,
        united.province_code,
        united.period_type,
        united.period_name,
        united.plan_code,
        united.period_type <> 'week' as has_targets,
        united.period_start,
        united.period_end::date as period_end,
        least(united.period_end::date, run.as_of_date) as judged_date
    from united
    cross join run
)

select * from final
