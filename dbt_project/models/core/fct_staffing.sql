{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_staffing', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_staffing', 'staffing_records', 'touched_staffing') }}
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
        kept.counter_officers,
        kept.month
    from kept
)

select * from final
