{{ config(materialized='view') }}

with

components as (
    select * from {{ ref('component_daily') }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
),

final as (
    select
        components.unit_code,
        components.kpi_code,
        components.numerator,
        components.denominator,
        case
            when kpis.value_unit = 'percent'
                then 100.0 * components.numerator / nullif(components.denominator, 0)
            else components.numerator
        end::double as value,
        components.day
    from components
    inner join kpis on components.kpi_code = kpis.kpi_code
    where kpis.has_weeks
)

select * from final
