{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_case_events', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_case_events', 'case_event_records', 'touched_case_events') }}
),

cases as (
    select * from {{ ref('fct_cases') }}
),

final as (
    select
        kept.record_key,
        kept.case_code,
        kept.portal,
        cases.province_code,
        cases.unit_code,
        kept.status,
        kept.officer_key,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        kept.is_electronic,
        kept.occurred_at,
        kept.started_at,
        kept.due_at,
        cases.received_date as case_received_date
    from kept
    left join cases on kept.case_code = cases.case_code
)

select * from final
