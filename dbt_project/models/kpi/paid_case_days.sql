{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['case_code'], touched_by='control.touched_paid_cases',
) }}
-- depends_on: {{ ref('touched_paid_cases') }}

with

payments as (
    {% if is_incremental() -%}
        {{ rows_of_keys(ref('fct_payments'), ['case_code'], ref('touched_paid_cases')) }}
    {%- else -%}
        select * from {{ ref('fct_payments') }}
    {%- endif %}
),

-- A case has one unit, so its payments are gathered before cases are counted.
by_day as (
    select
        case_code,
        any_value(unit_code) as unit_code,
        {%- for kpi in paid_case_kpis() %}
        bool_or({{ kpi.numerator }}) as {{ kpi.code }}_numerator,
        bool_or({{ kpi.denominator }}) as {{ kpi.code }}_denominator,
        {%- endfor %}
        paid_date as day
    from payments
    where is_succeeded and paid_date is not null and unit_code is not null
    group by case_code, paid_date
),

final as (
    select
        *,
        count(*) over (partition by case_code) = 1 as is_only_day
    from by_day
)

select * from final
