-- Cases whose figures may differ: changed themselves, or their steps, their applicant's past or their procedure. What
-- is read twice is named twice: a common table expression would be kept whole, without the joins' filters.
with

final as (
    select case_code, record_key from {{ changes_of('fct_cases') }}
    union
    select case_code, md5_number(case_code) as record_key from {{ changes_of('case_progress') }}
    union
    select cases.case_code, cases.record_key
    from {{ ref('fct_cases') }} as cases
    inner join {{ changes_of('applicants') }} as changed on cases.applicant_number = changed.applicant_number
    union
    select cases.case_code, cases.record_key
    from {{ ref('fct_cases') }} as cases
    inner join {{ changes_of('dim_procedure') }} as changed
        on cases.province_code = changed.province_code and cases.procedure_code = changed.procedure_code
)

select * from final
-- depends_on: {{ ref('case_progress') }}, {{ ref('applicants') }}, {{ ref('dim_procedure') }}
