{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_counter_visits', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_counter_visits', 'counter_visit_records', 'touched_counter_visits') }}
),

final as (
    select
        kept.record_key,
        kept.visit_code,
        kept.portal,
        kept.province_code,
        kept.unit_code,
        kept.case_code,
        kept.counter,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        date_diff('second', kept.ticket_at, kept.called_at) as waiting_seconds,
        date_diff('second', kept.called_at, kept.done_at) as intake_seconds,
        kept.ticket_at,
        kept.called_at,
        kept.done_at,
        kept.ticket_at::date as visit_date
    from kept
)

select * from final
