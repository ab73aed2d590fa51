with

final as (
    select distinct case_code
    from {{ changes_of('fct_case_events') }}
)

select * from final
-- depends_on: {{ ref('fct_case_events') }}
