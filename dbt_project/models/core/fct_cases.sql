{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_cases', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

touched as (
    select * from {{ ref('touched_cases') }}
),

kept as (
    select record_key, file_id, member, line
    from {{ ref('case_records') }}
    where fate = 'kept'
    {%- if is_incremental() %}
    and record_key in (select touched.record_key from touched)
    {%- endif %}
),

staged as (
    select * from {{ ref('stg_cases') }}
),

files as (
    select * from {{ ref('files') }}
),

final as (
    select
        staged.record_key,
        staged.case_code,
        staged.portal,
        staged.province_code,
        staged.unit_code,
        staged.procedure_code,
        staged.channel,
        staged.applicant_kind,
        staged.status,
        staged.filed_by,
        staged.payment_flag,
        staged.applicant_key,
        files.load_seq as load_id,
        files.source_file || coalesce('!' || staged.member, '') as source_file,
        staged.line as source_line,
        staged.has_placeholder_identity,
        staged.received_at is not null and staged.status not in ('registered', 'refused') as is_received,
        staged.status in ('processed', 'returned') and staged.finished_at is not null as is_finished,
        staged.received_at is not null
        and staged.status in ('accepted', 'processing', 'supplement_requested', 'fee_requested') as is_open,
        staged.channel = 'online' as is_online,
        case
            when staged.status in ('processed', 'returned') and staged.finished_at is not null
                then staged.due_at is null or staged.finished_at::date <= staged.due_at::date
        end as is_on_time,
        staged.is_digitised_input,
        staged.is_digitised_result,
        staged.is_signed_result,
        staged.is_synced,
        staged.has_reused_documents,
        staged.is_free_of_charge,
        staged.has_valid_apology,
        staged.reports_filed_by,
        staged.reports_documents,
        staged.reports_extensions,
        staged.reports_payment_flag,
        staged.reports_events,
        staged.submitted_at,
        staged.received_at,
        staged.received_at_has_time,
        staged.due_at,
        staged.finished_at,
        staged.finished_at_has_time,
        staged.returned_at,
        staged.returned_at_has_time,
        staged.received_at::date as received_date,
        case
            when staged.status in ('processed', 'returned') then staged.finished_at::date
        end as finished_date,
        staged.promised_at::date as promised_date,
        staged.unjustified_extension_dates
    from kept
    inner join staged
        on
            kept.file_id = staged.file_id
            and kept.line = staged.line
            and kept.member is not distinct from staged.member
    inner join files on staged.file_id = files.file_id
)

select * from final
