{#-
    Which rows of targets.csv judge a unit in a period, best first (`precedence` 1): the unit's own row, else its
    level's, else the plan's for all; of two of one kind the one in force later (kpi_semantics.md, "Target").
    As common table expressions of a model; `candidates` is the last. `periods` is a relation with the columns of
    kpi.periods.
-#}
{% macro target_candidates(periods) -%}
units as (
    select distinct unit_code, unit_name, unit_level, province_code from {{ ref('dim_unit') }}
),

unit_plans as (
    select * from {{ ref('bridge_unit_plan') }}
),

targets as (
    select
        plan_code, kpi_code, scope_type, scope, target_value::double as target_value, comparison, source_section,
        applies_to, valid_from::date as valid_from, valid_to::date as valid_to
    from {{ ref('targets') }}
),

unit_rows as (
    select
        targets.*,
        units.unit_code,
        units.province_code,
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
),

unit_periods as (
    select
        unit_rows.*,
        periods.period_key,
        periods.period_end
    from unit_rows
    inner join {{ periods }} as periods
        on
            unit_rows.province_code = periods.province_code
            and list_contains(string_split(unit_rows.applies_to, ','), periods.period_type)
            and (periods.plan_code is null or unit_rows.plan_code = periods.plan_code)
),

candidates as (
    select
        *,
        row_number() over (
            partition by period_key, unit_code, kpi_code
            order by
                case scope_type when 'unit' then 1 when 'level' then 2 else 3 end asc,
                valid_from desc,
                plan_code asc
        ) as precedence
    from unit_periods
    where valid_from <= period_end and (valid_to is null or valid_to >= period_end)
)
{%- endmacro %}
