-- Every unit and day on which a case, payment, rating, visit or complaint stood before, or stands now.
with

case_days as (
    select
        unit_code,
        unnest(list_concat(
            [received_date, finished_date, promised_date, closed_date, {{ overdue_from() }}],
            unjustified_extension_dates
        )) as day
    from {{ changes_of('case_facts') }}
),

final as (
    select distinct unit_code, day
    from case_days
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
-- depends_on: {{ ref('case_facts') }}, {{ ref('fct_payments') }}, {{ ref('fct_ratings') }}
-- depends_on: {{ ref('fct_counter_visits') }}, {{ ref('fct_complaints') }}
