{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_unit_statistics', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_unit_statistics', 'unit_statistic_records', 'touched_unit_statistics') }}
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
        kept.adults,
        kept.accounts,
        kept.users,
        kept.signatures,
        kept.reports_due,
        kept.reports_online,
        kept.month
    from kept
)

select * from final
