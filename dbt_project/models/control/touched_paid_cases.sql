with

final as (
    select distinct case_code
    from {{ changes_of('fct_payments') }}
    where case_code is not null
)

select * from final
-- depends_on: {{ ref('fct_payments') }}
