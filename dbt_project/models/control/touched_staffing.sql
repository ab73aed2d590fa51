with

files as (
    select * from {{ ref('files') }}
),

staged as (
    select * from {{ ref('stg_staffing') }}
),

final as (
    select distinct staged.record_key
    from staged
    inner join files on staged.file_id = files.file_id
    where files.is_touched
)

select * from final
