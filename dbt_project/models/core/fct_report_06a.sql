{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_report_06a', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_report_06a', 'report_06a_records', 'touched_report_06a') }}
),

final as (
    select
        kept.record_key,
        kept.unit_code,
        kept.portal,
        kept.province_code,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        kept.received_total,
        kept.received_online,
        kept.received_counter_post,
        kept.carried_in,
        kept.resolved_total,
        kept.resolved_early,
        kept.resolved_on_time,
        kept.resolved_late,
        kept.open_total,
        kept.open_within_due,
        kept.open_late,
        kept.window_from as period_start,
        kept.window_to as period_end
    from kept
)

select * from final
