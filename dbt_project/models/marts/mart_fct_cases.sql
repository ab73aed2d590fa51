{{ config(materialized='view', alias='fct_cases') }}

with

cases as (
    select * from {{ ref('case_facts') }}
),

publication as (
    select as_of from {{ source('meta', 'publication') }}
),

final as (
    select
        cases.case_code,
        cases.unit_code,
        cases.procedure_code,
        cases.channel,
        cases.status,
        cases.filed_by,
        cases.applicant_kind,
        cases.applicant_key,
        cases.portal,
        cases.province_code,
        cases.source_file,
        cases.load_id,
        cases.source_line,
        cases.is_received,
        cases.is_finished,
        cases.is_open,
        cases.is_online,
        cases.is_on_time,
        coalesce(cases.is_open and case
            when cases.is_due_by_moment then cases.due_at < publication.as_of
            else cases.due_at::date < publication.as_of::date
        end, false) as is_overdue_open,
        cases.is_digitised_input,
        cases.is_digitised_result,
        cases.is_signed_result,
        cases.is_synced,
        cases.is_online_procedure,
        cases.is_full_online,
        cases.is_returning_applicant,
        cases.is_handled_electronically,
        cases.received_date,
        cases.finished_date,
        cases.closed_date,
        cases.promised_date,
        cases.submitted_at,
        cases.received_at,
        cases.due_at,
        cases.finished_at,
        cases.returned_at
    from cases
    cross join publication
)

select * from final
