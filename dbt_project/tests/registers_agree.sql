{{ config(group='warehouse') }}
-- The registers name each other's rows rightly, and each definition of a KPI has its row in the catalogue.
with

definitions as (
    {{ kpi_rules() }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
),

units as (
    select distinct unit_code, unit_level, parent_unit_code from {{ ref('dim_unit') }}
),

plans as (
    select * from {{ ref('plans') }}
),

targets as (
    select * from {{ ref('targets') }}
),

thresholds as (
    select * from {{ ref('light_thresholds') }}
),

wrong as (
    select 'a definition without a row in the catalogue' as fault, definitions.kpi_code as named
    from definitions
    anti join kpis on definitions.kpi_code = kpis.kpi_code
    union all
    select 'a KPI is defined twice' as fault, kpi_code as named
    from definitions
    group by kpi_code
    having count(*) > 1
    union all
    select 'published without a definition, or the other way round' as fault, kpi_code as named
    from kpis
    where is_published <> (kpi_code in (select definitions.kpi_code from definitions))
    union all
    select 'a denominator in the definition or the catalogue only' as fault, kpi_code as named
    from kpis
    where is_published and (nullif(denominator_text, '') is null) <> (denominator_sql is null)
    union all
    select 'a KPI without a definition in Vietnamese, or a denominator in one language' as fault, kpi_code as named
    from kpis
    where
        nullif(trim(numerator_vi), '') is null
        or (nullif(trim(denominator_vi), '') is null) <> (nullif(trim(denominator_text), '') is null)
    union all
    select 'a definition in Vietnamese of an unknown KPI' as fault, translated.code as named
    from {{ ref('kpi_definitions_vi') }} as translated
    anti join kpis on translated.code = kpis.kpi_code
    union all
    select 'a target of an unknown KPI' as fault, targets.kpi_code as named
    from targets
    anti join kpis on targets.kpi_code = kpis.kpi_code
    union all
    select 'a target of an unknown plan' as fault, targets.plan_code as named
    from targets
    anti join plans on targets.plan_code = plans.plan_code
    union all
    select 'a target for an unknown unit' as fault, targets.scope as named
    from targets
    anti join units on targets.scope = units.unit_code
    where targets.scope_type = 'unit'
    union all
    select 'a target for an unknown level' as fault, targets.scope as named
    from targets
    anti join units on targets.scope = units.unit_level
    where targets.scope_type = 'level'
    union all
    select 'a plan of an unknown issuer' as fault, plans.plan_code as named
    from plans
    anti join units on plans.issuer_unit_code = units.unit_code
    union all
    select 'a campaign of an unknown plan' as fault, campaigns.plan_code as named
    from {{ ref('campaigns') }} as campaigns
    anti join plans on campaigns.plan_code = plans.plan_code
    union all
    select 'thresholds of an unknown plan' as fault, thresholds.plan_code as named
    from thresholds
    anti join plans on thresholds.plan_code = plans.plan_code
    where thresholds.plan_code <> '*'
    union all
    select 'a plan with some thresholds and not the others' as fault, plan_code as named
    from thresholds
    group by plan_code
    having count(distinct light) <> 4
    union all
    select 'an heir that is no unit' as fault, successors.successor_unit_code as named
    from {{ ref('bridge_unit_successor') }} as successors
    anti join units on successors.successor_unit_code = units.unit_code
    union all
    select 'a unit outside of every tree' as fault, unit_code as named
    from {{ ref('dim_unit') }}
    where province_code is null
)

select * from wrong
