{{ config(materialized='view') }}

with

kpis as (
    select * from {{ ref('dim_kpi') }}
    where is_published
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

units as (
    select distinct unit_code, unit_name, unit_level, parent_unit_code, province_code
    from {{ ref('dim_unit') }}
),

unit_plans as (
    select * from {{ ref('bridge_unit_plan') }}
),

targets as (
    select * from {{ ref('unit_targets') }}
),

thresholds as (
    select
        plan_code,
        max(achievement_from_percent) filter (where light = 'green') as green,
        max(achievement_from_percent) filter (where light = 'yellow') as yellow,
        max(achievement_from_percent) filter (where light = 'orange') as orange
    from {{ ref('light_thresholds') }}
    group by plan_code
),

period_values as (
    select * from {{ ref('period_values') }}
),

held as (
    select * from {{ ref('held_kpis') }}
),

held_figures as (
    select * from {{ ref('held_figures') }}
),

above_held as (
    select distinct ancestors.ancestor_unit_code as unit_code, held.kpi_code
    from held
    inner join {{ ref('bridge_unit_ancestor') }} as ancestors on held.unit_code = ancestors.unit_code
    where ancestors.distance > 0
),

-- A row stands where the unit or its subtree has something to count or where a target applies.
joined as (
    select
        coalesce(period_values.period_key, targets.period_key) as period_key,
        coalesce(period_values.unit_code, targets.unit_code) as unit_code,
        coalesce(period_values.kpi_code, targets.kpi_code) as kpi_code,
        coalesce(period_values.numerator, 0) as numerator,
        period_values.denominator,
        coalesce(period_values.subtree_numerator, 0) as subtree_numerator,
        period_values.subtree_denominator,
        -- No target where a unit received fewer cases than it asks of one officer (003 II.2c).
        case
            when coalesce(period_values.kpi_code, targets.kpi_code) = 'cases_per_staff_year'
                and coalesce(period_values.numerator, 0) < targets.target_value then null
            else targets.target_value
        end as target_value,
        targets.target_plan,
        targets.target_section,
        targets.target_comparison,
        coalesce(targets.is_subtree_only, false) as is_subtree_only
    from period_values
    full outer join targets
        on
            period_values.period_key = targets.period_key
            and period_values.unit_code = targets.unit_code
            and period_values.kpi_code = targets.kpi_code
    where
        targets.target_value is not null
        or period_values.numerator <> 0 or period_values.denominator <> 0
        or period_values.subtree_numerator <> 0 or period_values.subtree_denominator <> 0
),

valued as (
    select
        joined.period_key,
        joined.unit_code,
        joined.kpi_code,
        joined.numerator,
        joined.subtree_numerator,
        joined.target_value,
        joined.target_plan,
        joined.target_section,
        joined.target_comparison,
        joined.is_subtree_only,
        case when kpis.denominator_sql is not null then coalesce(joined.denominator, 0) end as denominator,
        case
            when kpis.denominator_sql is not null then coalesce(joined.subtree_denominator, 0)
        end as subtree_denominator,
        periods.province_code,
        periods.period_type,
        periods.period_name,
        periods.period_start,
        periods.period_end,
        periods.plan_code as campaign_plan,
        units.unit_name,
        units.unit_level,
        units.parent_unit_code,
        kpis.value_unit,
        kpis.better,
        kpis.denominator_sql is null as has_no_denominator,
        kpis.has_weeks
    from joined
    inner join kpis on joined.kpi_code = kpis.kpi_code
    inner join periods on joined.period_key = periods.period_key
    inner join units on joined.unit_code = units.unit_code
    where
        (periods.period_type <> 'week' or kpis.has_weeks)
        and (
            periods.plan_code is null
            or exists (
                select 1
                from unit_plans
                where unit_plans.unit_code = joined.unit_code and unit_plans.plan_code = periods.plan_code
            )
        )
),

measured as (
    select
        *,
        {{ kpi_value('numerator', 'denominator') }} as value,
        {{ kpi_value('subtree_numerator', 'subtree_denominator') }} as subtree_value,
        case when not is_subtree_only then target_value end as own_target_value
    from valued
),

achieved as (
    select
        *,
        {{ achievement('value', 'own_target_value') }} as achievement,
        {{ achievement('subtree_value', 'target_value') }} as subtree_achievement
    from measured
),

final as (
    select
        achieved.period_key,
        achieved.province_code,
        achieved.unit_code,
        achieved.unit_name,
        achieved.unit_level,
        achieved.parent_unit_code,
        achieved.kpi_code,
        achieved.value_unit,
        achieved.period_type,
        achieved.period_name,
        achieved.target_plan,
        achieved.target_section,
        achieved.target_comparison,
        {{ light('achieved.value', 'achieved.own_target_value', 'achieved.achievement', 'thresholds') }} as light,
        {{ light('achieved.subtree_value', 'achieved.target_value', 'achieved.subtree_achievement', 'thresholds') }}
            as subtree_light,
        case when held.unit_code is not null then 'held' else 'published' end as data_status,
        held.held_reason,
        case
            when held_figures.unit_code is not null then held_figures.held_from_publication
            when achieved.period_start <= held.good_as_of::date then held.held_from_publication
        end as held_from_publication,
        achieved.numerator,
        achieved.denominator,
        achieved.value,
        achieved.subtree_numerator,
        achieved.subtree_denominator,
        achieved.subtree_value,
        achieved.target_value,
        achieved.achievement,
        achieved.subtree_achievement,
        case
            when achieved.value is not null and held.unit_code is null
                then rank() over (
                    partition by
                        achieved.period_key, achieved.kpi_code, achieved.unit_level, achieved.value is null,
                        held.unit_code is null
                    order by case achieved.better when 'higher' then -achieved.value else achieved.value end
                )
        end::integer as rank_in_level,
        above_held.unit_code is not null as held_below,
        achieved.period_start,
        achieved.period_end,
        held.held_since
    from achieved
    left join held on achieved.unit_code = held.unit_code and achieved.kpi_code = held.kpi_code
    left join held_figures
        on
            achieved.period_key = held_figures.period_key
            and achieved.unit_code = held_figures.unit_code
            and achieved.kpi_code = held_figures.kpi_code
    left join above_held on achieved.unit_code = above_held.unit_code and achieved.kpi_code = above_held.kpi_code
    left join thresholds  -- noqa: AL04
        on
            case
                when achieved.target_plan in (select thresholds.plan_code from thresholds)
                    then achieved.target_plan
                else '*'
            end = thresholds.plan_code
)

select * from final
