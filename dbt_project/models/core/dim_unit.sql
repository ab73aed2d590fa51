with recursive

registers as (
    select
        unit_code, unit_name, unit_level, parent_unit_code,
        date '1900-01-01' as valid_from, cast(null as date) as valid_to
    from {{ ref('units_binh_duong') }}
    union all
    select
        unit_code, unit_name, unit_level, parent_unit_code,
        date '1900-01-01' as valid_from, cast(null as date) as valid_to
    from {{ ref('units_other_plans') }}
    union all
    select
        unit_code, unit_name, unit_level, parent_unit_code,
        valid_from::date as valid_from, cast(null as date) as valid_to
    from {{ ref('units_2025') }}
    union all
    select
        unit_code, unit_name, unit_level, parent_unit_code,
        coalesce(valid_from::date, date '1900-01-01') as valid_from, valid_to::date as valid_to
    from {{ ref('units') }}
),

successors as (
    select old_unit_code, new_unit_code from {{ ref('unit_successors_2025') }}
    union all
    select old_unit_code, new_unit_code from {{ ref('unit_successors') }}
),

-- A unit that has heirs ended the day before they began (1 July 2025); its past stays with it.
ended as (
    select successors.old_unit_code as unit_code, min(heirs.valid_from) - 1 as valid_to
    from successors
    inner join registers as heirs on successors.new_unit_code = heirs.unit_code
    group by successors.old_unit_code
),

-- The province of a unit is the top of its tree; unit codes may have any form.
walk as (
    select unit_code, unit_code as above_unit_code, parent_unit_code as next_unit_code
    from registers
    union all
    select walk.unit_code, registers.unit_code as above_unit_code, registers.parent_unit_code as next_unit_code
    from walk
    inner join registers on walk.next_unit_code = registers.unit_code
),

provinces as (
    select unit_code, above_unit_code as province_code
    from walk
    where next_unit_code is null
),

final as (
    select
        registers.unit_code || '@' || registers.valid_from as unit_key,
        registers.unit_code,
        registers.unit_name,
        registers.unit_level,
        registers.parent_unit_code,
        provinces.province_code,
        coalesce(ended.valid_to, registers.valid_to) is null as is_current,
        registers.valid_from,
        least(ended.valid_to, registers.valid_to) as valid_to
    from registers
    left join provinces on registers.unit_code = provinces.unit_code
    left join ended on registers.unit_code = ended.unit_code
)

select * from final
