{#- A rate is a numerator and a denominator until here (house.md, law 1). Null where the denominator is 0. -#}
{% macro kpi_value(numerator, denominator) -%}
    case
        when value_unit = 'percent' then 100.0 * {{ numerator }} / nullif({{ denominator }}, 0)
        when {{ denominator }} is not null then {{ numerator }} / nullif({{ denominator }}, 0)
        when has_no_denominator then {{ numerator }}
    end
{%- endmacro %}

{#- In percent (kpi_semantics.md, "Achievement"). -#}
{% macro achievement(value, target) -%}
    case
        when {{ value }} is null or {{ target }} is null then null
        when better = 'higher' and {{ target }} = 0 then 100.0
        when better = 'higher' then 100.0 * {{ value }} / {{ target }}
        when {{ value }} <= {{ target }} then 100.0
        when {{ target }} = 0 then 0.0
        else 100.0 * {{ target }} / {{ value }}
    end
{%- endmacro %}

{% macro light(value, target, achieved, thresholds) -%}
    case
        when {{ value }} is null then 'no_data'
        when {{ target }} is null then 'no_target'
        when {{ achieved }} >= {{ thresholds }}.green then 'green'
        when {{ achieved }} >= {{ thresholds }}.yellow then 'yellow'
        when {{ achieved }} >= {{ thresholds }}.orange then 'orange'
        else 'red'
    end
{%- endmacro %}

{#-
    The first day at whose end an open case is past due: the day after its due day, or that day itself where the
    portal's contract compares moments.
-#}
{% macro overdue_from() -%}
    due_at::date + case when is_due_by_moment then 0 else 1 end
{%- endmacro %}
