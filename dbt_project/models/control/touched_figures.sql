{{ config(materialized='ephemeral') }}
-- Figures that may be others than those of the last publication: what the night changed, all where all is made anew.
with

run as (
    select * from {{ ref('clock') }}
),

final as (
    select period_key, unit_code, kpi_code
    from {{ changes_of('kpi_figures') }}
    union
    select figures.period_key, figures.unit_code, figures.kpi_code
    from {{ ref('kpi_figures') }} as figures
    cross join run
    where run.is_full
    union
    select figures.period_key, figures.unit_code, figures.kpi_code
    from {{ source('readers', 'figures') }} as figures
    cross join run
    where run.is_full
)

select * from final
