{{ config(materialized='view') }}

with

units as (
    select distinct unit_code, province_code from {{ ref('dim_unit') }}
),

ancestors as (
    select * from {{ ref('bridge_unit_ancestor') }}
),

periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join {{ ref('touched_periods') }} as touched on periods.period_key = touched.period_key
    where periods.has_targets
),

in_period as (
    select
        periods.period_key,
        statistics.*,
        row_number() over (
            partition by periods.period_key, statistics.unit_code order by statistics.month desc
        ) = 1 as is_newest
    from {{ ref('fct_unit_statistics') }} as statistics
    inner join units on statistics.unit_code = units.unit_code
    inner join periods
        on
            units.province_code = periods.province_code
            and statistics.month <= periods.judged_date
            and last_day(statistics.month) >= periods.period_start
),

current_own as (
    {%- for kpi in monthly_kpis() if kpi.months %}
    select
        period_key,
        unit_code,
        '{{ kpi.code }}' as kpi_code,
        sum({{ kpi.numerator }})::double as numerator,
        sum({{ kpi.denominator }})::double as denominator
    from in_period
    {%- if kpi.months == 'newest' %}
    where is_newest
    {%- endif %}
    group by period_key, unit_code
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

own as (
    {{ with_held('current_own', "kpis.family = 'monthly' and kpis.kpi_code <> 'cases_per_staff_year'") }}
),

-- A unit's statistics describe its whole area: what is below a unit with a row does not count above it again.
covered as (
    select
        own.period_key,
        own.unit_code,
        own.kpi_code,
        min(ancestors.distance) filter (where above.unit_code is not null) as distance_to_next
    from own
    inner join ancestors on own.unit_code = ancestors.unit_code and ancestors.distance > 0
    left join own as above
        on
            ancestors.ancestor_unit_code = above.unit_code
            and own.period_key = above.period_key
            and own.kpi_code = above.kpi_code
    group by own.period_key, own.unit_code, own.kpi_code
),

summed as (
    select
        own.period_key,
        ancestors.ancestor_unit_code as unit_code,
        own.kpi_code,
        sum(own.numerator) as subtree_numerator,
        sum(own.denominator) as subtree_denominator
    from own
    inner join ancestors on own.unit_code = ancestors.unit_code
    left join covered
        on
            own.period_key = covered.period_key
            and own.unit_code = covered.unit_code
            and own.kpi_code = covered.kpi_code
    where covered.distance_to_next is null or ancestors.distance < covered.distance_to_next
    group by own.period_key, ancestors.ancestor_unit_code, own.kpi_code
),

final as (
    select
        summed.period_key,
        summed.unit_code,
        summed.kpi_code,
        coalesce(own.numerator, 0) as numerator,
        coalesce(own.denominator, 0) as denominator,
        summed.subtree_numerator,
        summed.subtree_denominator
    from summed
    left join own
        on
            summed.period_key = own.period_key
            and summed.unit_code = own.unit_code
            and summed.kpi_code = own.kpi_code
)

select * from final
