{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_ratings',
) }}
-- depends_on: {{ ref('touched_ratings') }}

{{ record_fates('stg_ratings', ref('touched_ratings'), orphan_rule='orphan_rating') }}
