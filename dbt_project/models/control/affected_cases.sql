-- Cases whose figures may differ: changed themselves, or their steps, their applicant's past or their procedure. What is
-- read twice is named twice: a common table expression would be kept whole, without the joins' filters.
with

final as (
    select distinct case_code from {{ changes_of('fct_cases') }}
    union
    select distinct case_code from {{ changes_of('case_progress') }}
    union
    select cases.case_code
    from {{ ref('fct_cases') }} as cases
    inner join {{ changes_of('applicants') }} as changed on cases.applicant_key = changed.applicant_key
    union
    select cases.case_code
    from {{ ref('fct_cases') }} as cases
    inner join {{ changes_of('dim_procedure') }} as changed
        on cases.province_code = changed.province_code and cases.procedure_code = changed.procedure_code
)

select * from final
-- depends_on: {{ ref('case_progress') }}, {{ ref('applicants') }}, {{ ref('dim_procedure') }}
