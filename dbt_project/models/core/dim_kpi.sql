with

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

definitions as (
    select * from {{ ref('kpi_definitions_vi') }}
),

rules as (
    {{ kpi_rules() }}
),

final as (
    select
        catalogue.code as kpi_code,
        catalogue.name_vi,
        catalogue.name_en,
        catalogue.numerator as numerator_text,
        catalogue.denominator as denominator_text,
        definitions.numerator_vi,
        definitions.denominator_vi,
        catalogue.unit as value_unit,
        catalogue.better,
        catalogue.grain,
        catalogue.input,
        catalogue.source_plans,
        rules.family,
        rules.day_of,
        rules.numerator_sql,
        nullif(rules.denominator_sql, '') as denominator_sql,
        coalesce(rules.scale, 1) as scale,
        catalogue.additive = 'yes' as is_additive,
        rules.kpi_code is not null as is_published,
        coalesce(rules.has_weeks, false) as has_weeks,
        coalesce(rules.is_closed_before_as_of, false) as is_closed_before_as_of
    from catalogue
    left join definitions on catalogue.code = definitions.code
    left join rules on catalogue.code = rules.kpi_code
)

select * from final
