{#-
    Every record of a source, typed by its contract, one branch a contract.

    `columns`: the canonical fields wanted, {name: kind}, in order; a field that a contract does not have is null.
    `counted`: code fields on which a figure depends: an unknown word there is the fault bad_code.
    `required`: code fields that may not be empty either.
    Gives file_id, member, line, is_unreadable, portal, province_code, exported_at, reports, reported_fields (those of
    which the contract knows a column or a constant), compares_due_moments, the columns, for each
    moment `<name>_has_time`, lists as structs of typed items, and `field_faults`: [{rule_code, field}].
-#}
{% macro staged(source_name, columns, counted=[], required=[]) -%}
    {% set contracts = contracts_of(source_name) %}
    {#- Named outside the loop: contracts are read when a model is built, dbt draws its lineage before. -#}
    {% set raw_records = source('raw', source_name ~ '_record') %}
    {% for contract in contracts %}
    select
        * exclude ({% for name, kind in columns.items() %}{{ name }}_text, {% endfor %}no_text),
        list_filter([
            {%- for name, kind in columns.items() %}
            {%- set field = contract.fields.get(name) %}
            {%- if field %}
            {{ faults_of(name, field, kind, name in counted, name in required) }}
            {%- endif %}
            {%- endfor %}
            null
        ], lambda fault: fault is not null)::struct(rule_code varchar, field varchar)[] as field_faults
    from (
        select
            * {% if moments_in(columns, contract) %}replace (
                {%- for name in moments_in(columns, contract) %}
                within_calendar(
                    coalesce({{ name }}, {{ parsed(name ~ '_text', contract.fields[name], 'day') }})
                ) as {{ name }}{{ ',' if not loop.last }}
                {%- endfor %}
            ){% endif %},
            {%- for name, kind in columns.items() if kind == 'moment' %}
            {{ has_time(name, contract.fields.get(name)) }} as {{ name }}_has_time,
            {%- endfor %}
            null as no_text
        from (
            select
                records.file_id,
                records.member,
                records.line,
                records.unreadable is not null as is_unreadable,
                files.portal,
                files.province_code,
                files.exported_at,
                files.window_from,
                files.window_to,
                {{ sql_texts(contract.reports) }}::varchar[] as reports,
                {{ sql_texts(contract.fields.keys()) }}::varchar[] as reported_fields,
                {{ 'true' if contract.fields.get('due_at', {}).get('by_moment') else 'false' }} as compares_due_moments,
                {{ is_known_form('records.case_code', contract) if 'case_code' in contract.fields else 'true' }}
                    as has_known_case_form,
                {{ unit_in_code('records.case_code', contract)
                    if 'case_code' in contract.fields else 'cast(null as varchar)' }} as unit_in_case_code,
                {{ sql_texts(contract.placeholders) }}::varchar[] as placeholders,
                {%- for name, kind in columns.items() %}
                {%- set field = contract.fields.get(name) %}
                {%- if not field %}
                null as {{ name }}_text,
                {{ empty_column(kind) }} as {{ name }}{{ ',' if not loop.last }}
                {%- elif kind is mapping %}
                records.{{ name }} as {{ name }}_text,
                {{ typed_list('records.' ~ name, field, kind) }} as {{ name }}{{ ',' if not loop.last }}
                {%- elif name == 'case_code' and contract.case_code_prefix %}
                {{ cell('records.' ~ name, field) }} as {{ name }}_text,
                {{ sql_text(contract.case_code_prefix) }} || {{ typed('records.' ~ name, field) }}
                    as {{ name }}{{ ',' if not loop.last }}
                {%- else %}
                {{ cell('records.' ~ name, field) }} as {{ name }}_text,
                {{ timed_of('records.' ~ name, field) if kind == 'moment' else typed('records.' ~ name, field) }}
                    as {{ name }}{{ ',' if not loop.last }}
                {%- endif %}
                {%- endfor %}
            from {{ raw_records }} as records
            inner join {{ ref('files') }} as files on records.file_id = files.file_id
            where
                files.contract_id = {{ sql_text(contract.contract_id) }}
                {%- if is_incremental() %}
                and records.file_id > (select coalesce(max(file_id), 0) from {{ this }})
                {%- endif %}
        )
    )
    {% if not loop.last %}union all by name{% endif %}
    {% else %}
    {{ staged_nothing(source_name, columns) }}
    {% endfor %}
{%- endmacro %}

{% macro moments_in(columns, contract) -%}
    {% set found = [] %}
    {% for name, kind in columns.items() %}
        {% if kind == 'moment' and name in contract.fields %}{% do found.append(name) %}{% endif %}
    {% endfor %}
    {% do return(found) %}
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
        records.window_from,
        records.window_to,
        cast([] as varchar[]) as reports,
        cast([] as varchar[]) as reported_fields,
        false as compares_due_moments,
        true as has_known_case_form,
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

{#- The faults of one field, told from its text and what became of it: a text without a value is unreadable. -#}
{% macro faults_of(name, field, kind, is_counted, is_required) -%}
    {%- if kind is mapping -%}
        {%- for inner_name, inner_kind in kind.items() if inner_kind == 'moment' and inner_name in field['items'] %}
            case
                when
                    len(list_filter({{ name }}_text, lambda item: {{ cell('item.' ~ inner_name, field['items'][inner_name]) }} is not null))
                    > len(list_filter({{ name }}, lambda item: item.{{ inner_name }} is not null))
                    then {'rule_code': 'bad_timestamp', 'field': '{{ name }}.{{ inner_name }}'}
            end,
        {%- endfor %}
    {%- elif kind in ('moment', 'day', 'month') -%}
            case when {{ name }}_text is not null and {{ name }} is null
                then {'rule_code': 'bad_timestamp', 'field': '{{ name }}'} end,
    {%- elif kind == 'code' and is_counted -%}
            case when {% if not is_required %}{{ name }}_text is not null and {% endif %}{{ name }} is null
                then {'rule_code': 'bad_code', 'field': '{{ name }}'} end,
    {%- elif kind == 'money' -%}
            case when not coalesce({{ name }} between 0 and 1000000000000000, false)
                then {'rule_code': 'bad_amount', 'field': '{{ name }}'} end,
    {%- endif -%}
{%- endmacro %}

{#- Whether a moment came with a time; where the contract says so, midnight is a day without one. -#}
{% macro has_time(name, field) -%}
    {%- if field and field.midnight_is_day -%}
        coalesce({{ name }} <> date_trunc('day', {{ name }}), false)
    {%- else -%}
        {{ name }} is not null
    {%- endif -%}
{%- endmacro %}

{#- Whether a code has one of the forms that the contract gives. -#}
{% macro is_known_form(column, contract) -%}
    ({% for pattern in contract.patterns -%}
        regexp_full_match({{ cell(column, contract.fields.case_code) }}, {{ sql_text(pattern) }}){{ ' or ' if not loop.last }}
    {%- else %}true{% endfor %})
{%- endmacro %}

{#- The unit code in a case code: the first group of those forms of code that have one. -#}
{% macro unit_in_code(column, contract) -%}
    {%- set written = cell(column, contract.fields.case_code) -%}
    {%- set found = [] -%}
    {%- for pattern in contract.patterns if '(' in pattern -%}
        {%- do found.append("nullif(regexp_extract(" ~ written ~ ", " ~ sql_text('^' ~ pattern ~ '$') ~ ", 1), '')") -%}
    {%- endfor -%}
    coalesce({{ (found + ['null', 'null']) | join(', ') }})
{%- endmacro %}
