-- Which target a unit has for a KPI in a touched period.
with

touched as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
),

{{ target_candidates('touched') }},

final as (
    select
        period_key,
        unit_code,
        kpi_code,
        target_value,
        plan_code as target_plan,
        source_section as target_section,
        comparison as target_comparison,
        is_subtree_only
    from candidates
    where precedence = 1
)

select * from final
