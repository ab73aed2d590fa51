{{ config(materialized='view', alias='kpi_needs') }}

with

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
        outlook,
        numerator,
        denominator,
        value,
        target_value,
        shortfall,
        daily_inflow,
        expected_more,
        needed_more,
        needed_average,
        days_left,
        is_subtree,
        period_start,
        period_end,
        horizon_end
    from {{ ref('kpi_needs') }}
)

select * from final
