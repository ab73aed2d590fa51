{{ config(materialized='view', alias='dim_unit') }}

with

final as (
    select * from {{ ref('dim_unit') }}
)

select * from final
