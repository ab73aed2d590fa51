{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

unit_names as (
    select * from {{ ref('unit_names') }}
),

typed as (
    {{ staged('unit_statistics', {
        'unit_code': 'text',
        'unit_name': 'text',
        'month': 'month',
        'adults': 'integer',
        'accounts': 'integer',
        'users': 'integer',
        'signatures': 'integer',
        'reports_due': 'integer',
        'reports_online': 'integer',
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
                case when placed.unit_code is null then {'rule_code': 'missing_key', 'field': 'unit_code'} end,
                case
                    when
                        placed.month is null
                        and len(list_filter(placed.field_faults, lambda fault: fault.field = 'month')) = 0
                        then {'rule_code': 'missing_key', 'field': 'month'}
                end,
                -- The unit is the key: none at all is a record without a key, not one of an unknown unit.
                case
                    when placed.unit_code is not null and known_units.unit_code is null
                        then {'rule_code': 'unknown_unit', 'field': 'unit_code'}
                end,
                case
                    when not coalesce(placed.adults >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'adults'}
                end,
                case
                    when not coalesce(placed.accounts >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'accounts'}
                end,
                case when not coalesce(placed.users >= 0, false) then {'rule_code': 'bad_amount', 'field': 'users'} end,
                case
                    when not coalesce(placed.signatures >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'signatures'}
                end,
                case
                    when not coalesce(placed.reports_due >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'reports_due'}
                end,
                case
                    when not coalesce(placed.reports_online >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'reports_online'}
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
            concat_ws(
                '|', portal,
                coalesce(unit_code, concat_ws(':', '#', file_id, member, line)),
                month::date
            )
        ) as record_key,
        portal,
        province_code,
        unit_code,
        adults,
        accounts,
        users,
        signatures,
        reports_due,
        reports_online,
        month::date as month,
        faults,
        {{ content_hash([
            'unit_code', 'month', 'adults', 'accounts', 'users', 'signatures', 'reports_due', 'reports_online',
            'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
