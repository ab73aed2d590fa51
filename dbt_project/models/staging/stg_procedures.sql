{{ config(materialized='incremental', incremental_strategy='append') }}

with

typed as (
    {{ staged('procedures', {
        'procedure_code': 'text',
        'procedure_name': 'text',
        'field_code': 'text',
        'field_name': 'text',
        'levels': 'codes',
        'service_level': 'code',
        'is_full_online_eligible': 'flag',
        'is_integrated': 'flag',
        'is_published': 'flag',
        'has_fee': 'flag',
        'is_essential': 'flag',
        'processing_hours': 'integer',
        'online_processing_hours': 'integer',
        'effective_from': 'day',
        'effective_to': 'day',
    }, counted=['service_level'], required=['service_level']) }}
),

coded as (
    select
        typed.* exclude (procedure_code),
        split_part(typed.procedure_code, '.000.00.00.', 1) as procedure_code
    from typed
),

ruled as (
    select
        coded.*,
        case
            when coded.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(coded.field_faults, list_filter([
                case
                    when coded.procedure_code is null then {'rule_code': 'missing_key', 'field': 'procedure_code'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as faults
    from coded
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(
            concat_ws(
                '|', province_code,
                coalesce(procedure_code, concat_ws(':', '#', file_id, member, line)),
                coalesce(effective_from::date, date '1900-01-01')
            )
        ) as record_key,
        procedure_code,
        portal,
        province_code,
        procedure_name,
        field_code,
        field_name,
        service_level,
        levels,
        processing_hours,
        online_processing_hours,
        coalesce(is_full_online_eligible, false) as is_full_online_eligible,
        coalesce(is_integrated, false) as is_integrated,
        coalesce(is_published, false) as is_published,
        coalesce(has_fee, false) as has_fee,
        coalesce(is_essential, false) as is_essential,
        coalesce(effective_from::date, date '1900-01-01') as effective_from,
        effective_to::date as effective_to,
        faults,
        {{ content_hash([
            'procedure_code', 'procedure_name', 'field_code', 'field_name', 'levels', 'service_level',
            'is_full_online_eligible', 'is_integrated', 'is_published', 'has_fee', 'is_essential',
            'processing_hours', 'online_processing_hours', 'effective_from', 'effective_to', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
