{#-
    Every record of a source, typed by its contract, one branch a contract.

    `columns`: the canonical fields wanted, {name: kind}, in order; a field that a contract does not have is null.
    `counted`: code fields on which a figure depends: an unknown word there is the fault bad_code.
    `required`: code fields that may not be empty either.
    Gives file_id, member, line, is_unreadable, portal, province_code, exported_at, reports, the columns, for each
    moment `<name>_has_time`, lists as structs of typed items, and `field_faults`: [{rule_code, field}].
-#}
{% macro staged(source_name, columns, counted=[], required=[]) -%}
    {% set contracts = contracts_of(source_name) %}
    {% for contract in contracts %}
    select
        records.file_id,
        records.member,
        records.line,
        records.unreadable is not null as is_unreadable,
        files.portal,
        files.province_code,
        files.exported_at,
        {{ sql_texts(contract.reports) }}::varchar[] as reports,
        {{ sql_texts(contract.patterns) }}::varchar[] as case_code_patterns,
        {{ unit_in_code('records.case_code', contract.patterns) if 'case_code' in contract.fields else "cast(null as varchar)" }} as unit_in_case_code,
        {{ sql_texts(contract.placeholders) }}::varchar[] as placeholders,
        {%- for name, kind in columns.items() %}
        {%- set field = contract.fields.get(name) %}
        {%- if field is none or field is not defined or not field %}
        {{ empty_column(kind) }} as {{ name }},
        {%- if kind == 'moment' %}
        false as {{ name }}_has_time,
        {%- endif %}
        {%- elif kind is mapping %}
        {{ typed_list('records.' ~ name, field, kind) }} as {{ name }},
        {%- else %}
        {{ typed('records.' ~ name, field) }} as {{ name }},
        {%- if kind == 'moment' %}
        {{ timed_of('records.' ~ name, field) }} is not null as {{ name }}_has_time,
        {%- endif %}
        {%- endif %}
        {%- endfor %}
        list_filter([
            {%- for name, kind in columns.items() %}
            {%- set field = contract.fields.get(name) %}
            {%- if field %}
            {{ faults_of('records.' ~ name, name, field, kind, name in counted, name in required) }}
            {%- endif %}
            {%- endfor %}
            null
        ], lambda fault: fault is not null)::struct(rule_code varchar, field varchar)[] as field_faults
    from {{ source('raw', source_name ~ '_record') }} as records
    inner join {{ ref('files') }} as files on records.file_id = files.file_id
    where
        files.contract_id = {{ sql_text(contract.contract_id) }}
        {%- if is_incremental() %}
        and records.file_id > (select coalesce(max(file_id), 0) from {{ this }})
        {%- endif %}
    {% if not loop.last %}union all by name{% endif %}
    {% else %}
    {{ staged_nothing(source_name, columns) }}
    {% endfor %}
{%- endmacro %}

{#- The same columns without rows, for a source that no contract describes. -#}
{% macro staged_nothing(source_name, columns) -%}
    select
        records.file_id,
        cast(null as varchar) as member,
        cast(null as integer) as line,
        false as is_unreadable,
        records.portal,
        records.province_code,
        records.exported_at,
        cast([] as varchar[]) as reports,
        cast([] as varchar[]) as case_code_patterns,
        cast(null as varchar) as unit_in_case_code,
        cast([] as varchar[]) as placeholders,
        {%- for name, kind in columns.items() %}
        {{ empty_column(kind) }} as {{ name }},
        {%- if kind == 'moment' %}
        false as {{ name }}_has_time,
        {%- endif %}
        {%- endfor %}
        cast([] as struct(rule_code varchar, field varchar)[]) as field_faults
    from {{ ref('files') }} as records
    where false
{%- endmacro %}

{% macro empty_column(kind) -%}
    {%- if kind is mapping -%}
        cast(null as struct(
            {%- for name, item in kind.items() %}{{ name }} {{ type_of({'kind': item}) }}{{ ', ' if not loop.last }}{% endfor -%}
        )[])
    {%- else -%}
        cast(null as {{ type_of({'kind': kind}) }})
    {%- endif -%}
{%- endmacro %}

{% macro typed_list(column, field, items) -%}
    list_transform({{ column }}, lambda item: {
        {%- for name, kind in items.items() %}
        {%- set inner = field['items'].get(name) %}
        '{{ name }}': {{ typed('item.' ~ name, inner) if inner else 'cast(null as ' ~ type_of({'kind': kind}) ~ ')' }}{{ ',' if not loop.last }}
        {%- endfor %}
    })
{%- endmacro %}

{% macro faults_of(column, name, field, kind, is_counted, is_required) -%}
    {%- if kind is mapping -%}
        {%- for inner_name, inner_kind in kind.items() %}
        {%- set inner = field['items'].get(inner_name) %}
        {%- if inner and inner_kind == 'moment' %}
            case when len(list_filter({{ column }}, lambda item: {{ is_unreadable('item.' ~ inner_name, moment_of('item.' ~ inner_name, inner)) }})) > 0
                then {'rule_code': 'bad_timestamp', 'field': '{{ name }}.{{ inner_name }}'} end,
        {%- endif %}
        {%- endfor %}
    {%- elif kind in ('moment', 'day', 'month') -%}
            case when {{ is_unreadable(column, moment_of(column, field)) }}
                then {'rule_code': 'bad_timestamp', 'field': '{{ name }}'} end,
    {%- elif kind == 'code' and is_counted -%}
            case when {{ is_unreadable(column, code_of(column, field)) }}
                {%- if is_required %} or {{ code_of(column, field) }} is null{% endif %}
                then {'rule_code': 'bad_code', 'field': '{{ name }}'} end,
    {%- elif kind == 'money' -%}
            case when not coalesce({{ integer_of(column, field) }} between 0 and 1000000000000000, false)
                then {'rule_code': 'bad_amount', 'field': '{{ name }}'} end,
    {%- endif -%}
{%- endmacro %}

{#- The unit code in a case code: the first group of those forms of code that have one. -#}
{% macro unit_in_code(column, patterns) -%}
    {%- set found = [] -%}
    {%- for pattern in patterns if '(' in pattern -%}
        {%- do found.append("nullif(regexp_extract(" ~ cell(column) ~ ", " ~ sql_text('^' ~ pattern ~ '$') ~ ", 1), '')") -%}
    {%- endfor -%}
    coalesce({{ (found + ['null', 'null']) | join(', ') }})
{%- endmacro %}
