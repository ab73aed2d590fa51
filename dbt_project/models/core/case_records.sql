{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_cases',
) }}
-- depends_on: {{ ref('touched_cases') }}

{{ record_fates('stg_cases', ref('touched_cases')) }}
