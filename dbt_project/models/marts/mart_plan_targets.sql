{{ config(materialized='view', alias='plan_targets') }}

with

final as (
    select
        plan_code,
        kpi_code,
        scope_type,
        scope,
        scope_unit_name,
        comparison,
        applies_to,
        source_section,
        standing,
        target_value,
        starting_value,
        units_meant,
        units_judged,
        figures_judged,
        is_below_start,
        valid_from,
        valid_to
    from {{ ref('plan_targets') }}
)

select * from final
