{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_staffing',
) }}
-- depends_on: {{ ref('touched_staffing') }}

{{ record_fates('stg_staffing', ref('touched_staffing')) }}
