-- A warning on a case can hang on another case of the same applicant (duplicate_under_other_code): whoever is looked at
-- anew is looked at with all that the applicant has.
with

affected as (
    select * from {{ ref('affected_cases') }}
),

applicants as (
    select applicant_key from {{ ref('touched_applicants') }}
    union
    select applicant_key from {{ ref('fct_cases') }}
    where case_code in (select affected.case_code from affected) and applicant_key is not null
),

final as (
    select case_code from affected
    union
    select cases.case_code
    from {{ ref('fct_cases') }} as cases
    inner join applicants on cases.applicant_key = applicants.applicant_key
)

select * from final
