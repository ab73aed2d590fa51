{{ config(group='warehouse') }}
-- A month's own figure is the sum of its days. All months are looked at, not only the touched ones: a month that
-- should have been touched and was not is what this test is for.
with

clock as (
    select * from {{ ref('clock') }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
    where family = 'additive'
),

-- A held figure is an older one than its days.
held as (
    select unit_code, kpi_code from {{ ref('held_kpis') }}
),

figures as (
    select
        figures.unit_code,
        figures.kpi_code,
        figures.period_start as month,
        figures.numerator,
        coalesce(figures.denominator, 0) as denominator
    from {{ ref('kpi_figures') }} as figures
    semi join kpis on figures.kpi_code = kpis.kpi_code
    anti join held on figures.unit_code = held.unit_code and figures.kpi_code = held.kpi_code
    where figures.period_type = 'month'
),

provinces as (
    select province_code, min(period_start) as first_month
    from {{ ref('periods') }}
    where period_type = 'month'
    group by province_code
),

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

days as (
    select
        components.unit_code,
        components.kpi_code,
        date_trunc('month', components.day)::date as month,
        sum(components.numerator) / any_value(kpis.scale) as numerator,
        coalesce(sum(components.denominator), 0) as denominator
    from {{ ref('component_daily') }} as components
    inner join kpis on components.kpi_code = kpis.kpi_code
    inner join units on components.unit_code = units.unit_code
    inner join provinces on units.province_code = provinces.province_code
    cross join clock
    anti join held on components.unit_code = held.unit_code and components.kpi_code = held.kpi_code
    where
        components.day >= provinces.first_month
        and (components.day < clock.as_of_date
            or (components.day = clock.as_of_date and not kpis.is_closed_before_as_of))
    group by components.unit_code, components.kpi_code, date_trunc('month', components.day)::date
),

compared as (
    select
        coalesce(figures.unit_code, days.unit_code) as unit_code,
        coalesce(figures.kpi_code, days.kpi_code) as kpi_code,
        coalesce(figures.month, days.month) as month,
        coalesce(figures.numerator, 0) as month_numerator,
        coalesce(days.numerator, 0) as sum_of_numerators,
        coalesce(figures.denominator, 0) as month_denominator,
        coalesce(days.denominator, 0) as sum_of_denominators
    from figures
    full outer join days
        on
            figures.unit_code = days.unit_code
            and figures.kpi_code = days.kpi_code
            and figures.month = days.month
)

select * from compared
where
    abs(month_numerator - sum_of_numerators) > 1e-6
    or month_denominator <> sum_of_denominators
