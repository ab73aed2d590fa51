{{ config(materialized='view', alias='fct_staffing') }}

with

final as (
    select
        unit_code,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        counter_officers,
        month
    from {{ ref('fct_staffing') }}
)

select * from final
