{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

unit_names as (
    select * from {{ ref('unit_names') }}
),

typed as (
    {{ staged('counter_visits', {
        'visit_code': 'text',
        'unit_code': 'text',
        'unit_name': 'text',
        'ticket_at': 'moment',
        'called_at': 'moment',
        'done_at': 'moment',
        'case_code': 'text',
        'counter': 'text',
    }) }}
),

-- A portal that gives no code of a unit, or one that the registers do not know, may name it.
placed as (
    select
        typed.* exclude (unit_code),
        case
            when by_code.unit_code is null then coalesce(by_name.unit_code, typed.unit_code, typed.unit_name)
            else typed.unit_code
        end as unit_code
    from typed
    left join known_units as by_code on typed.unit_code = by_code.unit_code
    left join unit_names as by_name
        on unit_name_key(typed.unit_name) = by_name.unit_name_key and typed.province_code = by_name.province_code
),

ruled as (
    select
        placed.*,
        case
            when placed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(placed.field_faults, list_filter([
                case when placed.visit_code is null then {'rule_code': 'missing_key', 'field': 'visit_code'} end,
                case when known_units.unit_code is null then {'rule_code': 'unknown_unit', 'field': 'unit_code'} end,
                case
                    when
                        placed.ticket_at is null
                        and len(list_filter(placed.field_faults, lambda fault: fault.field = 'ticket_at')) = 0
                        then {'rule_code': 'bad_timestamp', 'field': 'ticket_at'}
                end,
                case
                    when
                        is_before(
                            placed.called_at, placed.called_at_has_time, placed.ticket_at, placed.ticket_at_has_time
                        )
                        or is_before(
                            placed.done_at, placed.done_at_has_time, placed.called_at, placed.called_at_has_time
                        )
                        then {'rule_code': 'negative_span', 'field': 'called_at'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from placed
    left join known_units on placed.unit_code = known_units.unit_code
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
