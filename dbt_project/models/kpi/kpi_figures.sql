{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['period_key'], touched_by='control.touched_periods', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}
-- depends_on: {{ ref('touched_periods') }}

with

final as (
    select * from {{ ref('kpi_figures_judged') }}
)

select * from final
