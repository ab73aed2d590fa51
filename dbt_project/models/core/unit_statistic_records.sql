{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_unit_statistics',
) }}
-- depends_on: {{ ref('touched_unit_statistics') }}

{{ record_fates('stg_unit_statistics', ref('touched_unit_statistics')) }}
