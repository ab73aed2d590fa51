{{ config(materialized='view') }}

with

cases as (
    select * from {{ ref('case_facts') }}
),

-- One row an extension without a reason, of portals that report extensions.
final as (
    select
        unit_code,
        case_code,
        unnest(unjustified_extension_dates) as extended_date
    from cases
    where len(unjustified_extension_dates) > 0
)

select * from final
