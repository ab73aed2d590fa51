-- What a plan prints of a unit's figures at its beginning: a column `<kpi_code>_printed` for each KPI, `-` for none.
with

printed as (
    unpivot {{ ref('binh_duong_current_figures') }}
    on columns('.*_rate_printed')::varchar
    into name measure value figure
),

unit_plans as (
    select * from {{ ref('bridge_unit_plan') }}
),

final as (
    select
        unit_plans.plan_code,
        printed.unit_code,
        regexp_replace(printed.measure, '_printed$', '') as kpi_code,
        try_cast(replace(printed.figure, ',', '.') as double) as starting_value
    from printed
    inner join unit_plans on printed.unit_code = unit_plans.unit_code
    where try_cast(replace(printed.figure, ',', '.') as double) is not null
)

select * from final
