{{ config(materialized='view', alias='report_06a') }}

with

final as (
    select
        unit_code,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        received_total,
        received_online,
        received_counter_post,
        carried_in,
        resolved_total,
        resolved_early,
        resolved_on_time,
        resolved_late,
        open_total,
        open_within_due,
        open_late,
        period_start,
        period_end
    from {{ ref('fct_report_06a') }}
)

select * from final
