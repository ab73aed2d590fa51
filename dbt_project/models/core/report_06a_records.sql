{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_report_06a',
) }}
-- depends_on: {{ ref('touched_report_06a') }}

{{ record_fates('stg_report_06a', ref('touched_report_06a')) }}
