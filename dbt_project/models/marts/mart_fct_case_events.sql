{{ config(materialized='view', alias='fct_case_events') }}

with

final as (
    select
        case_code,
        unit_code,
        status,
        officer_key,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        is_electronic,
        occurred_at,
        started_at,
        due_at
    from {{ ref('fct_case_events') }}
)

select * from final
