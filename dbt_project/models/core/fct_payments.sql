{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_payments', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

touched as (
    select * from {{ ref('touched_payments') }}
),

kept as (
    select record_key, file_id, member, line
    from {{ ref('payment_records') }}
    where fate = 'kept'
    {%- if is_incremental() %}
    and record_key in (select touched.record_key from touched)
    {%- endif %}
),

staged as (
    select * from {{ ref('stg_payments') }}
),

cases as (
    select * from {{ ref('fct_cases') }}
),

files as (
    select * from {{ ref('files') }}
),

final as (
    select
        staged.record_key,
        staged.payment_code,
        staged.portal,
        staged.case_code,
        cases.province_code,
        cases.unit_code,
        cases.procedure_code,
        staged.fee_kind,
        staged.method,
        staged.payment_channel,
        staged.status,
        files.load_seq as load_id,
        files.source_file || coalesce('!' || staged.member, '') as source_file,
        staged.line as source_line,
        staged.amount,
        staged.status = 'succeeded' as is_succeeded,
        staged.created_at,
        staged.paid_at,
        staged.paid_at::date as paid_date,
        cases.received_date as case_received_date
    from kept
    inner join staged
        on
            kept.file_id = staged.file_id
            and kept.line = staged.line
            and kept.member is not distinct from staged.member
    inner join files on staged.file_id = files.file_id
    left join cases on staged.case_code = cases.case_code
)

select * from final
