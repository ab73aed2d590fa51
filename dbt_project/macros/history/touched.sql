{#-
    The incremental strategy of the history core. The model selects the rows *after* for the keys that are touched; the
    strategy takes the rows of those keys *before* and puts the after in their place, in one transaction.

    config: touched_key: [columns]; touched_by: the relation with the touched keys; records_changes: what differs is
    noted in control.<model>_change (`side`: before or after), and only that is written.
    A killed run leaves either nothing or all of it, and the changes of an unfinished run add up until the
    publication is out (then control.*_change is emptied): see docs/decisions/0002-history-core.md.
-#}
{% macro get_incremental_touched_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set after = arg_dict['temp_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {#- The keys are looked for once, in the key columns alone; the rows are then fetched by their place. -#}
    create or replace temp table places_before as
    select target_rows.rowid as place
    from {{ target }} as target_rows
    where exists (
        select 1 from {{ config.require('touched_by') }} as touched
        where
        {%- for key in config.require('touched_key') %}
            target_rows.{{ key }} = touched.{{ key }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    );
    {%- if config.get('records_changes', false) %}
    {{ write_differences(target, after, columns) }}
    {%- else %}
    delete from {{ target }} where rowid in (select place from places_before);
    insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ after }};
    {%- endif %}
    drop table places_before;
{%- endmacro %}

{#- Equal rows before and after cancel out, each copy one; `copies` are left over: below 0 before, above 0 after. -#}
{% macro write_differences(target, after, columns) -%}
    create or replace temp table differences as
    select {{ columns }}, sum(copies) as copies, list(place) as places
    from (
        select {{ columns }}, -1 as copies, rowid as place
        from {{ target }}
        where rowid in (select place from places_before)
        union all
        select {{ columns }}, 1 as copies, null as place from {{ after }}
    ) as both_sides
    group by {{ columns }}
    having sum(copies) <> 0;
    insert into control.{{ target.identifier }}_change by name
    select {{ columns }}, case when copies < 0 then 'before' else 'after' end as side from differences;
    delete from {{ target }} where rowid in (
        select unnest(list_filter(places, lambda one: one is not null)[1:-copies]) from differences where copies < 0
    );
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from differences cross join range(copies::bigint) where copies > 0;
    drop table differences;
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
