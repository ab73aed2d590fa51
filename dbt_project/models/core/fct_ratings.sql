{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_ratings', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

kept as (
    {{ kept_records('stg_ratings', 'rating_records', 'touched_ratings') }}
),

cases as (
    select * from {{ ref('fct_cases') }}
),

final as (
    select
        kept.record_key,
        kept.rating_code,
        kept.case_code,
        kept.portal,
        cases.province_code,
        cases.unit_code,
        kept.load_id,
        kept.source_file,
        kept.source_line,
        kept.score,
        kept.score >= 4 as is_satisfied,
        kept.rated_at,
        kept.rated_at::date as rated_date
    from kept
    left join cases on kept.case_code = cases.case_code
)

select * from final
