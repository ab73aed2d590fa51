{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code', 'day'], touched_by='control.touched_unit_days',
) }}

with

touched as (
    select * from {{ ref('touched_unit_days') }}
),

cases as (
    select * from {{ ref('case_facts') }}
),

-- By the form's own notes a case withdrawn or stopped in the period counts as resolved on time; days are compared.
moves as (
    select
        unit_code, received_date as day, is_online::integer as received_online,
        (not is_online)::integer as received_counter_post, 0 as resolved_early, 0 as resolved_on_time,
        0 as resolved_late
    from cases
    where is_received
    union all
    select
        unit_code, closed_date as day, 0 as received_online, 0 as received_counter_post,
        coalesce(is_finished and finished_date < due_at::date, false)::integer as resolved_early,
        coalesce(not is_finished or due_at is null or finished_date = due_at::date, false)::integer
            as resolved_on_time,
        coalesce(is_finished and finished_date > due_at::date, false)::integer as resolved_late
    from cases
    where closed_date is not null and is_received
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
    {%- if is_incremental() %}
    semi join touched on moves.unit_code = touched.unit_code and moves.day = touched.day
    {%- endif %}
    group by moves.unit_code, moves.day
)

select * from final
