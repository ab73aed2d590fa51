{{ config(materialized='view', alias='integrity_findings') }}

with

final as (
    select * from {{ ref('integrity_findings') }}
)

select * from final
