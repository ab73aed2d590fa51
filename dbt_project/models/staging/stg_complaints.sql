{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

typed as (
    {{ staged('complaints', {
        'complaint_code': 'text',
        'unit_code': 'text',
        'received_at': 'moment',
        'complaint_group': 'code',
        'answered_at': 'moment',
    }, counted=['complaint_group']) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case when typed.complaint_code is null then {'rule_code': 'missing_key', 'field': 'complaint_code'} end,
                case when known_units.unit_code is null then {'rule_code': 'unknown_unit', 'field': 'unit_code'} end,
                case
                    when
                        typed.received_at is null
                        and len(list_filter(typed.field_faults, lambda fault: fault.field = 'received_at')) = 0
                        then {'rule_code': 'bad_timestamp', 'field': 'received_at'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from typed
    left join known_units on typed.unit_code = known_units.unit_code
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(
            concat_ws('|', portal, coalesce(complaint_code, concat_ws(':', '#', file_id, member, line)))
        ) as record_key,
        portal,
        province_code,
        complaint_code,
        unit_code,
        complaint_group,
        received_at,
        answered_at,
        faults,
        {{ content_hash([
            'complaint_code', 'unit_code', 'received_at', 'complaint_group', 'answered_at', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
