{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code', 'day'], touched_by='control.touched_unit_days', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

touched as (
    select * from {{ ref('touched_unit_days') }}
),

cases as (
    select
        unit_code,
        received_date,
        closed_date,
        case when due_at is not null then greatest(received_date, {{ overdue_from() }}) end as overdue_from
    from {{ ref('case_facts') }}
    where is_received and (is_open or closed_date is not null)
    {%- if is_incremental() %}
    and unit_code in (select touched.unit_code from touched)
    {%- endif %}
),

changes as (
    select unit_code, received_date as day, 1 as open_change, 0 as overdue_change from cases
    union all
    select unit_code, greatest(closed_date, received_date) as day, -1 as open_change, 0 as overdue_change
    from cases
    where closed_date is not null
    union all
    select unit_code, overdue_from as day, 0 as open_change, 1 as overdue_change
    from cases
    where overdue_from is not null and (closed_date is null or closed_date > overdue_from)
    union all
    select unit_code, closed_date as day, 0 as open_change, -1 as overdue_change
    from cases
    where closed_date > overdue_from
),

final as (
    select
        changes.unit_code,
        sum(changes.open_change)::bigint as open_change,
        sum(changes.overdue_change)::bigint as overdue_change,
        changes.day
    from changes
    {%- if is_incremental() %}
    semi join touched on changes.unit_code = touched.unit_code and changes.day = touched.day
    {%- endif %}
    group by changes.unit_code, changes.day
)

select * from final
