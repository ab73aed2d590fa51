with

final as (
    {{ touched_records('stg_staffing') }}
)

select * from final
