{{ config(materialized='view') }}

with

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

period_days as (
    select periods.period_key, periods.province_code, calendar.day
    from periods
    inner join {{ ref('dim_date') }} as calendar
        on calendar.day between periods.period_start and periods.judged_date
),

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

paid_days as (
    select paid_days.*, units.province_code
    from {{ ref('paid_case_days') }} as paid_days
    inner join units on paid_days.unit_code = units.unit_code
),

-- Most cases are paid on one day only: their days add up.
of_one_day as (
    select
        province_code,
        unit_code,
        day,
        {%- for kpi in paid_case_kpis() %}
        count(*) filter (where {{ kpi.code }}_numerator) as {{ kpi.code }}_numerator,
        count(*) filter (where {{ kpi.code }}_denominator) as {{ kpi.code }}_denominator
        {{- ',' if not loop.last }}
        {%- endfor %}
    from paid_days
    where is_only_day
    group by province_code, unit_code, day
),

-- The others count once in a period, on however many of its days they are paid.
of_several_days as (
    select
        period_days.period_key,
        paid_days.unit_code,
        {%- for kpi in paid_case_kpis() %}
        bool_or(paid_days.{{ kpi.code }}_numerator)::integer as {{ kpi.code }}_numerator,
        bool_or(paid_days.{{ kpi.code }}_denominator)::integer as {{ kpi.code }}_denominator
        {{- ',' if not loop.last }}
        {%- endfor %}
    from paid_days
    inner join period_days
        on paid_days.province_code = period_days.province_code and paid_days.day = period_days.day
    where not paid_days.is_only_day
    group by period_days.period_key, paid_days.unit_code, paid_days.case_code
),

counted as (
    select
        period_days.period_key,
        of_one_day.unit_code,
        {%- for kpi in paid_case_kpis() %}
        of_one_day.{{ kpi.code }}_numerator,
        of_one_day.{{ kpi.code }}_denominator
        {{- ',' if not loop.last }}
        {%- endfor %}
    from of_one_day
    inner join period_days
        on of_one_day.province_code = period_days.province_code and of_one_day.day = period_days.day
    union all by name
    select * from of_several_days
),

final as (
    {%- for kpi in paid_case_kpis() %}
    select
        period_key,
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        sum({{ kpi.code }}_numerator)::double as numerator,
        sum({{ kpi.code }}_denominator)::double as denominator
    from counted
    group by period_key, unit_code
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
