{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['applicant_number'], touched_by='control.touched_applicants', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}
-- depends_on: {{ ref('touched_applicants') }}

with

cases as (
    {% if is_incremental() -%}
        {{ rows_of_keys(ref('fct_cases'), ['applicant_number'], ref('touched_applicants')) }}
    {%- else -%}
        select * from {{ ref('fct_cases') }}
        where applicant_number is not null
    {%- endif %}
),

-- Two minima, since a moment without a time can only be compared by its day.
final as (
    select
        applicant_number,
        min(finished_at) filter (where finished_at_has_time) as first_finished_at,
        min(finished_at) filter (where not finished_at_has_time)::date as first_finished_date
    from cases
    where is_finished
    group by applicant_number
)

select * from final
