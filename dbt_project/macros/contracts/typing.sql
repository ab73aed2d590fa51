{#-
    Typing of one text cell. `-` is reported without a value, an empty cell and the word null are not reported:
    both have no value here; where the difference counts, the contract says what a portal reports at all.
-#}
{% macro cell(column) -%}
    nullif(nullif(nullif(trim({{ column }}), ''), '-'), 'null')
{%- endmacro %}

{% macro text_of(column) -%}nfc_normalize({{ cell(column) }}){%- endmacro %}

{#- The canonical code of a cell, or null. The portal's own spelling first, then the folded one. -#}
{% macro code_of(column, field) -%}
    {%- if not field.codes -%}
        cast(null as varchar)
    {%- else -%}
    case
        {%- if field.absent %}
        when {{ cell(column) }} is null then {{ sql_text(field.absent) }}
        {%- endif %}
        {%- for written, code in field.codes.items() %}
        when trim({{ column }}) = {{ sql_text(written) }} then {{ sql_text(code) }}
        {%- endfor %}
        else
            case fold_text({{ column }})
                {%- for written, code in field.codes.items() %}
                when fold_text({{ sql_text(written) }}) then {{ sql_text(code) }}
                {%- endfor %}
            end
    end
    {%- endif -%}
{%- endmacro %}

{% macro flag_of(column, field) -%}
    ({{ code_of(column, field) }} = 'true')
{%- endmacro %}

{% macro formats_with_time(field, wanted) -%}
    {% set found = [] %}
    {% for one in field.formats %}
        {% if ('%H' in one or '%I' in one) == wanted %}{% do found.append(one) %}{% endif %}
    {% endfor %}
    {% do return(found) %}
{%- endmacro %}

{% macro parsed(column, formats) -%}
    {%- if formats -%}
        try_strptime({{ cell(column) }}, {{ sql_texts(formats) }})
    {%- else -%}
        cast(null as timestamp)
    {%- endif -%}
{%- endmacro %}

{#-
    A moment with a time, or null. Where the contract says that a module writes the hour on a 12-hour clock,
    hours before 7 are afternoon: no office works at night (portal_exports.md, Conventions).
-#}
{% macro timed_of(column, field) -%}
    {%- set parsed_moment = parsed(column, formats_with_time(field, true)) -%}
    {%- if field.twelve_hour -%}
        ({{ parsed_moment }} + case
            when hour({{ parsed_moment }}) between 1 and 6 then interval 12 hours else interval 0 hours
        end)
    {%- else -%}
        {{ parsed_moment }}
    {%- endif -%}
{%- endmacro %}

{#- A moment, or a day as its midnight; null where it cannot be read or lies outside 1900-2100. -#}
{% macro moment_of(column, field) -%}
    within_calendar(coalesce({{ timed_of(column, field) }}, {{ parsed(column, formats_with_time(field, false)) }}))
{%- endmacro %}

{% macro integer_of(column, field) -%}
    whole_number({{ cell(column) }})
{%- endmacro %}

{% macro typed(column, field) -%}
    {%- if field.kind == 'code' -%}{{ code_of(column, field) }}
    {%- elif field.kind == 'codes' -%}{{ codes_of(column, field) }}
    {%- elif field.kind == 'flag' -%}{{ flag_of(column, field) }}
    {%- elif field.kind in ('moment', 'day', 'month') -%}{{ moment_of(column, field) }}
    {%- elif field.kind in ('integer', 'money') -%}{{ integer_of(column, field) }}
    {%- else -%}{{ text_of(column) }}
    {%- endif -%}
{%- endmacro %}

{% macro type_of(field) -%}
    {%- if field.kind == 'flag' -%}boolean
    {%- elif field.kind in ('moment', 'day', 'month') -%}timestamp
    {%- elif field.kind in ('integer', 'money') -%}bigint
    {%- else -%}varchar
    {%- endif -%}
{%- endmacro %}

{#- Several codes in one cell, joined by `;`: the list of canonical codes, unknown ones left out. -#}
{% macro codes_of(column, field) -%}
    list_filter(
        list_transform(string_split({{ cell(column) }}, ';'), lambda one: {{ code_of('one', field) }}),
        lambda code: code is not null
    )
{%- endmacro %}
