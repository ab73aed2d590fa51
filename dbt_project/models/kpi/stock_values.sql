{{ config(materialized='view') }}

with

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

finished as (
    select period_key, unit_code, numerator as finished_on_time, denominator as finished
    from {{ ref('additive_values') }}
    where kpi_code = 'on_time_rate'
),

-- The state at the end of each day on which it changed; a period takes the last one up to its end.
states as (
    select
        unit_code,
        sum(open_change) over (partition by unit_code order by day) as open_cases,
        sum(overdue_change) over (partition by unit_code order by day) as overdue_open,
        day
    from {{ ref('stock_daily') }}
),

period_ends as (
    select periods.period_key, units.unit_code, periods.judged_date
    from periods
    inner join units on periods.province_code = units.province_code
),

at_period_end as (
    select
        period_ends.period_key,
        period_ends.unit_code,
        coalesce(states.open_cases, 0) as open_cases,
        coalesce(states.overdue_open, 0) as overdue_open
    from period_ends
    asof left join states
        on period_ends.unit_code = states.unit_code and period_ends.judged_date >= states.day
),

known as (
    select
        at_period_end.period_key,
        at_period_end.unit_code,
        at_period_end.open_cases,
        at_period_end.overdue_open,
        coalesce(finished.finished, 0) as finished,
        coalesce(finished.finished_on_time, 0) as finished_on_time
    from at_period_end
    left join finished
        on at_period_end.period_key = finished.period_key and at_period_end.unit_code = finished.unit_code
),

final as (
    {%- for kpi in stock_kpis() %}
    select
        period_key,
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        ({{ kpi.numerator }})::double as numerator,
        {% if kpi.denominator %}({{ kpi.denominator }})::double{% else %}cast(null as double){% endif %} as denominator
    from known
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
