{{ config(materialized='view', alias='dim_procedure') }}

with

final as (
    select * from {{ ref('dim_procedure') }}
)

select * from final
