with

final as (
    select
        old_unit_code as unit_code,
        new_unit_code as successor_unit_code,
        old_unit_name as unit_name,
        new_unit_name as successor_unit_name,
        number_of_heirs
    from {{ ref('unit_successors_2025') }}
)

select * from final
