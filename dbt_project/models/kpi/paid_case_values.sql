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

payments as (
    select payments.*, units.province_code as unit_province_code
    from {{ ref('fct_payments') }} as payments
    inner join units on payments.unit_code = units.unit_code
    where payments.is_succeeded
),

-- A case has one unit, so its payments are gathered before cases are counted.
paid_cases as (
    select
        period_days.period_key,
        payments.unit_code,
        {%- for kpi in paid_case_kpis() %}
        bool_or({{ kpi.numerator }}) as {{ kpi.code }}_numerator,
        bool_or({{ kpi.denominator }}) as {{ kpi.code }}_denominator
        {{- ',' if not loop.last }}
        {%- endfor %}
    from payments
    inner join period_days
        on payments.unit_province_code = period_days.province_code and payments.paid_date = period_days.day
    group by period_days.period_key, payments.unit_code, payments.case_code
),

final as (
    {%- for kpi in paid_case_kpis() %}
    select
        period_key,
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        count(*) filter (where {{ kpi.code }}_numerator)::double as numerator,
        count(*) filter (where {{ kpi.code }}_denominator)::double as denominator
    from paid_cases
    group by period_key, unit_code
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
