{{ config(materialized='incremental', incremental_strategy='append') }}

with

typed as (
    {{ staged('payments', {
        'payment_code': 'text',
        'case_code': 'text',
        'fee_kind': 'code',
        'amount': 'money',
        'method': 'code',
        'payment_channel': 'code',
        'created_at': 'moment',
        'paid_at': 'moment',
        'status': 'code',
    }, counted=['method', 'payment_channel', 'status'], required=['method', 'status']) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case
                    when typed.payment_code is null then {'rule_code': 'missing_key', 'field': 'payment_code'}
                end,
                case when typed.case_code is null then {'rule_code': 'orphan_payment', 'field': 'case_code'} end,
                case
                    when
                        typed.status = 'succeeded' and typed.paid_at is null
                        and len(list_filter(typed.field_faults, lambda fault: fault.field = 'paid_at')) = 0
                        then {'rule_code': 'bad_timestamp', 'field': 'paid_at'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from typed
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(
            concat_ws('|', portal, coalesce(payment_code, concat_ws(':', '#', file_id, member, line)))
        ) as record_key,
        payment_code,
        portal,
        province_code,
        case_code,
        fee_kind,
        method,
        payment_channel,
        status,
        amount,
        created_at,
        paid_at,
        faults,
        {{ content_hash([
            'payment_code', 'case_code', 'fee_kind', 'amount', 'method', 'payment_channel', 'status', 'created_at',
            'paid_at', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
