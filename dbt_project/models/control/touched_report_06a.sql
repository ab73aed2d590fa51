with

final as (
    {{ touched_records('stg_report_06a') }}
)

select * from final
