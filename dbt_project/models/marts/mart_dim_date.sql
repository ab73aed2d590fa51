{{ config(materialized='view', alias='dim_date') }}

with

final as (
    select * from {{ ref('dim_date') }}
)

select * from final
