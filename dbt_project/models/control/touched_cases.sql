with

final as (
    {{ touched_records('stg_cases') }}
)

select * from final
