{{ config(materialized='incremental', incremental_strategy='append') }}

with

units as (
    select * from {{ ref('unit_names') }}
),

known_units as (
    select distinct unit_code from {{ ref('dim_unit') }}
),

typed as (
    {{ staged('cases', {
        'case_code': 'text',
        'procedure_code': 'text',
        'channel': 'code',
        'applicant_kind': 'code',
        'identities': {'identity_kind': 'code', 'identity_number': 'text'},
        'identity_number': 'text',
        'submitted_at': 'moment',
        'received_at': 'moment',
        'due_at': 'moment',
        'finished_at': 'moment',
        'returned_at': 'moment',
        'refused_at': 'moment',
        'status': 'code',
        'unit_name': 'text',
        'unit_code': 'text',
        'filed_by': 'code',
        'has_digitised_documents': 'flag',
        'is_result_digitised': 'flag',
        'is_result_signed': 'flag',
        'payment_flag': 'code',
        'is_synced': 'flag',
        'documents': {
            'is_digitised': 'flag', 'is_reused': 'code', 'is_from_national_store': 'flag',
            'is_requested_again': 'flag',
        },
        'fees': {'amount': 'money'},
        'supplements': {
            'requested_at': 'moment', 'received_at': 'moment', 'due_before': 'moment', 'due_after': 'moment',
        },
        'extensions': {
            'extended_at': 'moment', 'reason': 'text', 'due_before': 'moment', 'due_after': 'moment',
            'apology_date': 'moment', 'apology_due': 'moment',
        },
        'results': {'file_link': 'text', 'is_signed': 'flag'},
    }, counted=['channel', 'status', 'filed_by', 'payment_flag'], required=['status']) }}
),

placed as (
    select
        typed.* exclude (unit_code, procedure_code),
        split_part(typed.procedure_code, '.000.00.00.', 1) as procedure_code,
        typed.unit_code as unit_code_written,
        coalesce(
            typed.identity_number,
            list_first(list_filter(typed.identities, lambda one: one.identity_number is not null)).identity_number
        ) as person_number
    from typed
),

resolved as (
    select
        placed.*,
        coalesce(by_code.unit_code, by_case.unit_code, by_name.unit_code) as unit_code
    from placed
    left join known_units as by_code on placed.unit_code_written = by_code.unit_code
    left join known_units as by_case on placed.unit_in_case_code = by_case.unit_code
    left join units as by_name
        on
            case
                when by_code.unit_code is null and by_case.unit_code is null then unit_name_key(placed.unit_name)
            end = by_name.unit_name_key
            and placed.province_code = by_name.province_code
),

judged as (
    select
        resolved.*,
        coalesce(list_contains(resolved.placeholders, resolved.person_number), false) as has_placeholder,
        coalesce(
            list_first(list_sort(
                list_filter(resolved.extensions, lambda one: one.extended_at is not null), 'asc'
            )).due_before,
            resolved.due_at
        ) as promised_at,
        case
            when resolved.status in ('processed', 'returned')
                then coalesce(resolved.finished_at, resolved.returned_at)
            else resolved.finished_at
        end as settled_at,
        case
            when resolved.finished_at is null then resolved.returned_at_has_time else resolved.finished_at_has_time
        end as settled_at_has_time
    from resolved
),

faulted as (
    select
        judged.*,
        case
            when judged.is_unreadable then [{'rule_code': 'unreadable_row', 'field': null}]
            else list_concat(judged.field_faults, list_filter([
                case when judged.case_code is null then {'rule_code': 'missing_key', 'field': 'case_code'} end,
                case
                    when not judged.has_known_case_form then {'rule_code': 'bad_case_code', 'field': 'case_code'}
                end,
                case when judged.unit_code is null then {'rule_code': 'unknown_unit', 'field': 'unit_code'} end,
                case
                    when is_before(
                        judged.settled_at, judged.settled_at_has_time, judged.received_at, judged.received_at_has_time
                    ) then {'rule_code': 'finished_before_received', 'field': 'finished_at'}
                end,
                case
                    when
                        judged.status in ('processed', 'returned')
                        and judged.finished_at is null and judged.returned_at is null
                        and len(list_filter(
                            judged.field_faults, lambda fault: fault.field in ('finished_at', 'returned_at')
                        )) = 0
                        then {'rule_code': 'finished_without_moment', 'field': 'finished_at'}
                end
            ], lambda fault: fault is not null))
        end::struct(rule_code varchar, field varchar)[] as other_faults
    from judged
),

-- A moment after the export is a fault of its own only where nothing else is wrong with the record.
ruled as (
    select
        *,
        case
            when
                len(other_faults) = 0
                and is_before(exported_at, true, received_at, received_at_has_time)
                then [{'rule_code': 'received_in_future', 'field': 'received_at'}]
            else other_faults
        end::struct(rule_code varchar, field varchar)[] as faults
    from faulted
),

final as (
    select
        file_id,
        member,
        line,
        md5_number(coalesce(case_code, concat_ws(':', '#', file_id, member, line))) as record_key,
        case_code,
        portal,
        province_code,
        unit_code,
        procedure_code,
        channel,
        applicant_kind,
        status,
        filed_by,
        payment_flag,
        case when not has_placeholder then person_key(person_number) end as applicant_key,
        has_placeholder as has_placeholder_identity,
        submitted_at,
        received_at,
        received_at_has_time,
        due_at,
        -- The time of the due day counts where the contract says so and both moments have one.
        compares_due_moments and due_at_has_time and (settled_at is null or settled_at_has_time) as is_due_by_moment,
        settled_at as finished_at,
        settled_at_has_time as finished_at_has_time,
        returned_at,
        returned_at_has_time,
        promised_at,
        -- Not reported is not "no" (kpi_semantics.md): null where the contract knows no such column.
        case when list_contains(reported_fields, 'is_synced') then coalesce(is_synced, false) end as is_synced,
        case
            when not list_has_any(reported_fields, ['documents', 'has_digitised_documents']) then null
            when len(documents) > 0
                then len(list_filter(documents, lambda one: one.is_digitised is not true)) = 0
            else coalesce(has_digitised_documents, false)
        end as is_digitised_input,
        case
            when not list_has_any(reported_fields, ['results', 'is_result_digitised']) then null
            when results is not null
                then len(results) > 0
                    and len(list_filter(results, lambda one: one.file_link is null)) = 0
            else coalesce(is_result_digitised, false)
        end as is_digitised_result,
        case
            when not list_has_any(reported_fields, ['results', 'is_result_signed']) then null
            when results is not null
                then len(results) > 0
                    and len(list_filter(
                        results, lambda one: one.file_link is null or one.is_signed is not true
                    )) = 0
            else coalesce(is_result_digitised and is_result_signed, false)
        end as is_signed_result,
        coalesce(len(list_filter(
            documents, lambda one: one.is_reused in ('reused', 'reused_from_warehouse')
            or one.is_from_national_store
        )) > 0 and len(list_filter(documents, lambda one: one.is_requested_again)) = 0, false) as has_reused_documents,
        coalesce(
            len(fees) > 0 and len(list_filter(fees, lambda one: one.amount is distinct from 0)) = 0, false
        ) as is_free_of_charge,
        coalesce(len(list_filter(
            extensions, lambda one: one.apology_date::date <= promised_at::date - 1
            and one.apology_due::date > promised_at::date
        )) > 0, false) as has_valid_apology,
        list_transform(
            list_filter(
                extensions, lambda one: one.extended_at is not null and is_without_reason(one.reason)
            ), lambda one: one.extended_at::date
        ) as unjustified_extension_dates,
        list_contains(reports, 'filed_by') as reports_filed_by,
        list_contains(reports, 'documents') as reports_documents,
        list_contains(reports, 'extensions') as reports_extensions,
        list_contains(reports, 'payment_flag') as reports_payment_flag,
        list_contains(reports, 'events') as reports_events,
        faults,
        {{ content_hash([
            'case_code', 'unit_code', 'procedure_code', 'channel', 'applicant_kind', 'status', 'filed_by',
            'payment_flag', 'person_number', 'submitted_at', 'received_at', 'due_at', 'finished_at', 'returned_at',
            'is_synced', 'has_digitised_documents', 'is_result_digitised', 'is_result_signed', 'documents', 'fees',
            'supplements', 'extensions', 'results', 'faults',
        ]) }} as content_hash
    from ruled
)

select * from final
