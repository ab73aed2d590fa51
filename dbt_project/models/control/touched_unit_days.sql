-- Every unit and day on which an affected case or payment stood before, or stands now. Too many would only cost time.
with

affected as (
    select * from {{ ref('affected_cases') }}
),

versions as (
    select
        case_code, unit_code, received_date, finished_date, promised_date, due_at, finished_at, returned_at,
        unjustified_extension_dates
    from {{ ref('fct_cases') }}
    where case_code in (select affected.case_code from affected)
    union all
    select
        case_code, unit_code, received_date, finished_date, promised_date, due_at, finished_at, returned_at,
        unjustified_extension_dates
    from {{ changes_of('fct_cases') }}
),

last_steps as (
    select case_code, last_event_at::date as day
    from {{ ref('case_progress') }}
    where case_code in (select affected.case_code from affected)
    union all
    select case_code, last_event_at::date as day
    from {{ changes_of('case_progress') }}
),

case_days as (
    select
        unit_code,
        unnest(list_concat(
            [
                received_date, finished_date, promised_date, due_at::date + 1, finished_at::date, returned_at::date
            ],
            unjustified_extension_dates
        )) as day
    from versions
    union
    select versions.unit_code, last_steps.day
    from versions
    inner join last_steps on versions.case_code = last_steps.case_code
),

final as (
    select distinct unit_code, day from case_days
    where day is not null
    union
    select distinct unit_code, paid_date as day
    from {{ changes_of('fct_payments') }}
    where paid_date is not null
    union
    select distinct unit_code, rated_date as day
    from {{ changes_of('fct_ratings') }}
    union
    select distinct unit_code, visit_date as day
    from {{ changes_of('fct_counter_visits') }}
    union
    select distinct unit_code, received_date as day
    from {{ changes_of('fct_complaints') }}
)

select * from final
-- depends_on: {{ ref('fct_payments') }}, {{ ref('fct_ratings') }}, {{ ref('fct_counter_visits') }}, {{ ref('fct_complaints') }}
