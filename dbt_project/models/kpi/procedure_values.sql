{{ config(materialized='view') }}

with

units as (
    select distinct
        unit_code,
        province_code,
        case unit_level when 'department' then 'province' else unit_level end as procedure_level
    from {{ ref('dim_unit') }}
),

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
    where periods.has_targets
),

in_force as (
    select
        periods.period_key,
        procedures.province_code,
        procedures.procedure_code,
        unnest(procedures.levels) as procedure_level,
        {%- for kpi in catalogue_kpis() %}
        {%- if kpi.numerator %}
        ({{ kpi.numerator }}) as {{ kpi.code }}_numerator,
        {%- endif %}
        ({{ kpi.denominator }}) as {{ kpi.code }}_denominator{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('dim_procedure') }} as procedures
    inner join periods
        on
            procedures.province_code = periods.province_code
            and procedures.valid_from <= periods.judged_date
            and (procedures.valid_to is null or procedures.valid_to >= periods.period_start)
),

-- Units with the same set of levels below them have the same catalogue figures: worked out once a set.
unit_levels as (
    select
        units.unit_code,
        units.province_code,
        [units.procedure_level] as own_levels,
        list_sort(list(distinct below.procedure_level)) as subtree_levels
    from units
    inner join ancestors on units.unit_code = ancestors.ancestor_unit_code
    inner join units as below on ancestors.unit_code = below.unit_code
    group by units.unit_code, units.province_code, units.procedure_level
),

level_sets as (
    select province_code, own_levels as levels from unit_levels
    union
    select province_code, subtree_levels as levels from unit_levels
),

offered as (
    select
        in_force.period_key,
        level_sets.province_code,
        level_sets.levels,
        {%- for kpi in catalogue_kpis() %}
        {%- if kpi.numerator %}
        count(distinct in_force.procedure_code) filter (
            where in_force.{{ kpi.code }}_numerator
        )::double as {{ kpi.code }}_numerator,
        {%- endif %}
        count(distinct in_force.procedure_code) filter (
            where in_force.{{ kpi.code }}_denominator
        )::double as {{ kpi.code }}_denominator{{ ',' if not loop.last }}
        {%- endfor %}
    from level_sets
    inner join in_force
        on
            level_sets.province_code = in_force.province_code
            and list_contains(level_sets.levels, in_force.procedure_level)
    group by in_force.period_key, level_sets.province_code, level_sets.levels
),

-- One row a unit, period and procedure first: flags are cheaper to gather than sets to count.
used as (
    select
        periods.period_key,
        procedure_use.unit_code,
        procedure_use.procedure_code,
        {%- for flag in procedure_flags() %}
        bool_or(procedure_use.{{ flag.name }}) as {{ flag.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('procedure_use') }} as procedure_use
    inner join units on procedure_use.unit_code = units.unit_code
    inner join periods
        on
            units.province_code = periods.province_code
            and procedure_use.slice_start <= periods.judged_date
            -- The running total begins with the first case, within a slice.
            and (procedure_use.slice_start >= periods.period_start or periods.period_type = 'to_date')
    group by periods.period_key, procedure_use.unit_code, procedure_use.procedure_code
),

used_once as (
    select
        used.period_key,
        ancestors.ancestor_unit_code as unit_code,
        used.procedure_code,
        {%- for flag in procedure_flags() %}
        bool_or(used.{{ flag.name }}) as below_{{ flag.name }},
        bool_or(used.{{ flag.name }} and ancestors.distance = 0) as own_{{ flag.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from used
    inner join ancestors on used.unit_code = ancestors.unit_code
    group by used.period_key, ancestors.ancestor_unit_code, used.procedure_code
),

used_below as (
    select
        period_key,
        unit_code,
        {%- for kpi in distinct_procedure_kpis() %}
        count(*) filter (where own_{{ kpi.numerator }})::double as {{ kpi.code }}_own_numerator,
        count(*) filter (where below_{{ kpi.numerator }})::double as {{ kpi.code }}_subtree_numerator,
        {%- if kpi.denominator %}
        count(*) filter (where own_{{ kpi.denominator }})::double as {{ kpi.code }}_own_denominator,
        count(*) filter (where below_{{ kpi.denominator }})::double as {{ kpi.code }}_subtree_denominator,
        {%- endif %}
        {%- endfor %}
        count(*) as row_count
    from used_once
    group by period_key, unit_code
),

unit_periods as (
    select
        periods.period_key,
        unit_levels.unit_code,
        own.columns_of as own,
        subtree.columns_of as subtree
    from periods
    inner join unit_levels on periods.province_code = unit_levels.province_code
    left join (select period_key, province_code, levels, offered as columns_of from offered) as own  -- noqa: ST05
        on
            periods.period_key = own.period_key
            and unit_levels.province_code = own.province_code
            and unit_levels.own_levels = own.levels
    left join (select period_key, province_code, levels, offered as columns_of from offered) as subtree  -- noqa: ST05
        on
            periods.period_key = subtree.period_key
            and unit_levels.province_code = subtree.province_code
            and unit_levels.subtree_levels = subtree.levels
),

final as (
    {%- for kpi in catalogue_kpis() if kpi.numerator %}
    select
        period_key,
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        coalesce(own.{{ kpi.code }}_numerator, 0) as numerator,
        coalesce(own.{{ kpi.code }}_denominator, 0) as denominator,
        coalesce(subtree.{{ kpi.code }}_numerator, 0) as subtree_numerator,
        coalesce(subtree.{{ kpi.code }}_denominator, 0) as subtree_denominator
    from unit_periods
    union all
    {%- endfor %}
    {%- for kpi in distinct_procedure_kpis() %}
    select
        unit_periods.period_key,
        unit_periods.unit_code,
        '{{ kpi.code }}' as kpi_code,
        coalesce(used_below.{{ kpi.code }}_own_numerator, 0) as numerator,
        {%- if kpi.denominator %}
        coalesce(used_below.{{ kpi.code }}_own_denominator, 0) as denominator,
        coalesce(used_below.{{ kpi.code }}_subtree_numerator, 0) as subtree_numerator,
        coalesce(used_below.{{ kpi.code }}_subtree_denominator, 0) as subtree_denominator
        {%- else %}
        coalesce(unit_periods.own.{{ kpi.code }}_denominator, 0) as denominator,
        coalesce(used_below.{{ kpi.code }}_subtree_numerator, 0) as subtree_numerator,
        coalesce(unit_periods.subtree.{{ kpi.code }}_denominator, 0) as subtree_denominator
        {%- endif %}
    from unit_periods
    left join used_below
        on unit_periods.period_key = used_below.period_key and unit_periods.unit_code = used_below.unit_code
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
