{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_payments', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_payments', 'payment_records', 'touched_payments') }}
),

cases as (
    select case_code, province_code, unit_code, procedure_code, received_date
    from {{ ref('fct_cases') }}
    {%- if is_incremental() %}
    where record_key in (select md5_number(kept.case_code) from kept)
    {%- endif %}
),

final as (
    select
        kept.record_key,
        kept.payment_code,
        kept.portal,
        kept.case_code,
        cases.province_code,
        cases.unit_code,
        cases.procedure_code,
        kept.fee_kind,
        kept.method,
        kept.payment_channel,
        kept.status,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        kept.amount,
        kept.status = 'succeeded' as is_succeeded,
        kept.created_at,
        kept.paid_at,
        kept.paid_at::date as paid_date,
        cases.received_date as case_received_date
    from kept
    left join cases on kept.case_code = cases.case_code
)

select * from final
