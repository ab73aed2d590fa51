{#-
    The staged rows of the kept records, with where they come from: load_id, source_file, source_line. In an
    incremental run only those of the touched keys.
-#}
{% macro kept_records(staging, records, touched) -%}
    {#- Outside the condition: dbt must see the dependency when it parses, before it knows what is incremental. -#}
    {%- set touched_keys = ref(touched) %}
    select
        staged.*,
        files.load_id,
        files.source_file || coalesce('!' || staged.member, '') as source_file,
        staged.line as source_line
    from (
        {% if is_incremental() -%}
            {{ rows_of_keys(ref(records), ['record_key'], touched_keys) }}
        {%- else -%}
            select * from {{ ref(records) }}
        {%- endif %}
    ) as records
    inner join {{ ref(staging) }} as staged
        on
            records.file_id = staged.file_id
            and records.line = staged.line
            and records.member is not distinct from staged.member
    inner join {{ ref('files') }} as files on staged.file_id = files.file_id
    where records.fate = 'kept'
{%- endmacro %}
