{{ config(group='warehouse') }}
-- Every counted case and payment stands in the daily stores once. Counts only, over all days: cheap, and a unit-day
-- that should have been counted again and was not shows here.
with

of_cases as (
    select
        unit_code,
        count(*) filter (where is_received) as received,
        count(*) filter (where is_finished) as finished,
        count(*) filter (where is_open) as still_open,
        count(*) filter (where is_open and due_at is not null) as still_open_with_due_day
    from {{ ref('fct_cases') }}
    group by unit_code
),

of_payments as (
    select unit_code, count(*) filter (where is_succeeded) as paid
    from {{ ref('fct_payments') }}
    group by unit_code
),

of_components as (
    select
        unit_code,
        sum(denominator) filter (where kpi_code = 'online_case_rate_all') as received,
        sum(denominator) filter (where kpi_code = 'on_time_rate') as finished,
        sum(denominator) filter (where kpi_code = 'online_payment_rate') as paid
    from {{ ref('component_daily') }}
    group by unit_code
),

of_stock as (
    select unit_code, sum(open_change) as still_open, sum(overdue_change) as still_open_with_due_day
    from {{ ref('stock_daily') }}
    group by unit_code
),

facts as (
    select unit_code, 'received' as measure, received as counted from of_cases
    union all
    select unit_code, 'finished' as measure, finished as counted from of_cases
    union all
    select unit_code, 'open' as measure, still_open as counted from of_cases
    union all
    select unit_code, 'open with due day' as measure, still_open_with_due_day as counted from of_cases
    union all
    select unit_code, 'paid' as measure, paid as counted from of_payments
),

stores as (
    select unit_code, 'received' as measure, received as counted from of_components
    union all
    select unit_code, 'finished' as measure, finished as counted from of_components
    union all
    select unit_code, 'open' as measure, still_open as counted from of_stock
    union all
    select unit_code, 'open with due day' as measure, still_open_with_due_day as counted from of_stock
    union all
    select unit_code, 'paid' as measure, paid as counted from of_components
),

compared as (
    select
        coalesce(facts.unit_code, stores.unit_code) as unit_code,
        coalesce(facts.measure, stores.measure) as measure,
        coalesce(facts.counted, 0) as in_facts,
        coalesce(stores.counted, 0) as in_stores
    from facts
    full outer join stores on facts.unit_code = stores.unit_code and facts.measure = stores.measure
)

select * from compared
where in_facts <> in_stores
