with

files as (
    select * from {{ ref('files') }}
),

staged as (
    select * from {{ ref('stg_ratings') }}
),

-- A rating stands or falls with its case: one that arrives, goes or moves to another unit takes it along.
changed_cases as (
    select distinct case_code from {{ changes_of('fct_cases') }}
),

final as (
    select staged.record_key
    from staged
    inner join files on staged.file_id = files.file_id
    where files.is_touched
    union
    select staged.record_key
    from staged
    inner join changed_cases on staged.case_code = changed_cases.case_code
)

select * from final
-- depends_on: {{ ref('fct_cases') }}
