{#-
    Biểu II.06a counted from the cases (kpi_semantics.md, "Form 06a"), as common table expressions of a model: `counted`
    has one row for each row of `asked`, a relation of (unit_code, period_start, period_end) without equal rows.
    Columns 3 to 13 of the form; 6 and 11 to 13 are states, the others what happened in the period.
-#}
{% macro form_06a_measures() -%}
    {% do return([
        'received_total', 'received_online', 'received_counter_post', 'carried_in', 'resolved_total', 'resolved_early',
        'resolved_on_time', 'resolved_late', 'open_total', 'open_within_due', 'open_late',
    ]) %}
{%- endmacro %}

{% macro form_06a_counted(asked) -%}
states as (
    select
        unit_code,
        sum(open_change) over (partition by unit_code order by day) as open_cases,
        sum(overdue_change) over (partition by unit_code order by day) as overdue_open,
        day
    from {{ ref('stock_daily') }}
),

moved as (
    select
        asked.unit_code,
        asked.period_start,
        asked.period_end,
        sum(daily.received_online) as received_online,
        sum(daily.received_counter_post) as received_counter_post,
        sum(daily.resolved_early) as resolved_early,
        sum(daily.resolved_on_time) as resolved_on_time,
        sum(daily.resolved_late) as resolved_late
    from {{ asked }} as asked
    inner join {{ ref('form_06a_daily') }} as daily
        on
            asked.unit_code = daily.unit_code
            and daily.day between asked.period_start and asked.period_end
    group by asked.unit_code, asked.period_start, asked.period_end
),

starts as (
    select asked.unit_code, asked.period_start, asked.period_end, states.open_cases
    from (select *, period_start - 1 as eve from {{ asked }}) as asked
    asof left join states
        on asked.unit_code = states.unit_code and asked.eve >= states.day
),

ends as (
    select asked.unit_code, asked.period_start, asked.period_end, states.open_cases, states.overdue_open
    from {{ asked }} as asked
    asof left join states
        on asked.unit_code = states.unit_code and asked.period_end >= states.day
),

counted as (
    select
        ends.unit_code,
        ends.period_start,
        ends.period_end,
        coalesce(moved.received_online, 0)::bigint as received_online,
        coalesce(moved.received_counter_post, 0)::bigint as received_counter_post,
        coalesce(starts.open_cases, 0)::bigint as carried_in,
        coalesce(moved.resolved_early, 0)::bigint as resolved_early,
        coalesce(moved.resolved_on_time, 0)::bigint as resolved_on_time,
        coalesce(moved.resolved_late, 0)::bigint as resolved_late,
        coalesce(ends.open_cases, 0)::bigint as open_total,
        coalesce(ends.overdue_open, 0)::bigint as open_late,
        (coalesce(ends.open_cases, 0) - coalesce(ends.overdue_open, 0))::bigint as open_within_due,
        (
            coalesce(moved.received_online, 0) + coalesce(moved.received_counter_post, 0)
            + coalesce(starts.open_cases, 0)
        )::bigint as received_total,
        (
            coalesce(moved.resolved_early, 0) + coalesce(moved.resolved_on_time, 0)
            + coalesce(moved.resolved_late, 0)
        )::bigint as resolved_total
    from ends
    left join moved
        on
            ends.unit_code = moved.unit_code
            and ends.period_start = moved.period_start
            and ends.period_end = moved.period_end
    left join starts
        on
            ends.unit_code = starts.unit_code
            and ends.period_start = starts.period_start
            and ends.period_end = starts.period_end
)
{%- endmacro %}

{#-
    The columns of the form that one version of a case belongs to, in a period moved by `shift` days: a list of measures.
    The version has is_received, is_open, is_online, is_finished, received_date, closed_date, finished_date, due_at and
    overdue_from; the rules are those of form_06a_daily and stock_daily, told of one case.
-#}
{% macro form_06a_measures_of_case(shift) -%}
    list_filter([
        case when is_received_then and is_online then 'received_online' end,
        case when is_received_then and not is_online then 'received_counter_post' end,
        case when is_carried_in then 'carried_in' end,
        case when is_received_then or is_carried_in then 'received_total' end,
        case when is_closed_then then 'resolved_total' end,
        case
            when is_closed_then and is_finished and finished_date < due_at::date then 'resolved_early'
            when is_closed_then and is_finished and finished_date > due_at::date then 'resolved_late'
            when is_closed_then then 'resolved_on_time'
        end,
        case when is_open_then then 'open_total' end,
        case when is_open_then then case
            when overdue_from <= period_end + {{ shift }} then 'open_late' else 'open_within_due'
        end end
    ], lambda item: item is not null)
{%- endmacro %}
