-- What is lacking to a target that is not met, and whether it can still be met by the end of the period.
{%- set inflow_days = 28 %}

with

run as (
    select as_of_date from {{ ref('clock') }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
),

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

-- A target of a province judges its subtree, every other the unit itself (kpi_semantics.md, "Target").
judged as (
    select
        *,
        unit_level = 'province' as is_subtree,
        case when unit_level = 'province' then subtree_numerator else numerator end as judged_numerator,
        case when unit_level = 'province' then subtree_denominator else denominator end as judged_denominator,
        case when unit_level = 'province' then subtree_value else value end as judged_value
    from {{ ref('kpi_figures') }}
    where
        target_value is not null
        -- What a held unit lacks is not known: the figure is an old one.
        and data_status = 'published'
        and case when unit_level = 'province' then subtree_light else light end not in ('green', 'no_data', 'no_target')
),

-- Four whole weeks up to the as-of day: each weekday as often as the others.
newest as (
    select component.unit_code, component.kpi_code, component.denominator
    from {{ ref('component_daily') }} as component
    cross join run
    where component.day > run.as_of_date - {{ inflow_days }} and component.day <= run.as_of_date
),

inflow as (
    select
        ancestors.ancestor_unit_code as unit_code,
        newest.kpi_code,
        sum(newest.denominator) filter (where ancestors.distance = 0) / {{ inflow_days }}.0 as own_inflow,
        sum(newest.denominator) / {{ inflow_days }}.0 as subtree_inflow
    from newest
    inner join ancestors on newest.unit_code = ancestors.unit_code
    group by ancestors.ancestor_unit_code, newest.kpi_code
),

-- Cases that are past due already cannot be finished on time any more.
overdue as (
    select
        period_key, unit_code,
        case when unit_level = 'province' then subtree_numerator else numerator end as overdue_open
    from {{ ref('kpi_figures') }}
    where kpi_code = 'overdue_open_cases'
),

placed as (
    select
        judged.*,
        kpis.better,
        kpis.family,
        greatest(least(judged.period_end, run.as_of_date) - judged.period_start + 1, 1) as days_so_far,
        -- What runs on is looked at up to the end of the year.
        case
            when judged.period_type = 'to_date' then make_date(year(run.as_of_date), 12, 31)
            else judged.period_end
        end as horizon_end,
        case when judged.is_subtree then inflow.subtree_inflow else inflow.own_inflow end as newest_inflow,
        case when judged.kpi_code = 'on_time_rate' then coalesce(overdue.overdue_open, 0) else 0 end as lost,
        run.as_of_date
    from judged
    inner join kpis on judged.kpi_code = kpis.kpi_code
    left join inflow on judged.unit_code = inflow.unit_code and judged.kpi_code = inflow.kpi_code
    left join overdue on judged.period_key = overdue.period_key and judged.unit_code = overdue.unit_code
    cross join run
),

expected as (
    select
        *,
        greatest(horizon_end - as_of_date, 0) as days_left,
        -- Procedures, residents and stocks do not flow: what is there now is what will be judged.
        case
            when better = 'lower' and judged_denominator is null then 0
            when family = 'additive' then coalesce(newest_inflow, 0)
            when family = 'paid_cases' then judged_denominator / days_so_far
            else 0
        end as daily_inflow
    from placed
),

counted as (
    select
        *,
        floor(daily_inflow * days_left + 1e-9) as expected_more,
        -- In ten-thousandths of a percent, so that 49.4 percent of 500 is 247 and not a little more.
        case when value_unit = 'percent' then round(target_value * 10000)::hugeint else 0 end as target_parts,
        case
            when value_unit = 'percent' then 1000000
            else 1
        end::hugeint as whole
    from expected
),

needed as (
    select
        *,
        case
            when value_unit = 'percent'
                then (target_parts * judged_denominator::hugeint + whole - 1) // whole - judged_numerator
            when better = 'higher' then ceil(target_value * judged_denominator - 1e-9) - judged_numerator
            when judged_denominator is null then judged_numerator - target_value
        end as shortfall,
        case
            when value_unit = 'percent'
                then
                    (target_parts * (judged_denominator + expected_more)::hugeint + whole - 1) // whole
                    - judged_numerator
            when better = 'higher' then ceil(target_value * judged_denominator - 1e-9) - judged_numerator
            when kpi_code = 'overdue_open_cases' then judged_numerator - target_value
        end as needed_more,
        -- An average of minutes can be met when what is to come is short enough.
        case
            when better = 'lower' and judged_denominator is not null and expected_more > 0
                then
                    (target_value * (judged_denominator + expected_more) - judged_numerator) / expected_more
        end as needed_average
    from counted
),

final as (
    select
        period_key,
        province_code,
        unit_code,
        unit_name,
        unit_level,
        kpi_code,
        period_type,
        period_name,
        target_plan,
        target_section,
        case
            when days_left = 0 then 'over'
            when better = 'lower' and judged_denominator is not null
                then case when needed_average >= 0 then 'reachable' else 'out_of_reach' end
            when needed_more is null then 'out_of_reach'
            when daily_inflow = 0 and family not in ('additive', 'paid_cases') then 'reachable'
            when needed_more <= expected_more - least(expected_more, lost) then 'reachable'
            else 'out_of_reach'
        end as outlook,
        judged_numerator as numerator,
        judged_denominator as denominator,
        judged_value as value,
        target_value,
        shortfall::double as shortfall,
        daily_inflow::double as daily_inflow,
        expected_more::double as expected_more,
        case when days_left > 0 then needed_more::double end as needed_more,
        case when days_left > 0 then needed_average::double end as needed_average,
        days_left::integer as days_left,
        is_subtree,
        period_start,
        period_end,
        horizon_end
    from needed
)

select * from final
