{#-
    Typing of one text cell. The contract names the words that hold no value (`-`, `null`): reported without one or
    not reported, both have none here; where the difference counts, the contract says what a portal reports at all.
-#}
{% macro cell(column, field) -%}
    {%- set written = namespace(sql="nullif(trim(" ~ column ~ "), '')") -%}
    {%- for word in field.ignored -%}
        {%- set written.sql = "nullif(" ~ written.sql ~ ", " ~ sql_text(word) ~ ")" -%}
    {%- endfor -%}
    {{ written.sql }}
{%- endmacro %}

{#- A text; those that the contract lists are translated, such as the name of a unit into its code. -#}
{% macro text_of(column, field) -%}
    {%- set written = 'nfc_normalize(' ~ cell(column, field) ~ ')' -%}
    {%- if field.codes or field.absent -%}
    case
        {%- if field.absent %}
        when {{ cell(column, field) }} is null then {{ sql_text(field.absent) }}
        {%- endif %}
        {%- for given, meant in field.codes.items() %}
        when fold_text({{ column }}) = fold_text({{ sql_text(given) }}) then {{ sql_text(meant) }}
        {%- endfor %}
        else {{ written }}
    end
    {%- else -%}
    {{ written }}
    {%- endif -%}
{%- endmacro %}

{#- The canonical code of a cell, or null. The portal's own spelling first, then the folded one. -#}
{% macro code_of(column, field) -%}
    {%- if not field.codes -%}
        cast(null as varchar)
    {%- else -%}
    case
        {%- if field.absent %}
        when {{ cell(column, field) }} is null then {{ sql_text(field.absent) }}
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

{#- The formats of one kind: of a day (`day`), of a time in the portal's zone (`local`), of one that names its zone. -#}
{% macro formats_of_kind(field, wanted) -%}
    {% set found = [] %}
    {% for one in field.formats %}
        {% set has_time = '%H' in one or '%-H' in one or '%I' in one or '%-I' in one %}
        {% set kind = 'day' if not has_time else ('zoned' if '%z' in one or '%Z' in one else 'local') %}
        {% if kind == wanted %}{% do found.append(one) %}{% endif %}
    {% endfor %}
    {% do return(found) %}
{%- endmacro %}

{% macro parsed(column, field, kind) -%}
    {%- set formats = formats_of_kind(field, kind) -%}
    {%- if formats -%}
        try_strptime({{ cell(column, field) }}, {{ sql_texts(formats) }})
    {%- else -%}
        cast(null as timestamp)
    {%- endif -%}
{%- endmacro %}

{#- A time that is written in one zone, as the clock of the portal's place shows it. -#}
{% macro in_zone_of(field, parsed_moment) -%}
    {%- if field.written_in != field.zone -%}
        timezone({{ sql_text(field.zone) }}, timezone({{ sql_text(field.written_in) }}, {{ parsed_moment }}))
    {%- else -%}
        {{ parsed_moment }}
    {%- endif -%}
{%- endmacro %}

{#-
    A time that names its zone. Never in one list with formats that name none: DuckDB 2.0.0 would give those the zone
    of the row before. `Z` is UTC (ISO 8601), which `%z` does not take.
-#}
{% macro zoned_of(column, field) -%}
    timezone(
        {{ sql_text(field.zone) }},
        try_strptime(
            regexp_replace({{ cell(column, field) }}, '[Zz]$', '+00:00'), {{ sql_texts(formats_of_kind(field, 'zoned')) }}
        )
    )
{%- endmacro %}

{#-
    A moment with a time, or null. Where the contract says that a module writes the hour on a 12-hour clock,
    hours before 7 are afternoon: no office works at night (portal_exports.md, Conventions).
-#}
{% macro timed_of(column, field) -%}
    {%- set local = in_zone_of(field, parsed(column, field, 'local')) -%}
    {%- set moment -%}
        {%- if formats_of_kind(field, 'zoned') -%}coalesce({{ local }}, {{ zoned_of(column, field) }})
        {%- else -%}{{ local }}
        {%- endif -%}
    {%- endset -%}
    {%- if field.twelve_hour -%}
        ({{ moment }} + case
            when hour({{ moment }}) between 1 and 6 then interval 12 hours else interval 0 hours
        end)
    {%- else -%}
        {{ moment }}
    {%- endif -%}
{%- endmacro %}

{#- A moment, or a day as its midnight; null where it cannot be read or lies outside 1900-2100. -#}
{% macro moment_of(column, field) -%}
    within_calendar(coalesce({{ timed_of(column, field) }}, {{ parsed(column, field, 'day') }}))
{%- endmacro %}

{% macro integer_of(column, field) -%}
    {%- if field.decimal_mark == '.' -%}
        whole_number(translate({{ cell(column, field) }}, '.,', ',.'))
    {%- else -%}
        whole_number({{ cell(column, field) }})
    {%- endif -%}
{%- endmacro %}

{% macro typed(column, field) -%}
    {%- if field.kind == 'code' -%}{{ code_of(column, field) }}
    {%- elif field.kind == 'codes' -%}{{ codes_of(column, field) }}
    {%- elif field.kind == 'flag' -%}{{ flag_of(column, field) }}
    {%- elif field.kind in ('moment', 'day', 'month') -%}{{ moment_of(column, field) }}
    {%- elif field.kind in ('integer', 'money') -%}{{ integer_of(column, field) }}
    {%- else -%}{{ text_of(column, field) }}
    {%- endif -%}
{%- endmacro %}

{% macro type_of(field) -%}
    {%- if field.kind == 'flag' -%}boolean
    {%- elif field.kind in ('moment', 'day', 'month') -%}timestamp
    {%- elif field.kind in ('integer', 'money') -%}bigint
    {%- elif field.kind == 'codes' -%}varchar[]
    {%- else -%}varchar
    {%- endif -%}
{%- endmacro %}

{#- Several codes in one cell, joined by `;`: the list of canonical codes, unknown ones left out. -#}
{% macro codes_of(column, field) -%}
    list_filter(
        list_transform(string_split({{ cell(column, field) }}, ';'), lambda one: {{ code_of('one', field) }}),
        lambda code: code is not null
    )
{%- endmacro %}
