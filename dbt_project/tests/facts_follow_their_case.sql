{{ config(group='warehouse') }}
-- Payments, ratings and steps have the unit of their case; when the case moves they move along. Steps are looked at
-- where they or their case were touched, since they are many.
with

cases as (
    select case_code, unit_code from {{ ref('fct_cases') }}
),

touched_events as (
    select * from {{ ref('touched_case_events') }}
),

followers as (
    select 'payment' as fact, record_key, case_code, unit_code
    from {{ ref('fct_payments') }}
    where case_code is not null
    union all
    select 'rating' as fact, record_key, case_code, unit_code
    from {{ ref('fct_ratings') }}
    union all
    select 'step' as fact, events.record_key, events.case_code, events.unit_code
    from {{ ref('fct_case_events') }} as events
    semi join touched_events on events.record_key = touched_events.record_key
)

select followers.*, cases.unit_code as unit_code_of_case
from followers
left join cases on followers.case_code = cases.case_code
where followers.unit_code is distinct from cases.unit_code or cases.case_code is null
