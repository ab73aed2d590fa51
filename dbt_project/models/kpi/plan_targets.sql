-- What became of each row of targets.csv: whom it judges, or why it judges nobody.
with

all_periods as (
    select * from {{ ref('periods') }}
),

{{ target_candidates('all_periods') }},

starting as (
    select * from {{ ref('starting_figures') }}
),

figures as (
    select * from {{ ref('kpi_figures') }}
    where target_plan is not null
),

kpis as (
    select * from {{ ref('dim_kpi') }}
),

reached as (
    select plan_code, kpi_code, scope_type, scope, valid_from, count(distinct unit_code) as units_meant
    from unit_rows
    group by plan_code, kpi_code, scope_type, scope, valid_from
),

in_time as (
    select
        plan_code, kpi_code, scope_type, scope, valid_from,
        max(period_end) as last_end
    from unit_periods
    group by plan_code, kpi_code, scope_type, scope, valid_from
),

used as (
    select
        candidates.plan_code,
        candidates.kpi_code,
        candidates.scope_type,
        candidates.scope,
        candidates.valid_from,
        count(*) filter (where candidates.precedence = 1) as times_nearest,
        count(*) filter (where candidates.precedence = 1 and figures.target_value is null) as times_exempt,
        count(distinct candidates.unit_code) filter (
            where candidates.precedence = 1 and figures.target_value is not null
        ) as units_judged,
        count(*) filter (
            where
            candidates.precedence = 1 and figures.target_value is not null
            and case when candidates.is_subtree_only then figures.subtree_value else figures.value end is not null
        ) as figures_judged
    from candidates
    left join figures
        on
            candidates.period_key = figures.period_key
            and candidates.unit_code = figures.unit_code
            and candidates.kpi_code = figures.kpi_code
    group by
        candidates.plan_code, candidates.kpi_code, candidates.scope_type, candidates.scope, candidates.valid_from
),

final as (
    select
        targets.plan_code,
        targets.kpi_code,
        targets.scope_type,
        targets.scope,
        units.unit_name as scope_unit_name,
        targets.comparison,
        targets.applies_to,
        targets.source_section,
        case
            when reached.units_meant is null then 'no_unit'
            when in_time.last_end is null then 'no_period'
            when used.times_nearest is null and targets.valid_from > in_time.last_end then 'not_yet'
            when used.times_nearest is null then 'over'
            when used.times_nearest = 0 then 'overruled'
            when used.times_exempt = used.times_nearest then 'exempt'
            when used.figures_judged = 0 then 'no_value'
            else 'judges'
        end as standing,
        targets.target_value,
        starting.starting_value,
        coalesce(reached.units_meant, 0) as units_meant,
        coalesce(used.units_judged, 0) as units_judged,
        coalesce(used.figures_judged, 0) as figures_judged,
        coalesce(
            case kpis.better
                when 'higher' then targets.target_value < starting.starting_value
                else targets.target_value > starting.starting_value
            end,
            false
        ) as is_below_start,
        targets.valid_from,
        targets.valid_to
    from targets
    inner join kpis on targets.kpi_code = kpis.kpi_code
    left join units on targets.scope_type = 'unit' and targets.scope = units.unit_code
    left join starting
        on
            targets.scope_type = 'unit' and targets.scope = starting.unit_code
            and targets.plan_code = starting.plan_code and targets.kpi_code = starting.kpi_code
    {%- for name in ['reached', 'in_time', 'used'] %}
    left join {{ name }}
        on
            targets.plan_code = {{ name }}.plan_code
            and targets.kpi_code = {{ name }}.kpi_code
            and targets.scope_type = {{ name }}.scope_type
            and targets.scope is not distinct from {{ name }}.scope
            and targets.valid_from = {{ name }}.valid_from
    {%- endfor %}
)

select * from final
