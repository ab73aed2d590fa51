{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_payments',
) }}
-- depends_on: {{ ref('touched_payments') }}

{{ record_fates('stg_payments', ref('touched_payments'), orphan_rule='orphan_payment') }}
