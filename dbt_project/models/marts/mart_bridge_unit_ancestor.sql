{{ config(materialized='view', alias='bridge_unit_ancestor') }}

with

final as (
    select * from {{ ref('bridge_unit_ancestor') }}
)

select * from final
