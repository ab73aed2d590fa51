with

final as (
    {{ touched_records('stg_unit_statistics') }}
)

select * from final
