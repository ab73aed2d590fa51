{{ config(materialized='view', alias='dim_kpi') }}

with

final as (
    select * from {{ ref('dim_kpi') }}
)

select * from final
