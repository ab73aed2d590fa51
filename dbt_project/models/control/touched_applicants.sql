with

final as (
    select distinct applicant_key
    from {{ changes_of('fct_cases') }}
    where applicant_key is not null
)

select * from final
-- depends_on: {{ ref('fct_cases') }}
