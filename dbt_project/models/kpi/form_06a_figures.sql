{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['period_key'], touched_by='control.touched_periods', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

unit_periods as (
    select
        periods.period_key, periods.province_code, units.unit_code, periods.period_type, periods.period_name,
        periods.period_start, periods.period_end, periods.judged_date
    from periods
    inner join units on periods.province_code = units.province_code
),

asked as (
    select distinct unit_code, period_start, judged_date as period_end from unit_periods
),

{{ form_06a_counted('asked') }},

final as (
    select
        unit_periods.period_key,
        unit_periods.province_code,
        unit_periods.unit_code,
        unit_periods.period_type,
        unit_periods.period_name,
        {%- for measure in form_06a_measures() %}
        counted.{{ measure }},
        {%- endfor %}
        unit_periods.period_start,
        unit_periods.period_end
    from unit_periods
    inner join counted
        on
            unit_periods.unit_code = counted.unit_code
            and unit_periods.period_start = counted.period_start
            and unit_periods.judged_date = counted.period_end
    where counted.received_total + counted.resolved_total + counted.open_total <> 0
)

select * from final
