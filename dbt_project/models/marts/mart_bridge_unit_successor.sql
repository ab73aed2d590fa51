{{ config(materialized='view', alias='bridge_unit_successor') }}

with

final as (
    select * from {{ ref('bridge_unit_successor') }}
)

select * from final
