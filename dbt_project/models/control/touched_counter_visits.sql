with

final as (
    {{ touched_records('stg_counter_visits') }}
)

select * from final
