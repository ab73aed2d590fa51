{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_complaints', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_complaints', 'complaint_records', 'touched_complaints') }}
),

final as (
    select
        kept.record_key,
        kept.complaint_code,
        kept.portal,
        kept.province_code,
        kept.unit_code,
        kept.complaint_group,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        coalesce(kept.complaint_group = 'attitude', false) as is_about_conduct,
        kept.received_at,
        kept.answered_at,
        kept.received_at::date as received_date
    from kept
)

select * from final
