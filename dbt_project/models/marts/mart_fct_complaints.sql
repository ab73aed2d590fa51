{{ config(materialized='view', alias='fct_complaints') }}

with

final as (
    select
        complaint_code,
        unit_code,
        complaint_group,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        is_about_conduct,
        received_date,
        received_at,
        answered_at
    from {{ ref('fct_complaints') }}
)

select * from final
