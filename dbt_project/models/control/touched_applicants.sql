with

final as (
    select distinct applicant_number
    from {{ changes_of('fct_cases') }}
    where applicant_number is not null
)

select * from final
-- depends_on: {{ ref('fct_cases') }}
