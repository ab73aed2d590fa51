{{ config(materialized='incremental', incremental_strategy='append') }}

with

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

typed as (
    {{ staged('staffing', {
        'unit_code': 'text',
        'month': 'month',
        'counter_officers': 'integer',
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
                    when not coalesce(typed.counter_officers >= 0, false)
                        then {'rule_code': 'bad_amount', 'field': 'counter_officers'}
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
        counter_officers,
        month::date as month,
        faults,
        {{ content_hash(['unit_code', 'month', 'counter_officers', 'faults']) }} as content_hash
    from ruled
)

select * from final
