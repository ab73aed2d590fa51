-- Slices (dim_date) in which a unit's used procedures or monthly registers are to be looked at again. A payment's
-- procedure properties are those of its case: a case that changed touches the slices of its payments too.
with

affected as (
    select * from {{ ref('affected_cases') }}
),

calendar as (
    select day, slice_start from {{ ref('dim_date') }}
),

touched as (
    select unit_code, day
    from {{ ref('touched_unit_days') }}
    union
    select unit_code, paid_date as day
    from {{ ref('fct_payments') }}
    where paid_date is not null and case_code in (select affected.case_code from affected)
    union
    select unit_code, month as day
    from {{ changes_of('fct_staffing') }}
    union
    select unit_code, month as day
    from {{ changes_of('fct_unit_statistics') }}
),

final as (
    select distinct touched.unit_code, calendar.slice_start
    from touched
    inner join calendar on touched.day = calendar.day
)

select * from final
-- depends_on: {{ ref('fct_staffing') }}, {{ ref('fct_unit_statistics') }}
