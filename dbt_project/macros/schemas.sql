{#- A model lives in the schema that its folder names; dbt's prefix of the target schema is not wanted. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{#- Views are copied into the published file, whose catalogue has another name: a relation is schema.table. -#}
{% macro ref(model_name) -%}
    {% do return(builtins.ref(model_name).include(database=false)) %}
{%- endmacro %}

{% macro source(source_name, table_name) -%}
    {% do return(builtins.source(source_name, table_name).include(database=false)) %}
{%- endmacro %}
