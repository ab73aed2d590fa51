{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('kpi_figures') }}
),

units as (
    select distinct unit_code, unit_name, unit_level from {{ ref('dim_unit') }}
),

-- The form counts a unit's own cases; the sum over the tree is for comparison only.
forms as (
    select
        form.period_key,
        ancestors.ancestor_unit_code as unit_code,
        form.period_type,
        form.period_name,
        {%- for measure in form_06a_measures() %}
        coalesce(sum(form.{{ measure }}) filter (where ancestors.distance = 0), 0) as {{ measure }},
        sum(form.{{ measure }}) as subtree_{{ measure }},
        {%- endfor %}
        form.period_start,
        form.period_end
    from {{ ref('form_06a_figures') }} as form
    inner join {{ ref('bridge_unit_ancestor') }} as ancestors on form.unit_code = ancestors.unit_code
    where form.period_type <> 'week'
    group by
        form.period_key, ancestors.ancestor_unit_code, form.period_type, form.period_name, form.period_start,
        form.period_end
),

-- The form counts cases, as they are known: of a unit whose cases are held it shows more than the figures beside it.
held as (
    select unit_code, held_reason, held_since
    from {{ ref('held_units') }}
    where source = 'cases'
),

above_held as (
    select distinct ancestors.ancestor_unit_code as unit_code
    from held
    inner join {{ ref('bridge_unit_ancestor') }} as ancestors on held.unit_code = ancestors.unit_code
    where ancestors.distance > 0
),

marked_forms as (
    select
        forms.*,
        case when held.unit_code is null then 'published' else 'held' end as data_status,
        held.held_reason,
        cast(null as varchar) as held_from_publication,
        above_held.unit_code is not null as held_below,
        held.held_since
    from forms
    left join held on forms.unit_code = held.unit_code
    left join above_held on forms.unit_code = above_held.unit_code
),

united as (
    {%- for definition in compared_definitions() %}
    select
        '{{ definition.topic }}' as topic,
        '{{ definition.definition }}' as definition,
        {%- if definition.kpi_code %}
        figures.kpi_code,
        figures.period_key, figures.unit_code, figures.period_type, figures.period_name,
        figures.data_status, figures.held_reason, figures.held_from_publication,
        figures.numerator, figures.denominator, figures.subtree_numerator, figures.subtree_denominator,
        figures.held_below, figures.period_start, figures.period_end, figures.held_since
    from figures
    where figures.kpi_code = '{{ definition.kpi_code }}' and figures.period_type <> 'week'
        {%- else %}
        cast(null as varchar) as kpi_code,
        forms.period_key, forms.unit_code, forms.period_type, forms.period_name,
        forms.data_status, forms.held_reason, forms.held_from_publication,
        ({{ definition.numerator }})::double as numerator,
        ({{ definition.denominator }})::double as denominator,
        (subtree_{{ definition.numerator | replace(' + ', ' + subtree_') }})::double as subtree_numerator,
        (subtree_{{ definition.denominator | replace(' + ', ' + subtree_') }})::double as subtree_denominator,
        forms.held_below, forms.period_start, forms.period_end, forms.held_since
    from marked_forms as forms
        {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        united.topic,
        united.definition,
        united.kpi_code,
        united.period_key,
        united.unit_code,
        units.unit_name,
        units.unit_level,
        united.period_type,
        united.period_name,
        united.data_status,
        united.held_reason,
        united.held_from_publication,
        united.numerator,
        united.denominator,
        100.0 * united.numerator / nullif(united.denominator, 0) as value,
        united.subtree_numerator,
        united.subtree_denominator,
        100.0 * united.subtree_numerator / nullif(united.subtree_denominator, 0) as subtree_value,
        united.held_below,
        united.period_start,
        united.period_end,
        united.held_since
    from united
    inner join units on united.unit_code = units.unit_code
)

select * from final
