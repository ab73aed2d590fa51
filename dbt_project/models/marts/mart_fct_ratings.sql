{{ config(materialized='view', alias='fct_ratings') }}

with

final as (
    select
        rating_code,
        case_code,
        unit_code,
        portal,
        province_code,
        source_file,
        load_id,
        source_line,
        score,
        is_satisfied,
        rated_date,
        rated_at
    from {{ ref('fct_ratings') }}
)

select * from final
