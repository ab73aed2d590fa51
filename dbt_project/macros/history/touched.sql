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
    {#- The keys are looked for once, in the key columns alone; the rows are then fetched by their place. -#}
    create or replace temp table rows_before as
    select target_rows.rowid as place
    from {{ target }} as target_rows
    where exists (select 1 from {{ touched }} as touched where {{ same_key }});
    {%- if config.get('records_changes', false) %}
    create or replace temp table values_before as
    select {{ columns }} from {{ target }} where rowid in (select place from rows_before);
    insert into control.{{ target.identifier }}_change by name
    select *, 'before' as side from (
        select {{ columns }} from values_before
        except all
        select {{ columns }} from {{ after }}
    );
    insert into control.{{ target.identifier }}_change by name
    select *, 'after' as side from (
        select {{ columns }} from {{ after }}
        except all
        select {{ columns }} from values_before
    );
    drop table values_before;
    {%- endif %}
    delete from {{ target }} where rowid in (select place from rows_before);
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ after }};
    drop table rows_before;
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

{#-
    The rows of a model that changed since the last publication, before and after. Empty when the model was built
    whole: then every model is, and nobody asks.
-#}
{% macro changes_of(model_name) -%}
    control.{{ model_name }}_change
{%- endmacro %}
