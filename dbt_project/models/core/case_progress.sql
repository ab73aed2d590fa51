{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['case_code'], touched_by='control.touched_progress', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

touched as (
    select * from {{ ref('touched_progress') }}
),

events as (
    select * from {{ ref('fct_case_events') }}
    {%- if is_incremental() %}
    where case_code in (select touched.case_code from touched)
    {%- endif %}
),

final as (
    select
        case_code,
        count(*) as event_count,
        bool_and(coalesce(is_electronic, false)) as is_all_electronic,
        max(occurred_at) as last_event_at,
        max(occurred_at) filter (
            where status in ('accepted', 'processing', 'supplement_requested', 'fee_requested')
        ) as last_handling_at
    from events
    group by case_code
)

select * from final
