-- A warning on a case can hang on another case of the same applicant (duplicate_under_other_code): whoever is looked at
-- anew is looked at with all that the applicant has.
with

affected as (
    select * from {{ ref('affected_cases') }}
),

applicants as (
    select applicant_number from {{ ref('touched_applicants') }}
    union
    select applicant_number from {{ ref('fct_cases') }}
    where record_key in (select affected.record_key from affected) and applicant_number is not null
),

final as (
    select case_code, record_key from affected
    union
    select cases.case_code, cases.record_key
    from {{ ref('fct_cases') }} as cases
    inner join applicants on cases.applicant_number = applicants.applicant_number
)

select * from final
