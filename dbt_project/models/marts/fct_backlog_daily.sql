{{ config(materialized='view') }}

with

final as (
    select
        unit_code,
        province_code,
        open_cases,
        overdue_cases,
        waiting_cases,
        day
    from {{ source('history', 'backlog_daily') }}
)

select * from final
