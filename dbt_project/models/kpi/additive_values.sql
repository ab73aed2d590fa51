{{ config(materialized='view') }}

with

run as (
    select as_of_date from {{ ref('clock') }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
),

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

period_days as (
    select periods.period_key, periods.province_code, periods.period_type, calendar.day
    from periods
    inner join {{ ref('dim_date') }} as calendar
        on calendar.day between periods.period_start and periods.judged_date
),

components as (
    select component.*, units.province_code
    from {{ ref('component_daily') }} as component
    inner join units on component.unit_code = units.unit_code
),

final as (
    select
        period_days.period_key,
        components.unit_code,
        components.kpi_code,
        sum(components.numerator) / any_value(kpis.scale)::double as numerator,
        sum(components.denominator)::double as denominator
    from components
    inner join period_days
        on components.province_code = period_days.province_code and components.day = period_days.day
    inner join kpis on components.kpi_code = kpis.kpi_code
    cross join run
    where not kpis.is_closed_before_as_of or components.day < run.as_of_date
    group by period_days.period_key, components.unit_code, components.kpi_code
)

select * from final
