{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code', 'day'], touched_by='control.touched_unit_days',
) }}

with

touched as (
    select * from {{ ref('touched_unit_days') }}
),

received as (
    select cases.unit_code, cases.received_date as day, cases.is_online
    from {{ ref('case_facts') }} as cases
    {%- if is_incremental() %}
    semi join touched on cases.unit_code = touched.unit_code and cases.received_date = touched.day
    {%- endif %}
    where cases.is_received
),

closed as (
    select cases.unit_code, cases.closed_date as day, cases.is_finished, cases.finished_date, cases.due_at
    from {{ ref('case_facts') }} as cases
    {%- if is_incremental() %}
    semi join touched on cases.unit_code = touched.unit_code and cases.closed_date = touched.day
    {%- endif %}
    where cases.closed_date is not null and cases.is_received
),

-- By the form's own notes a case withdrawn or stopped in the period counts as resolved on time; days are compared.
moves as (
    select
        unit_code, day, is_online::integer as received_online,
        (not is_online)::integer as received_counter_post, 0 as resolved_early, 0 as resolved_on_time,
        0 as resolved_late
    from received
    union all
    select
        unit_code, day, 0 as received_online, 0 as received_counter_post,
        coalesce(is_finished and finished_date < due_at::date, false)::integer as resolved_early,
        coalesce(not is_finished or due_at is null or finished_date = due_at::date, false)::integer
            as resolved_on_time,
        coalesce(is_finished and finished_date > due_at::date, false)::integer as resolved_late
    from closed
),

final as (
    select
        moves.unit_code,
        sum(moves.received_online)::bigint as received_online,
        sum(moves.received_counter_post)::bigint as received_counter_post,
        sum(moves.resolved_early)::bigint as resolved_early,
        sum(moves.resolved_on_time)::bigint as resolved_on_time,
        sum(moves.resolved_late)::bigint as resolved_late,
        moves.day
    from moves
    group by moves.unit_code, moves.day
)

select * from final
