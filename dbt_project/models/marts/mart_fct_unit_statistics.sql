{{ config(materialized='view', alias='fct_unit_statistics') }}

with

final as (
    select
        unit_code,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        adults,
        accounts,
        users,
        signatures,
        reports_due,
        reports_online,
        month
    from {{ ref('fct_unit_statistics') }}
)

select * from final
