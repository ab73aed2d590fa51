{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_counter_visits',
) }}
-- depends_on: {{ ref('touched_counter_visits') }}

{{ record_fates('stg_counter_visits', ref('touched_counter_visits')) }}
