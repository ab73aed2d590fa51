{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_case_events',
) }}
-- depends_on: {{ ref('touched_case_events') }}

{{ record_fates('stg_case_events', ref('touched_case_events'), orphan_rule='orphan_event') }}
