{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.affected_cases', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}
-- depends_on: {{ ref('affected_cases') }}

with

cases as (
    {% if is_incremental() -%}
        {{ rows_of_keys(ref('fct_cases'), ['record_key'], ref('affected_cases')) }}
    {%- else -%}
        select * from {{ ref('fct_cases') }}
    {%- endif %}
),

procedures as (
    select * from {{ ref('dim_procedure') }}
),

applicants as (
    select * from {{ ref('applicants') }}
    {%- if is_incremental() %}
    where applicant_number in (select cases.applicant_number from cases)
    {%- endif %}
),

progress as (
    select * from {{ ref('case_progress') }}
    {%- if is_incremental() %}
    where case_code in (select cases.case_code from cases)
    {%- endif %}
),

final as (
    select
        cases.* exclude (applicant_number),  -- noqa: RF02
        procedures.procedure_key,
        procedures.is_online as is_online_procedure,
        procedures.is_full_online,
        procedures.is_integrated,
        procedures.is_essential,
        procedures.has_fee,
        procedures.levels,
        coalesce(
            case
                when cases.received_at_has_time
                    then
                        coalesce(applicants.first_finished_at < cases.received_at, false)
                        or coalesce(applicants.first_finished_date < cases.received_date, false)
                else
                    least(applicants.first_finished_at::date, applicants.first_finished_date) < cases.received_date
            end, false
        ) as is_returning_applicant,
        coalesce(progress.event_count, 0) > 0 as has_events,
        coalesce(progress.is_all_electronic, false) as is_handled_electronically,
        coalesce(progress.last_handling_at > cases.finished_at, false) as is_handled_after_finish,
        case
            when cases.is_finished then cases.finished_date
            when cases.status in ('withdrawn', 'stopped')
                then coalesce(cases.finished_at, cases.returned_at, progress.last_event_at)::date
        end as closed_date
    from cases
    left join procedures
        on
            cases.province_code = procedures.province_code
            and cases.procedure_code = procedures.procedure_code
            and cases.received_date >= procedures.valid_from
            and (procedures.valid_to is null or cases.received_date <= procedures.valid_to)
    left join applicants on cases.applicant_number = applicants.applicant_number
    left join progress on cases.case_code = progress.case_code
)

select * from final
