{{ config(materialized='view', alias='dim_plan') }}

with

final as (
    select * from {{ ref('dim_plan') }}
)

select * from final
