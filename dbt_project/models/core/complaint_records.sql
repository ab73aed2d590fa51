{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_complaints',
) }}
-- depends_on: {{ ref('touched_complaints') }}

{{ record_fates('stg_complaints', ref('touched_complaints')) }}
