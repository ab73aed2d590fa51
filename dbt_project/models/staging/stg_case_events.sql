{{ config(materialized='incremental', incremental_strategy='append') }}

with

typed as (
    {{ staged('case_events', {
        'case_code': 'text',
        'officer': 'text',
        'officer_title': 'text',
        'occurred_at': 'moment',
        'department': 'text',
        'status': 'code',
        'started_at': 'moment',
        'due_at': 'moment',
        'is_electronic': 'flag',
    }, counted=['status'], required=['status']) }}
),

ruled as (
    select
        typed.*,
        case
            when typed.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(typed.field_faults, list_filter([
                case when typed.case_code is null then {'rule_code': 'missing_key', 'field': 'case_code'} end,
                case
                    when
                        typed.occurred_at is null
                        and len(list_filter(typed.field_faults, lambda fault: fault.field = 'occurred_at')) = 0
                        then {'rule_code': 'missing_key', 'field': 'occurred_at'}
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
            case
                when case_code is null or occurred_at is null
                    then concat_ws('|', portal, '#', file_id, member, line)
                else concat_ws('|', portal, case_code, occurred_at, status, person_key(officer))
            end
        ) as record_key,
        case_code,
        portal,
        province_code,
        status,
        person_key(officer) as officer_key,
        officer_title,
        department,
        is_electronic,
        occurred_at,
        started_at,
        due_at,
        faults,
        {{ content_hash([
            'case_code', 'officer', 'officer_title', 'occurred_at', 'department', 'status', 'started_at', 'due_at',
            'is_electronic', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
