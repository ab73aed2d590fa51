with

units as (
    select distinct unit_code, unit_name from {{ ref('dim_unit') }}
),

final as (
    select
        old_unit_code as unit_code,
        new_unit_code as successor_unit_code,
        old_unit_name as unit_name,
        new_unit_name as successor_unit_name,
        number_of_heirs
    from {{ ref('unit_successors_2025') }}
    union all
    select
        successors.old_unit_code as unit_code,
        successors.new_unit_code as successor_unit_code,
        old_units.unit_name,
        new_units.unit_name as successor_unit_name,
        (count(*) over (partition by successors.old_unit_code))::integer as number_of_heirs
    from {{ ref('unit_successors') }} as successors
    inner join units as old_units on successors.old_unit_code = old_units.unit_code
    inner join units as new_units on successors.new_unit_code = new_units.unit_code
)

select * from final
