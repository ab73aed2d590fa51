with

units as (
    select * from {{ ref('dim_unit') }}
),

spellings as (
    select units.province_code, units.unit_code, unit_name_key(units.unit_name) as unit_name_key
    from units
    union
    select
        units.province_code,
        units.unit_code,
        unit_name_key(units.unit_name || ' ' || parents.unit_name) as unit_name_key
    from units
    inner join units as parents on units.parent_unit_code = parents.unit_code
    union
    select
        units.province_code,
        units.unit_code,
        unit_name_key(parents.unit_name || ' ' || units.unit_name) as unit_name_key
    from units
    inner join units as parents on units.parent_unit_code = parents.unit_code
),

-- Names are not unique (An Bình, Tân Bình, Tân Hiệp and Tân Định each name two communes): only those that are count.
final as (
    select province_code, unit_name_key, min(unit_code) as unit_code
    from spellings
    group by province_code, unit_name_key
    having count(distinct unit_code) = 1
)

select * from final
