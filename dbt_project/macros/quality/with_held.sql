{#-
    Own numerators and denominators of the touched periods, those of held units as they were last good
    (docs/decisions/0010-held-units.md). `current`: a relation of period_key, unit_code, kpi_code, numerator,
    denominator as it would be without holds; `among`: SQL on dim_kpi, which KPIs it has. A period that had begun when the unit was last good keeps what was
    published of it, also that it was nothing; a later one, and a unit that was never good, has what is known now.
-#}
{% macro with_held(current, among) -%}
    select free.period_key, free.unit_code, free.kpi_code, free.numerator, free.denominator
    from {{ current }} as free
    anti join {{ ref('held_kpis') }} as held on free.unit_code = held.unit_code and free.kpi_code = held.kpi_code
    union all
    select later.period_key, later.unit_code, later.kpi_code, later.numerator, later.denominator
    from {{ current }} as later
    inner join {{ ref('held_kpis') }} as held on later.unit_code = held.unit_code and later.kpi_code = held.kpi_code
    inner join {{ ref('periods') }} as periods on later.period_key = periods.period_key
    anti join {{ ref('held_figures') }} as good
        on
            later.period_key = good.period_key
            and later.unit_code = good.unit_code
            and later.kpi_code = good.kpi_code
    where periods.period_start > coalesce(held.good_as_of::date, date '0001-01-01')
    union all
    select good.period_key, good.unit_code, good.kpi_code, good.numerator, good.denominator
    from {{ ref('held_figures') }} as good
    semi join {{ ref('touched_periods') }} as touched on good.period_key = touched.period_key
    where good.kpi_code in (select kpis.kpi_code from {{ ref('dim_kpi') }} as kpis where {{ among }})
{%- endmacro %}
