-- Values of the touched periods, own and with everything below.
with

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

own as (
    select * from {{ ref('additive_values') }}
    union all
    select * from {{ ref('stock_values') }}
    union all
    select * from {{ ref('paid_case_values') }}
    union all
    select * from {{ ref('staffing_values') }}
),

-- A figure of cases or payments adds up over the tree: a case has one unit.
summed as (
    select
        own.period_key,
        ancestors.ancestor_unit_code as unit_code,
        own.kpi_code,
        coalesce(sum(own.numerator) filter (where ancestors.distance = 0), 0) as numerator,
        case
            when count(own.denominator) > 0
                then coalesce(sum(own.denominator) filter (where ancestors.distance = 0), 0)
        end as denominator,
        sum(own.numerator) as subtree_numerator,
        sum(own.denominator) as subtree_denominator
    from own
    inner join ancestors on own.unit_code = ancestors.unit_code
    group by own.period_key, ancestors.ancestor_unit_code, own.kpi_code
),

final as (
    select * from summed
    union all
    select * from {{ ref('procedure_values') }}
    union all
    select * from {{ ref('statistics_values') }}
)

select * from final
