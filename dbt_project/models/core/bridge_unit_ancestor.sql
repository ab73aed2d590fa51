with recursive

units as (
    select * from {{ ref('dim_unit') }}
),

walk as (
    select unit_code, unit_code as ancestor_unit_code, 0 as distance
    from units
    union all
    select walk.unit_code, units.parent_unit_code as ancestor_unit_code, walk.distance + 1 as distance
    from walk
    inner join units on walk.ancestor_unit_code = units.unit_code
    where units.parent_unit_code is not null
),

final as (
    select unit_code, ancestor_unit_code, distance
    from walk
)

select * from final
