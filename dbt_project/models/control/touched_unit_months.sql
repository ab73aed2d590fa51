-- A payment's procedure properties are those of its case: a case that changed touches the months of its payments too.
with

affected as (
    select * from {{ ref('affected_cases') }}
),

final as (
    select distinct unit_code, date_trunc('month', day)::date as month
    from {{ ref('touched_unit_days') }}
    union
    select distinct unit_code, date_trunc('month', paid_date)::date as month
    from {{ ref('fct_payments') }}
    where paid_date is not null and case_code in (select affected.case_code from affected)
    union
    select distinct unit_code, month
    from {{ changes_of('fct_staffing') }}
    union
    select distinct unit_code, month
    from {{ changes_of('fct_unit_statistics') }}
)

select * from final
-- depends_on: {{ ref('fct_staffing') }}, {{ ref('fct_unit_statistics') }}
