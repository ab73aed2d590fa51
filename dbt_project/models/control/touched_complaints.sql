with

final as (
    {{ touched_records('stg_complaints') }}
)

select * from final
