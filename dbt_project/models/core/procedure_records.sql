{{ config(materialized='table') }}

{{ record_fates('stg_procedures', none) }}
