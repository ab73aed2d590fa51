{{ config(group='warehouse') }}
-- A figure of cases, payments or visits belongs to one unit: a subtree's figure is the unit's own and that of the
-- subtrees below it, held units with what they keep. A campaign's rows stand for the units under its plan only, so that
-- a parent may lack one.
with

kpis as (
    select * from {{ ref('dim_kpi') }}
    where family in ('additive', 'stock', 'paid_cases')
),

touched as (
    select * from {{ ref('touched_periods') }}
),

figures as (
    select
        figures.*,
        coalesce(figures.denominator, 0) as own_denominator,
        coalesce(figures.subtree_denominator, 0) as whole_denominator
    from {{ ref('kpi_figures') }} as figures
    semi join touched on figures.period_key = touched.period_key
    semi join kpis on figures.kpi_code = kpis.kpi_code
),

below as (
    select
        period_key,
        kpi_code,
        parent_unit_code as unit_code,
        any_value(period_type) as period_type,
        sum(subtree_numerator) as numerator,
        sum(whole_denominator) as denominator
    from figures
    where parent_unit_code is not null
    group by period_key, kpi_code, parent_unit_code
),

compared as (
    select
        coalesce(figures.period_key, below.period_key) as period_key,
        coalesce(figures.kpi_code, below.kpi_code) as kpi_code,
        coalesce(figures.unit_code, below.unit_code) as unit_code,
        coalesce(figures.subtree_numerator, 0) as subtree_numerator,
        coalesce(figures.numerator, 0) + coalesce(below.numerator, 0) as expected_numerator,
        coalesce(figures.whole_denominator, 0) as subtree_denominator,
        coalesce(figures.own_denominator, 0) + coalesce(below.denominator, 0) as expected_denominator
    from figures
    full outer join below
        on
            figures.period_key = below.period_key
            and figures.kpi_code = below.kpi_code
            and figures.unit_code = below.unit_code
    where figures.unit_code is not null or below.period_type <> 'campaign'
)

select * from compared
where
    abs(subtree_numerator - expected_numerator) > 1e-6
    or abs(subtree_denominator - expected_denominator) > 1e-6
