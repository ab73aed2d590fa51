{{ config(group='warehouse') }}
-- Keys on which figures are joined, where no suite of expectations asks it.
with

twice as (
    select 'periods' as table_name, period_key as twice_key
    from {{ ref('periods') }}
    group by period_key
    having count(*) > 1
    union all
    select
        'kpi_figures' as table_name,
        concat_ws(' ', figures.period_key, figures.unit_code, figures.kpi_code) as twice_key
    from {{ ref('kpi_figures') }} as figures
    semi join {{ ref('touched_periods') }} as touched on figures.period_key = touched.period_key
    group by figures.period_key, figures.unit_code, figures.kpi_code
    having count(*) > 1
    union all
    select 'stock_daily' as table_name, concat_ws(' ', unit_code, day) as twice_key
    from {{ ref('stock_daily') }}
    group by unit_code, day
    having count(*) > 1
    union all
    select 'bridge_unit_plan' as table_name, concat_ws(' ', unit_code, plan_code) as twice_key
    from {{ ref('bridge_unit_plan') }}
    group by unit_code, plan_code
    having count(*) > 1
    union all
    select 'dim_date' as table_name, day::varchar as twice_key
    from {{ ref('dim_date') }}
    group by day
    having count(*) > 1
)

select * from twice
