{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_cases', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_cases', 'case_records', 'touched_cases') }}
),

final as (
    select
        kept.record_key,
        kept.case_code,
        kept.portal,
        kept.province_code,
        kept.unit_code,
        kept.procedure_code,
        kept.channel,
        kept.applicant_kind,
        kept.status,
        kept.filed_by,
        kept.payment_flag,
        kept.applicant_key,
        md5_number(kept.applicant_key) as applicant_number,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        kept.has_placeholder_identity,
        kept.received_at is not null and kept.status not in ('registered', 'refused') as is_received,
        kept.status in ('processed', 'returned') and kept.finished_at is not null as is_finished,
        kept.received_at is not null
        and kept.status in ('accepted', 'processing', 'supplement_requested', 'fee_requested') as is_open,
        kept.channel = 'online' as is_online,
        case
            when kept.status in ('processed', 'returned') and kept.finished_at is not null
                then
                    kept.due_at is null
                    or kept.finished_at::date < kept.due_at::date
                    or (
                        kept.finished_at::date = kept.due_at::date
                        and not (coalesce(kept.is_due_by_moment, false) and kept.finished_at > kept.due_at)
                    )
        end as is_on_time,
        kept.is_digitised_input,
        kept.is_digitised_result,
        kept.is_signed_result,
        kept.is_synced,
        kept.has_reused_documents,
        kept.is_free_of_charge,
        kept.has_valid_apology,
        kept.is_due_by_moment,
        kept.reports_filed_by,
        kept.reports_documents,
        kept.reports_extensions,
        kept.reports_payment_flag,
        kept.reports_events,
        kept.submitted_at,
        kept.received_at,
        kept.received_at_has_time,
        kept.due_at,
        kept.finished_at,
        kept.finished_at_has_time,
        kept.returned_at,
        kept.returned_at_has_time,
        kept.received_at::date as received_date,
        case
            when kept.status in ('processed', 'returned') then kept.finished_at::date
        end as finished_date,
        kept.promised_at::date as promised_date,
        kept.unjustified_extension_dates
    from kept
)

select * from final
