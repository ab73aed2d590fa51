{{ config(materialized='view') }}

with

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
    where periods.has_targets
),

received as (
    select period_key, unit_code, denominator as received_cases
    from {{ ref('additive_values') }}
    where kpi_code = 'online_case_rate_all'
),

-- Each month with its days inside the period; a month without a row gives nothing.
officer_years as (
    select
        periods.period_key,
        staffing.unit_code,
        sum(staffing.counter_officers * (
            least(last_day(staffing.month), periods.judged_date)
            - greatest(staffing.month, periods.period_start) + 1
        )) / 365.0 as officer_years
    from {{ ref('fct_staffing') }} as staffing
    inner join units on staffing.unit_code = units.unit_code
    inner join periods
        on
            units.province_code = periods.province_code
            and staffing.month <= periods.judged_date
            and last_day(staffing.month) >= periods.period_start
    group by periods.period_key, staffing.unit_code
),

final as (
    select
        coalesce(received.period_key, officer_years.period_key) as period_key,
        coalesce(received.unit_code, officer_years.unit_code) as unit_code,
        'cases_per_staff_year' as kpi_code,
        coalesce(received.received_cases, 0) as numerator,
        coalesce(officer_years.officer_years, 0)::double as denominator
    from officer_years
    full outer join received
        on officer_years.period_key = received.period_key and officer_years.unit_code = received.unit_code
    where coalesce(received.period_key, officer_years.period_key) in (select periods.period_key from periods)
)

select * from final
