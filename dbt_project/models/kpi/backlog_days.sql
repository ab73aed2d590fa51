{{ config(materialized='view') }}

with

run as (
    select * from {{ ref('clock') }}
),

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

stock as (
    select * from {{ ref('stock_daily') }}
),

first_days as (
    select
        unit_code,
        min(day) as first_day
    from stock
    group by unit_code
),

-- A unit has rows from the day of its first case.
unit_days as (
    select first_days.unit_code, calendar.day
    from first_days
    cross join run
    inner join {{ ref('dim_date') }} as calendar
        on calendar.day between greatest(first_days.first_day, run.first_day_over) and run.last_day_over
),

states as (
    select
        unit_code,
        sum(open_change) over (partition by unit_code order by day) as open_cases,
        sum(overdue_change) over (partition by unit_code order by day) as overdue_cases,
        day
    from stock
),

-- Cases that were open at the end of one of the days.
open_cases as (
    select
        cases.case_code,
        cases.unit_code,
        cases.received_date,
        case
            when cases.closed_date is null then run.last_day_over + 1
            else greatest(cases.closed_date, cases.received_date)
        end as closed_date,
        cases.is_open and cases.status in ('supplement_requested', 'fee_requested') as is_waiting,
        cases.has_events
    from {{ ref('case_facts') }} as cases
    cross join run
    where
        cases.is_received and (cases.is_open or cases.closed_date is not null)
        and cases.received_date <= run.last_day_over
        and (cases.closed_date is null or cases.closed_date >= run.first_day_over or run.first_day_over is null)
),

-- The step at which a case stood at the end of each day on which it had one.
last_steps as (
    select
        events.case_code,
        arg_max(events.status, row(events.occurred_at, events.status)) as status,
        events.occurred_at::date as day
    from {{ ref('fct_case_events') }} as events
    semi join open_cases on events.case_code = open_cases.case_code and open_cases.has_events
    group by events.case_code, events.occurred_at::date
),

stays as (
    select
        case_code,
        status,
        day as first_day,
        lead(day) over (partition by case_code order by day) as next_day
    from last_steps
),

waits as (
    select
        open_cases.unit_code,
        greatest(stays.first_day, open_cases.received_date) as first_day,
        least(coalesce(stays.next_day, open_cases.closed_date), open_cases.closed_date) as next_day
    from stays
    inner join open_cases on stays.case_code = open_cases.case_code
    where stays.status in ('supplement_requested', 'fee_requested')
    union all
    -- Without steps nobody knows since when a case waits: it counts on the newest day alone.
    select open_cases.unit_code, run.last_day_over as first_day, run.last_day_over + 1 as next_day
    from open_cases
    cross join run
    where open_cases.is_waiting and not open_cases.has_events
),

waiting_changes as (
    select unit_code, first_day as day, 1 as waiting_change
    from waits
    where first_day < next_day
    union all
    select unit_code, next_day as day, -1 as waiting_change
    from waits
    where first_day < next_day
),

waiting_by_day as (
    select
        unit_code,
        sum(waiting_change) as waiting_change,
        day
    from waiting_changes
    group by unit_code, day
),

waiting_states as (
    select
        unit_code,
        sum(waiting_change) over (partition by unit_code order by day) as waiting_cases,
        day
    from waiting_by_day
),

final as (
    select
        unit_days.unit_code,
        units.province_code,
        coalesce(states.open_cases, 0)::bigint as open_cases,
        coalesce(states.overdue_cases, 0)::bigint as overdue_cases,
        coalesce(waiting_states.waiting_cases, 0)::bigint as waiting_cases,
        unit_days.day
    from unit_days
    inner join units on unit_days.unit_code = units.unit_code
    asof left join states on unit_days.unit_code = states.unit_code and unit_days.day >= states.day
    asof left join waiting_states
        on unit_days.unit_code = waiting_states.unit_code and unit_days.day >= waiting_states.day
)

select * from final
