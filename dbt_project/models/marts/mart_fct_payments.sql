{{ config(materialized='view', alias='fct_payments') }}

with

final as (
    select
        payment_code,
        case_code,
        unit_code,
        procedure_code,
        fee_kind,
        method,
        payment_channel,
        status,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        amount,
        is_succeeded,
        paid_date,
        created_at,
        paid_at
    from {{ ref('fct_payments') }}
)

select * from final
