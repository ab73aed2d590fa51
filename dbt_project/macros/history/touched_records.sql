{#-
    The keys of a source whose records are to be judged anew: those in files that came, went or changed their standing, and of rows that a steward rejected or took back.
    `with_cases`: a record stands or falls with its case, and goes along with one that arrives, goes or moves to another
    unit. The staging table is named twice: kept whole in a common table expression it would be read without filters.
-#}
{% macro touched_records(staging, with_cases=false) -%}
    select staged.record_key
    from {{ ref(staging) }} as staged
    inner join {{ ref('files') }} as files on staged.file_id = files.file_id
    where files.is_touched
    union
    select staged.record_key
    from {{ ref(staging) }} as staged
    inner join {{ ref('files') }} as files on staged.file_id = files.file_id
    inner join control.rejection as rejections
        on
            files.load_id = rejections.load_id
            and staged.line = rejections.line
            and coalesce(staged.member, '') = rejections.member
    where rejections.is_changed
    {%- if with_cases %}
    union
    select staged.record_key
    from {{ ref(staging) }} as staged
    inner join {{ changes_of('fct_cases') }} as changed on staged.case_code = changed.case_code
    {%- endif %}
{%- endmacro %}
