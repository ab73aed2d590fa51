{{ config(materialized='view') }}

with

final as (
    select
        period_key,
        province_code,
        unit_code,
        kpi_code,
        period_type,
        period_name,
        light,
        subtree_light,
        data_status,
        from_publication,
        to_publication,
        numerator,
        denominator,
        value,
        subtree_numerator,
        subtree_denominator,
        subtree_value,
        target_value,
        period_start,
        period_end
    from {{ source('history', 'kpi_history') }}
)

select * from final
