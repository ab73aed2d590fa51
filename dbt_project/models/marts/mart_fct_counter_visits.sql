{{ config(materialized='view', alias='fct_counter_visits') }}

with

final as (
    select
        visit_code,
        unit_code,
        case_code,
        counter,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        waiting_seconds,
        intake_seconds,
        visit_date,
        ticket_at,
        called_at,
        done_at
    from {{ ref('fct_counter_visits') }}
)

select * from final
