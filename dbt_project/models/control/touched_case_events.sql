with

final as (
    {{ touched_records('stg_case_events', with_cases=true) }}
)

select * from final
-- depends_on: {{ ref('fct_cases') }}
