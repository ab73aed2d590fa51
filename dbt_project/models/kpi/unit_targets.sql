-- Which target a unit has for a KPI in a touched period: its own row, else its level's, else the plan's for all.
with

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

units as (
    select distinct unit_code, unit_level, province_code from {{ ref('dim_unit') }}
),

unit_plans as (
    select * from {{ ref('bridge_unit_plan') }}
),

targets as (
    select
        plan_code, kpi_code, scope_type, scope, target_value, comparison, source_section,
        string_split(applies_to, ',') as period_types,
        valid_from::date as valid_from, valid_to::date as valid_to
    from {{ ref('targets') }}
),

final as (
    select
        periods.period_key,
        units.unit_code,
        targets.kpi_code,
        targets.target_value::double as target_value,
        targets.plan_code as target_plan,
        targets.source_section as target_section,
        targets.comparison as target_comparison,
        targets.scope_type = 'level' and units.unit_level = 'province' as is_subtree_only
    from targets
    inner join unit_plans on targets.plan_code = unit_plans.plan_code
    inner join units
        on
            unit_plans.unit_code = units.unit_code
            and (
                targets.scope_type = 'all'
                or (targets.scope_type = 'level' and targets.scope = units.unit_level)
                or (targets.scope_type = 'unit' and targets.scope = units.unit_code)
            )
    inner join periods
        on
            units.province_code = periods.province_code
            and list_contains(targets.period_types, periods.period_type)
            and targets.valid_from <= periods.period_end
            and (targets.valid_to is null or targets.valid_to >= periods.period_end)
            and (periods.plan_code is null or targets.plan_code = periods.plan_code)
    qualify row_number() over (
        partition by periods.period_key, units.unit_code, targets.kpi_code
        order by
            case targets.scope_type when 'unit' then 1 when 'level' then 2 else 3 end asc,
            targets.valid_from desc,
            targets.plan_code asc
    ) = 1
)

select * from final
