with

registers as (
    select unit_code, unit_name, unit_level, parent_unit_code, date '1900-01-01' as valid_from
    from {{ ref('units_binh_duong') }}
    union all
    select unit_code, unit_name, unit_level, parent_unit_code, date '1900-01-01' as valid_from
    from {{ ref('units_other_plans') }}
    union all
    select unit_code, unit_name, unit_level, parent_unit_code, valid_from
    from {{ ref('units_2025') }}
),

-- A unit that has heirs ended the day before they began (1 July 2025); its past stays with it.
ended as (
    select successors.old_unit_code as unit_code, min(heirs.valid_from) - 1 as valid_to
    from {{ ref('unit_successors_2025') }} as successors
    inner join {{ ref('units_2025') }} as heirs on successors.new_unit_code = heirs.unit_code
    group by successors.old_unit_code
),

final as (
    select
        registers.unit_code || '@' || registers.valid_from as unit_key,
        registers.unit_code,
        registers.unit_name,
        registers.unit_level,
        registers.parent_unit_code,
        '000.00.00.' || split_part(registers.unit_code, '.', 4) as province_code,
        ended.valid_to is null as is_current,
        registers.valid_from::date as valid_from,
        ended.valid_to::date as valid_to
    from registers
    left join ended on registers.unit_code = ended.unit_code
)

select * from final
