{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

typed as (
    {{ staged('counter_visits', {
        'visit_code': 'text',
        'unit_code': 'text',
        'ticket_at': 'moment',
        'called_at': 'moment',
        'done_at': 'moment',
        'case_code': 'text',
        'counter': 'text',
    }) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case when typed.visit_code is null then {'rule_code': 'missing_key', 'field': 'visit_code'} end,
                case when known_units.unit_code is null then {'rule_code': 'unknown_unit', 'field': 'unit_code'} end,
                case
                    when
                        typed.ticket_at is null
                        and len(list_filter(typed.field_faults, lambda fault: fault.field = 'ticket_at')) = 0
                        then {'rule_code': 'bad_timestamp', 'field': 'ticket_at'}
                end,
                case
                    when
                        is_before(typed.called_at, typed.called_at_has_time, typed.ticket_at, typed.ticket_at_has_time)
                        or is_before(typed.done_at, typed.done_at_has_time, typed.called_at, typed.called_at_has_time)
                        then {'rule_code': 'negative_span', 'field': 'called_at'}
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
            concat_ws('|', portal, coalesce(visit_code, concat_ws(':', '#', file_id, member, line)))
        ) as record_key,
        portal,
        province_code,
        visit_code,
        unit_code,
        case_code,
        counter,
        ticket_at,
        called_at,
        done_at,
        faults,
        {{ content_hash([
            'visit_code', 'unit_code', 'ticket_at', 'called_at', 'done_at', 'case_code', 'counter', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
