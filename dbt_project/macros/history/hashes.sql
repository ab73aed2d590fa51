{#- Equal records have equal hashes, whatever file and form they came in. Not a proof against tampering. -#}
{% macro content_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}
