{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code', 'slice_start'], touched_by='control.touched_unit_slices',
) }}
-- depends_on: {{ ref('touched_unit_slices') }}

with

touched as (
    select * from {{ ref('touched_unit_slices') }}
),

levels as (
    select distinct
        unit_code,
        case unit_level when 'department' then 'province' else unit_level end as procedure_level
    from {{ ref('dim_unit') }}
),

calendar as (
    select day, slice_start from {{ ref('dim_date') }}
),

touched_days as (
    select touched.unit_code, calendar.day
    from touched
    inner join calendar on touched.slice_start = calendar.slice_start
),

payments as (
    select payments.*
    from {{ ref('fct_payments') }} as payments
    {%- if is_incremental() %}
    semi join touched_days on payments.unit_code = touched_days.unit_code and payments.paid_date = touched_days.day
    {%- endif %}
    where payments.is_succeeded and payments.paid_date is not null
),

of_cases as (
    select
        cases.unit_code,
        calendar.slice_start,
        cases.procedure_code,
        {%- for flag in procedure_flags() %}
        {{ '(' ~ flag.sql ~ ')' if flag.of == 'cases' else 'false' }} as {{ flag.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('case_facts') }} as cases
    {%- if is_incremental() %}
    semi join touched_days on cases.unit_code = touched_days.unit_code and cases.received_date = touched_days.day
    {%- endif %}
    inner join levels on cases.unit_code = levels.unit_code
    inner join calendar on cases.received_date = calendar.day
    where cases.is_received and list_contains(cases.levels, levels.procedure_level)
),

-- A payment has the unit, procedure and day of its case, and with them the version that the case has in `case_facts`.
of_payments as (
    select
        payments.unit_code,
        calendar.slice_start,
        cases.procedure_code,
        {%- for flag in procedure_flags() %}
        {{ '(' ~ flag.sql ~ ')' if flag.of == 'payments' else 'false' }} as {{ flag.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from payments
    inner join {{ ref('dim_procedure') }} as cases
        on
            payments.province_code = cases.province_code
            and payments.procedure_code = cases.procedure_code
            and payments.case_received_date >= cases.valid_from
            and (cases.valid_to is null or payments.case_received_date <= cases.valid_to)
    inner join levels on payments.unit_code = levels.unit_code
    inner join calendar on payments.paid_date = calendar.day
    where list_contains(cases.levels, levels.procedure_level)
),

used as (
    select * from of_cases
    union all
    select * from of_payments
),

final as (
    select
        used.unit_code,
        used.procedure_code,
        {%- for flag in procedure_flags() %}
        bool_or(coalesce(used.{{ flag.name }}, false)) as {{ flag.name }},
        {%- endfor %}
        used.slice_start
    from used
    group by used.unit_code, used.procedure_code, used.slice_start
)

select * from final
