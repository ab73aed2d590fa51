{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['case_code'], touched_by='control.touched_findings',
) }}
-- depends_on: {{ ref('touched_findings') }}

with

cases as (
    {% if is_incremental() -%}
        {{ rows_of_keys(ref('case_facts'), ['record_key'], ref('touched_findings')) }}
    {%- else -%}
        select * from {{ ref('case_facts') }}
    {%- endif %}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

clock as (
    select * from {{ ref('clock') }}
),

twins as (
    select
        applicant_key, procedure_code, received_at, unit_code,
        count(*) as case_count, min(case_code) as first_case_code
    from cases
    where applicant_key is not null and received_at is not null and procedure_code is not null
    group by applicant_key, procedure_code, received_at, unit_code
    having count(*) > 1
),

found as (
    select case_code, unit_code, 'unknown_procedure' as rule_code, procedure_code as evidence
    from cases
    where procedure_key is null and procedure_code is not null and received_date is not null
    union all
    select
        case_code, unit_code, 'due_before_received' as rule_code,
        'due ' || due_at::date || ', received ' || received_date as evidence
    from cases
    where due_at::date < received_date
    union all
    select
        case_code, unit_code, 'returned_before_finished' as rule_code,
        'returned ' || returned_at || ', finished ' || finished_at as evidence
    from cases
    where is_before(returned_at, returned_at_has_time, finished_at, finished_at_has_time)
    union all
    select case_code, unit_code, 'placeholder_identity' as rule_code, cast(null as varchar) as evidence
    from cases
    where has_placeholder_identity
    union all
    select
        cases.case_code, cases.unit_code, 'due_on_rest_day' as rule_code,
        'due ' || cases.due_at::date || coalesce(', ' || calendar.holiday_name, '') as evidence
    from cases
    inner join calendar on cases.due_at::date = calendar.day
    where not calendar.is_working_day
    union all
    select
        cases.case_code, cases.unit_code, 'duplicate_under_other_code' as rule_code,
        twins.case_count || ' codes, first ' || twins.first_case_code as evidence
    from cases
    inner join twins
        on
            cases.applicant_key = twins.applicant_key
            and cases.procedure_code = twins.procedure_code
            and cases.received_at = twins.received_at
            and cases.unit_code = twins.unit_code
),

final as (
    select
        md5(found.rule_code || '|' || found.case_code) as finding_id,
        found.rule_code,
        found.case_code,
        found.unit_code,
        found.evidence,
        clock.as_of as found_at
    from found
    cross join clock
)

select * from final
