{#-
    What the contracts say, as the loader wrote it to raw.contract and raw.contract_field.
    A staging model is generated from it: one branch a contract, so that formats and code lists are constants
    to DuckDB, and no column name or code of a portal stands in SQL.
-#}
{% macro contracts_of(source_name) -%}
    {% if not execute %}{% do return([]) %}{% endif %}
    {% set found = [] %}
    {% set query %}
        select contract_id, to_json(reports), to_json(case_code_patterns), to_json(placeholders), case_code_prefix
        from raw.contract where source = '{{ source_name }}' order by contract_id
    {% endset %}
    {% for row in run_query(query).rows %}
        {% do found.append({
            'contract_id': row[0], 'reports': fromjson(row[1]), 'patterns': fromjson(row[2]),
            'placeholders': fromjson(row[3]), 'case_code_prefix': row[4],
            'fields': fields_of(row[0]),
        }) %}
    {% endfor %}
    {% do return(found) %}
{%- endmacro %}

{% macro fields_of(contract_id) -%}
    {% set fields = {} %}
    {% set query %}
        select name, kind, parent, codes, absent, formats, is_twelve_hour, zone, written_in, is_midnight_day,
            is_compared_by_moment, decimal_mark, ignored_words
        from raw.contract_field where contract_id = '{{ contract_id }}' order by position
    {% endset %}
    {% for row in run_query(query).rows %}
        {% set field = {
            'name': row[0], 'kind': row[1], 'codes': fromjson(row[3]), 'absent': row[4],
            'formats': fromjson(row[5]), 'twelve_hour': row[6], 'zone': row[7], 'written_in': row[8],
            'midnight_is_day': row[9], 'by_moment': row[10], 'decimal_mark': row[11], 'ignored': fromjson(row[12]),
            'items': {},
        } %}
        {% if row[2] %}
            {% do fields[row[2]]['items'].update({row[0]: field}) %}
        {% else %}
            {% do fields.update({row[0]: field}) %}
        {% endif %}
    {% endfor %}
    {% do return(fields) %}
{%- endmacro %}

{% macro sql_text(value) -%}'{{ value | replace("'", "''") }}'{%- endmacro %}

{% macro sql_texts(values) -%}
    [{% for value in values %}{{ sql_text(value) }}{{ ', ' if not loop.last }}{% endfor %}]
{%- endmacro %}
