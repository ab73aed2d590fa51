{#-
    The incremental strategy of the history core. The model selects the rows *after* for the keys that are
    touched; the strategy takes the rows of those keys *before*, notes what differs in control.<model>_change
    (`side`: before or after), deletes the touched keys and inserts the rows after, in one transaction.

    config: touched_key: [columns]; touched_by: the relation with the touched keys; records_changes: bool.
    A killed run leaves either nothing or all of it, and the changes of an unfinished run add up until the
    publication is out (then control.*_change is emptied): see docs/decisions/0002-history-core.md.
-#}
{% macro get_incremental_touched_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set after = arg_dict['temp_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set keys = config.require('touched_key') -%}
    {%- set touched = config.require('touched_by') -%}
    {%- set same_key -%}
        {%- for key in keys %}target_rows.{{ key }} = touched.{{ key }}{{ ' and ' if not loop.last }}{% endfor -%}
    {%- endset -%}
    {%- if config.get('records_changes', false) %}
    insert into control.{{ target.identifier }}_change by name
    select *, 'before' as side from (
        select {{ columns }} from {{ target }} as target_rows
        where exists (select 1 from {{ touched }} as touched where {{ same_key }})
        except all
        select {{ columns }} from {{ after }}
    );
    insert into control.{{ target.identifier }}_change by name
    select *, 'after' as side from (
        select {{ columns }} from {{ after }}
        except all
        select {{ columns }} from {{ target }} as target_rows
        where exists (select 1 from {{ touched }} as touched where {{ same_key }})
    );
    {%- endif %}
    delete from {{ target }} as target_rows
    where exists (select 1 from {{ touched }} as touched where {{ same_key }});
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ after }};
{%- endmacro %}

{#- The table of changes of a model, made empty when the model is built whole. -#}
{% macro prepare_changes() -%}
    {%- if not is_incremental() -%}
    create or replace table control.{{ this.identifier }}_change as
    select *, cast(null as varchar) as side from {{ this }} limit 0
    {%- else -%}
    select 1
    {%- endif -%}
{%- endmacro %}

{#- The rows of a model that changed since the last publication; everything when the model was built whole. -#}
{% macro changes_of(model_name) -%}
    control.{{ model_name }}_change
{%- endmacro %}
