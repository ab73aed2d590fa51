-- Values of the touched periods, own and with everything below.
{%- set of_units %}
kpis.family in ('additive', 'stock', 'paid_cases') or kpis.kpi_code = 'cases_per_staff_year'
{%- endset %}
with

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

current_own as (
    select * from {{ ref('additive_values') }}
    union all
    select * from {{ ref('stock_values') }}
    union all
    select * from {{ ref('paid_case_values') }}
    union all
    select * from {{ ref('staffing_values') }}
),

own as (
    {{ with_held('current_own', of_units) }}
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

procedures as (
    select * from {{ ref('procedure_values') }}
),

own_procedures as (
    {{ with_held('procedures', "kpis.family in ('catalogue', 'distinct_procedures')") }}
),

held_without_units_below as (
    select held.unit_code, held.kpi_code
    from {{ ref('held_kpis') }} as held
    inner join ancestors on held.unit_code = ancestors.ancestor_unit_code
    group by held.unit_code, held.kpi_code
    having max(ancestors.distance) = 0
),

-- Different procedures do not add up: a unit above a held one counts what is known now. A held unit without units
-- below it is its own subtree.
distinct_procedures as (
    select
        procedures.period_key,
        procedures.unit_code,
        procedures.kpi_code,
        coalesce(own_procedures.numerator, 0) as numerator,
        coalesce(own_procedures.denominator, 0) as denominator,
        case
            when held.unit_code is not null then coalesce(own_procedures.numerator, 0)
            else procedures.subtree_numerator
        end as subtree_numerator,
        case
            when held.unit_code is not null then coalesce(own_procedures.denominator, 0)
            else procedures.subtree_denominator
        end as subtree_denominator
    from procedures
    left join own_procedures
        on
            procedures.period_key = own_procedures.period_key
            and procedures.unit_code = own_procedures.unit_code
            and procedures.kpi_code = own_procedures.kpi_code
    left join held_without_units_below as held
        on procedures.unit_code = held.unit_code and procedures.kpi_code = held.kpi_code
),

final as (
    select * from summed
    union all
    select * from distinct_procedures
    union all
    select * from {{ ref('statistics_values') }}
)

select * from final
