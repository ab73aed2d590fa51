{%- set followers = {
    'payment': ['fct_payments', 'touched_payments'],
    'rating': ['fct_ratings', 'touched_ratings'],
    'step': ['fct_case_events', 'touched_case_events'],
} -%}
{{ config(group='warehouse') }}
-- Payments, ratings and steps have the unit of their case; when the case moves they move along. They are looked at
-- where they or their case changed.
with

followers as (
    {%- for fact, places in followers.items() %}
    select '{{ fact }}' as fact, record_key, case_code, unit_code
    from {{ ref(places[0]) }}
    where
        case_code is not null
        and (
            record_key in (select touched.record_key from {{ ref(places[1]) }} as touched)
            or case_code in (select changed.case_code from {{ changes_of('fct_cases') }} as changed)
        )
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

cases as (
    select case_code, unit_code
    from {{ ref('fct_cases') }}
    where record_key in (select md5_number(followers.case_code) from followers)
)

select followers.*, cases.unit_code as unit_code_of_case
from followers
left join cases on followers.case_code = cases.case_code
where followers.unit_code is distinct from cases.unit_code or cases.case_code is null
