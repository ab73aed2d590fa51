{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code', 'day'], touched_by='control.touched_unit_days', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}

{%- set groups = {} -%}
{%- for kpi in additive_kpis() -%}
    {%- do groups.setdefault(kpi.fact ~ '__' ~ kpi.day, []).append(kpi) -%}
{%- endfor %}

with

touched as (
    select * from {{ ref('touched_unit_days') }}
),
{% for group, kpis in groups.items() %}
{{ group }} as (
    select
        facts.unit_code,
        facts.{{ kpis[0].day }} as day,
        {%- for kpi in kpis %}
        {%- if kpi.sum_of %}
        coalesce(sum({{ kpi.sum_of }}) filter (where {{ kpi.among }}), 0)::bigint as {{ kpi.code }}_numerator,
        {%- else %}
        count(*) filter (where ({{ kpi.among }}) and ({{ kpi.numerator }})) as {{ kpi.code }}_numerator,
        {%- endif %}
        {%- if kpi.denominator %}
        count(*) filter (where ({{ kpi.among }}) and ({{ kpi.denominator }})) as {{ kpi.code }}_denominator
        {%- else %}
        cast(null as bigint) as {{ kpi.code }}_denominator
        {%- endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref(kpis[0].fact) }} as facts
    {%- if is_incremental() %}
    semi join touched on facts.unit_code = touched.unit_code and facts.{{ kpis[0].day }} = touched.day
    {%- endif %}
    where facts.{{ kpis[0].day }} is not null
    group by facts.unit_code, facts.{{ kpis[0].day }}
),
{% endfor %}
final as (
    {%- for group, kpis in groups.items() %}
    {%- set outer = loop %}
    {%- for kpi in kpis %}
    select
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        {{ kpi.code }}_numerator as numerator,
        {{ kpi.code }}_denominator as denominator,
        day
    from {{ group }}
    where {{ kpi.code }}_numerator <> 0 or {{ kpi.code }}_denominator <> 0
    {% if not (loop.last and outer.last) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}
)

select * from final
