{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['province_code', 'procedure_code'], touched_by='control.touched_procedures', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}
-- depends_on: {{ ref('touched_procedures') }}

with

records as (
    select * from {{ ref('procedure_records') }}
    where fate = 'kept'
),

staged as (
    select * from {{ ref('stg_procedures') }}
),

files as (
    select * from {{ ref('files') }}
),

kept as (
    select
        staged.*,
        files.load_id,
        files.source_file || coalesce('!' || staged.member, '') as source_file,
        lead(staged.effective_from) over (
            partition by staged.province_code, staged.procedure_code order by staged.effective_from
        ) as next_from
    from records
    inner join staged
        on
            records.file_id = staged.file_id
            and records.line = staged.line
            and records.member is not distinct from staged.member
    inner join files on staged.file_id = files.file_id
),

final as (
    select
        province_code || '|' || procedure_code || '@' || effective_from as procedure_key,
        province_code,
        procedure_code,
        procedure_name,
        field_code,
        field_name,
        service_level,
        levels,
        load_id,
        source_file,
        line as source_line,
        processing_hours,
        online_processing_hours,
        service_level in ('full_online', 'partly_online') as is_online,
        service_level = 'full_online' as is_full_online,
        is_full_online_eligible,
        is_integrated,
        is_published,
        has_fee,
        is_essential,
        effective_from as valid_from,
        case
            when next_from is null then effective_to
            else least(coalesce(effective_to, next_from - 1), next_from - 1)
        end as valid_to
    from kept
)

select * from final
