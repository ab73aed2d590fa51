{%- set measures = [
    'received_total', 'received_online', 'received_counter_post', 'carried_in', 'resolved_total', 'resolved_early',
    'resolved_on_time', 'resolved_late', 'open_total', 'open_within_due', 'open_late',
] -%}
{#- The form's own identities (Biểu II.06a): a column and the sum that it must equal. -#}
{%- set identities = {
    'identity_3_4_5_6': ['received_total', 'received_online + received_counter_post + carried_in'],
    'identity_7_8_9_10': ['resolved_total', 'resolved_early + resolved_on_time + resolved_late'],
    'identity_11_12_13': ['open_total', 'open_within_due + open_late'],
    'identity_3_7_11': ['received_total', 'resolved_total + open_total'],
} -%}

with

reported as (
    select * from {{ ref('fct_report_06a') }}
),

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
        reported.unit_code,
        reported.period_start,
        reported.period_end,
        sum(daily.received_online) as received_online,
        sum(daily.received_counter_post) as received_counter_post,
        sum(daily.resolved_early) as resolved_early,
        sum(daily.resolved_on_time) as resolved_on_time,
        sum(daily.resolved_late) as resolved_late
    from (select distinct unit_code, period_start, period_end from reported) as reported
    inner join {{ ref('form_06a_daily') }} as daily
        on
            reported.unit_code = daily.unit_code
            and daily.day between reported.period_start and reported.period_end
    group by reported.unit_code, reported.period_start, reported.period_end
),

starts as (
    select reported.unit_code, reported.period_start, reported.period_end, states.open_cases
    from (select distinct unit_code, period_start, period_end, period_start - 1 as eve from reported) as reported
    asof left join states
        on reported.unit_code = states.unit_code and reported.eve >= states.day
),

ends as (
    select
        reported.unit_code, reported.period_start, reported.period_end, states.open_cases, states.overdue_open
    from (select distinct unit_code, period_start, period_end from reported) as reported
    asof left join states
        on reported.unit_code = states.unit_code and reported.period_end >= states.day
),

counted as (
    select
        ends.unit_code,
        ends.period_start,
        ends.period_end,
        coalesce(moved.received_online, 0) as received_online,
        coalesce(moved.received_counter_post, 0) as received_counter_post,
        coalesce(starts.open_cases, 0) as carried_in,
        coalesce(moved.resolved_early, 0) as resolved_early,
        coalesce(moved.resolved_on_time, 0) as resolved_on_time,
        coalesce(moved.resolved_late, 0) as resolved_late,
        coalesce(ends.open_cases, 0) as open_total,
        coalesce(ends.overdue_open, 0) as open_late,
        coalesce(ends.open_cases, 0) - coalesce(ends.overdue_open, 0) as open_within_due,
        coalesce(moved.received_online, 0) + coalesce(moved.received_counter_post, 0)
        + coalesce(starts.open_cases, 0) as received_total,
        coalesce(moved.resolved_early, 0) + coalesce(moved.resolved_on_time, 0)
        + coalesce(moved.resolved_late, 0) as resolved_total
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
),

compared as (
    {%- for measure in measures %}
    select
        reported.portal,
        reported.unit_code,
        '{{ measure }}' as measure,
        reported.source_file,
        reported.source_line,
        reported.{{ measure }}::bigint as reported,
        counted.{{ measure }}::bigint as counted,
        reported.period_start,
        reported.period_end
    from reported
    inner join counted
        on
            reported.unit_code = counted.unit_code
            and reported.period_start = counted.period_start
            and reported.period_end = counted.period_end
    union all
    {%- endfor %}
    {%- for identity, sides in identities.items() %}
    select
        portal,
        unit_code,
        '{{ identity }}' as measure,
        source_file,
        source_line,
        ({{ sides[0] }})::bigint as reported,
        ({{ sides[1] }})::bigint as counted,
        period_start,
        period_end
    from reported
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        portal,
        unit_code,
        measure,
        case when reported = counted then 'agrees' else 'differs' end as outcome,
        source_file,
        source_line,
        reported,
        counted,
        reported - counted as difference,
        period_start,
        period_end
    from compared
)

select * from final
