with

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

plans as (
    select * from {{ ref('dim_plan') }}
),

-- A unit looks to the plan of the nearest unit above it that issued one, itself included (kpi_semantics.md, "Target").
nearest as (
    select
        ancestors.unit_code,
        min(ancestors.distance) as distance
    from ancestors
    inner join plans on ancestors.ancestor_unit_code = plans.issuer_unit_code
    group by ancestors.unit_code
),

final as (
    select ancestors.unit_code, plans.plan_code
    from nearest
    inner join ancestors on nearest.unit_code = ancestors.unit_code and nearest.distance = ancestors.distance
    inner join plans on ancestors.ancestor_unit_code = plans.issuer_unit_code
)

select * from final
