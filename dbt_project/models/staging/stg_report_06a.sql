{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

unit_names as (
    select * from {{ ref('unit_names') }}
),

typed as (
    {{ staged('report_06a', {
        'unit_name': 'text',
        'unit_code': 'text',
        'received_total': 'integer',
        'received_online': 'integer',
        'received_counter_post': 'integer',
        'carried_in': 'integer',
        'resolved_total': 'integer',
        'resolved_early': 'integer',
        'resolved_on_time': 'integer',
        'resolved_late': 'integer',
        'open_total': 'integer',
        'open_within_due': 'integer',
        'open_late': 'integer',
    }) }}
),

resolved as (
    select
        typed.* exclude (unit_code),
        coalesce(by_code.unit_code, by_name.unit_code) as unit_code,
        typed.unit_name is null and typed.unit_code is null as has_no_unit
    from typed
    left join known_units as by_code on typed.unit_code = by_code.unit_code
    left join unit_names as by_name
        on unit_name_key(typed.unit_name) = by_name.unit_name_key and typed.province_code = by_name.province_code
),

ruled as (
    select
        resolved.*,
        case
            when resolved.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(resolved.field_faults, list_filter([
                case when resolved.has_no_unit then {'rule_code': 'missing_key', 'field': 'unit_name'} end,
                case
                    when not resolved.has_no_unit and resolved.unit_code is null
                        then {'rule_code': 'unknown_unit', 'field': 'unit_name'}
                end,
                case
                    when not coalesce(resolved.received_total >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'received_total'}
                end,
                case
                    when not coalesce(resolved.received_online >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'received_online'}
                end,
                case
                    when not coalesce(resolved.received_counter_post >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'received_counter_post'}
                end,
                case
                    when not coalesce(resolved.carried_in >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'carried_in'}
                end,
                case
                    when not coalesce(resolved.resolved_total >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'resolved_total'}
                end,
                case
                    when not coalesce(resolved.resolved_early >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'resolved_early'}
                end,
                case
                    when not coalesce(resolved.resolved_on_time >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'resolved_on_time'}
                end,
                case
                    when not coalesce(resolved.resolved_late >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'resolved_late'}
                end,
                case
                    when not coalesce(resolved.open_total >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'open_total'}
                end,
                case
                    when not coalesce(resolved.open_within_due >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'open_within_due'}
                end,
                case
                    when not coalesce(resolved.open_late >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'open_late'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from resolved
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(
            concat_ws(
                '|', portal, window_from, window_to,
                coalesce(unit_code, unit_name_key(unit_name), concat_ws(':', '#', file_id, member, line))
            )
        ) as record_key,
        portal,
        province_code,
        unit_code,
        unit_name,
        window_from,
        window_to,
        received_total,
        received_online,
        received_counter_post,
        carried_in,
        resolved_total,
        resolved_early,
        resolved_on_time,
        resolved_late,
        open_total,
        open_within_due,
        open_late,
        faults,
        {{ content_hash([
            'unit_code', 'unit_name', 'received_total', 'received_online', 'received_counter_post', 'carried_in',
            'resolved_total', 'resolved_early', 'resolved_on_time', 'resolved_late', 'open_total',
            'open_within_due', 'open_late', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
