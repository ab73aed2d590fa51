{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

typed as (
    {{ staged('unit_statistics', {
        'unit_code': 'text',
        'month': 'month',
        'adults': 'integer',
        'accounts': 'integer',
        'users': 'integer',
        'signatures': 'integer',
        'reports_due': 'integer',
        'reports_online': 'integer',
    }) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case when typed.unit_code is null then {'rule_code': 'missing_key', 'field': 'unit_code'} end,
                case when typed.month is null then {'rule_code': 'missing_key', 'field': 'month'} end,
                case when known_units.unit_code is null then {'rule_code': 'unknown_unit', 'field': 'unit_code'} end,
                case
                    when not coalesce(typed.adults >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'adults'}
                end,
                case
                    when not coalesce(typed.accounts >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'accounts'}
                end,
                case when not coalesce(typed.users >= 0, false) then {'rule_code': 'bad_amount', 'field': 'users'} end,
                case
                    when not coalesce(typed.signatures >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'signatures'}
                end,
                case
                    when not coalesce(typed.reports_due >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'reports_due'}
                end,
                case
                    when not coalesce(typed.reports_online >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'reports_online'}
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
