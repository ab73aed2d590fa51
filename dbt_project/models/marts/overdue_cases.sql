{{ config(materialized='view') }}

with

cases as (
    select * from {{ ref('mart_fct_cases') }}
    where is_overdue_open
),

publication as (
    select as_of from {{ source('meta', 'publication') }}
),

final as (
    select
        cases.case_code,
        cases.unit_code,
        cases.procedure_code,
        cases.status,
        cases.source_file,
        cases.source_line,
        publication.as_of::date - cases.due_at::date as days_overdue,
        cases.received_at,
        cases.due_at
    from cases
    cross join publication
)

select * from final
