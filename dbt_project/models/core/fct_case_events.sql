{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['record_key'], touched_by='control.touched_case_events', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

with

touched as (
    select * from {{ ref('touched_case_events') }}
),

kept as (
    select record_key, file_id, member, line
    from {{ ref('case_event_records') }}
    where fate = 'kept'
    {%- if is_incremental() %}
    and record_key in (select touched.record_key from touched)
    {%- endif %}
),

staged as (
    select * from {{ ref('stg_case_events') }}
),

cases as (
    select * from {{ ref('fct_cases') }}
),

files as (
    select * from {{ ref('files') }}
),

final as (
    select
        staged.record_key,
        staged.case_code,
        staged.portal,
        cases.province_code,
        cases.unit_code,
        staged.status,
        staged.officer_key,
        files.load_seq as load_id,
        files.source_file || coalesce('!' || staged.member, '') as source_file,
        staged.line as source_line,
        staged.is_electronic,
        staged.occurred_at,
        staged.started_at,
        staged.due_at,
        cases.received_date as case_received_date
    from kept
    inner join staged
        on
            kept.file_id = staged.file_id
            and kept.line = staged.line
            and kept.member is not distinct from staged.member
    inner join files on staged.file_id = files.file_id
    left join cases on staged.case_code = cases.case_code
)

select * from final
