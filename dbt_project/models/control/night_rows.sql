{{ config(materialized='ephemeral') }}
{#- The days by which KPIs count rows, each with its KPIs; dim_kpi.day_of has the same names. -#}
{%- set groups = {} -%}
{%- for kpi in additive_kpis() -%}
    {%- do groups.setdefault(kpi.fact ~ '.' ~ kpi.day, []).append(kpi) -%}
{%- endfor -%}
-- Rows that can move a figure tonight: what the loads changed, before and after, and what stands on the days that have
-- passed since the last as-of moment. Nothing is noted of what changed where all is made anew.
with

run as (
    select * from {{ ref('clock') }}
),

passed_days as (
    select calendar.day
    from {{ ref('dim_date') }} as calendar
    inner join run
        on
            calendar.day between least(run.previous_as_of::date, run.as_of_date)
            and greatest(run.previous_as_of::date, run.as_of_date)
),

changed_extensions as (
    select unit_code, side, unnest(unjustified_extension_dates) as extended_date
    from {{ changes_of('case_facts') }}
    where len(unjustified_extension_dates) > 0
),

united as (
    {%- for day_of, kpis in groups.items() %}
    {%- set fact, day = kpis[0].fact, kpis[0].day %}
    {%- set changed = 'changed_extensions' if fact == 'extension_facts' else changes_of(fact) %}
    select unit_code, '{{ day_of }}' as counted_by, side, 1.0::double as amount, {{ day }} as day
    from {{ changed }}
    where {{ day }} is not null
    union all
    select
        facts.unit_code, '{{ day_of }}' as counted_by, 'passed' as side, 1.0::double as amount,
        facts.{{ day }} as day
    from {{ ref(fact) }} as facts
    semi join passed_days on facts.{{ day }} = passed_days.day
    union all
    {%- for kpi in kpis if kpi.sum_of %}
    select
        unit_code, '{{ kpi.code }}' as counted_by, side,
        abs({{ kpi.sum_of }}) / {{ kpi.get('scale', 1) }}::double as amount, {{ day }} as day
    from {{ changed }}
    where {{ kpi.sum_of }} is not null
    union all
    select
        facts.unit_code, '{{ kpi.code }}' as counted_by, 'passed' as side,
        abs(facts.{{ kpi.sum_of }}) / {{ kpi.get('scale', 1) }}::double as amount, facts.{{ day }} as day
    from {{ ref(fact) }} as facts
    semi join passed_days on facts.{{ day }} = passed_days.day
    where facts.{{ kpi.sum_of }} is not null
    union all
    {%- endfor %}
    {%- endfor %}
    -- A case stands in the stock from its first day on, whenever the period ends.
    select
        unit_code, 'end of period' as counted_by, side, 1.0::double as amount,
        least(received_date, closed_date) as day
    from {{ changes_of('case_facts') }}
    union all
    select
        stock.unit_code, 'end of period' as counted_by, 'passed' as side,
        abs(stock.open_change) + abs(stock.overdue_change)::double as amount, stock.day
    from {{ ref('stock_daily') }} as stock
    semi join passed_days on stock.day = passed_days.day
    union all
    -- What was not past due yet at the last as-of moment, by the hour.
    select
        facts.unit_code, 'end of period' as counted_by, 'passed' as side, 1.0::double as amount,
        facts.due_at::date as day
    from {{ ref('case_facts') }} as facts
    semi join passed_days on facts.due_at::date = passed_days.day
    where facts.is_due_by_moment
),

final as (
    select
        unit_code,
        counted_by,
        coalesce(sum(amount) filter (where side <> 'before'), 0) as gained,
        coalesce(sum(amount) filter (where side <> 'after'), 0) as lost,
        day
    from united
    group by unit_code, counted_by, day
)

select * from final
-- depends_on: {{ ref('case_facts') }}, {{ ref('fct_payments') }}, {{ ref('fct_ratings') }}
-- depends_on: {{ ref('fct_counter_visits') }}, {{ ref('fct_complaints') }}
