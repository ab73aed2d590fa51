{{ config(materialized='view') }}

with

run as (
    select as_of, as_of_date from {{ ref('clock') }}
),

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
        period_ends.judged_date,
        coalesce(states.open_cases, 0) as open_cases,
        coalesce(states.overdue_open, 0) as overdue_open
    from period_ends
    asof left join states
        on period_ends.unit_code = states.unit_code and period_ends.judged_date >= states.day
),

-- The day of the as-of moment is not over: what is due later that day, by the moment, is not past due yet.
due_later as (
    select cases.unit_code, count(*) as case_count
    from {{ ref('case_facts') }} as cases
    cross join run
    where
        cases.is_received and cases.is_open and cases.is_due_by_moment
        and cases.due_at >= run.as_of and cases.due_at::date = run.as_of_date
        and cases.received_date <= run.as_of_date
    group by cases.unit_code
),

known as (
    select
        at_period_end.period_key,
        at_period_end.unit_code,
        at_period_end.open_cases,
        at_period_end.overdue_open
        - case when at_period_end.judged_date = run.as_of_date then coalesce(due_later.case_count, 0) else 0 end
            as overdue_open,
        coalesce(finished.finished, 0) as finished,
        coalesce(finished.finished_on_time, 0) as finished_on_time
    from at_period_end
    left join finished
        on at_period_end.period_key = finished.period_key and at_period_end.unit_code = finished.unit_code
    left join due_later on at_period_end.unit_code = due_later.unit_code
    cross join run
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
