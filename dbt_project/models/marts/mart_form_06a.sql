{{ config(materialized='view', alias='form_06a') }}

with

final as (
    select
        period_key,
        province_code,
        unit_code,
        period_type,
        period_name,
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
    from {{ ref('form_06a_figures') }}
)

select * from final
