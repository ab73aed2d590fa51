{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('kpi_figures') }}
),

publication as (
    select * from {{ source('meta', 'publication') }}
),

final as (
    select figures.*, publication.as_of
    from figures
    cross join publication
)

select * from final
