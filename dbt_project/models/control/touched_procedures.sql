-- The catalogue is small and its versions bound each other: all of it is looked at, what differs is noted.
with

final as (
    select distinct province_code, procedure_code
    from {{ ref('stg_procedures') }}
    where procedure_code is not null
)

select * from final
