-- A warning on a case can hang on another case of the same applicant (duplicate_under_other_code).
with

affected as (
    select * from {{ ref('affected_cases') }}
),

cases as (
    select * from {{ ref('fct_cases') }}
),

applicants as (
    select * from {{ ref('touched_applicants') }}
),

final as (
    select case_code from affected
    union
    select cases.case_code
    from cases
    inner join applicants on cases.applicant_key = applicants.applicant_key
)

select * from final
