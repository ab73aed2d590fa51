{%- set sums = additive_kpis() | selectattr('sum_of') | map(attribute='code') | join("', '") -%}
-- Own figures that moved against the last publication by more than the night's rows explain: a row that came can add
-- one, a row that went can take one away (docs/decisions/0013-figure-jumps.md).
with

run as (
    select * from {{ ref('clock') }}
),

kpis as (
    select * from {{ ref('dim_kpi') }}
    where is_published and family in ('additive', 'stock', 'paid_cases')
),

published as (
    select * from {{ source('readers', 'figures') }}
),

-- A period that was not published, or began on another day (`to_date`), has no figure to be compared with.
periods as (
    select periods.*
    from {{ ref('periods') }} as periods
    semi join published
        on periods.period_key = published.period_key and periods.period_start = published.period_start
),

held_before as (
    select distinct unit_code from {{ source('readers', 'holds') }}
),

-- What was held or is held now stands still on purpose, and may take any step when it is released.
compared as (
    select
        touched.period_key,
        touched.unit_code,
        touched.kpi_code,
        coalesce(published.numerator, 0) as numerator_before,
        coalesce(figures.numerator, 0) as numerator_now,
        coalesce(published.denominator, 0) as denominator_before,
        coalesce(figures.denominator, 0) as denominator_now
    from {{ ref('touched_figures') }} as touched
    left join {{ ref('kpi_figures') }} as figures
        on
            touched.period_key = figures.period_key
            and touched.unit_code = figures.unit_code
            and touched.kpi_code = figures.kpi_code
    left join published
        on
            touched.period_key = published.period_key
            and touched.unit_code = published.unit_code
            and touched.kpi_code = published.kpi_code
    left join held_before on touched.unit_code = held_before.unit_code
    where
        coalesce(figures.data_status, 'published') = 'published'
        and coalesce(
            published.data_status, case when held_before.unit_code is null then 'published' else 'held' end
        ) = 'published'
),

parts as (
    select
        period_key, unit_code, kpi_code, 'numerator' as part, numerator_before as value_before,
        numerator_now as value_now
    from compared
    union all
    select
        period_key, unit_code, kpi_code, 'denominator' as part, denominator_before as value_before,
        denominator_now as value_now
    from compared
),

moved as (
    select
        parts.*,
        periods.period_name,
        periods.period_start,
        periods.judged_date,
        kpis.family,
        case
            when parts.part = 'numerator' and parts.kpi_code in ('{{ sums }}') then parts.kpi_code else kpis.day_of
        end as counted_by
    from parts
    inner join kpis on parts.kpi_code = kpis.kpi_code
    inner join periods on parts.period_key = periods.period_key
    where abs(parts.value_now - parts.value_before) > 1e-6
),

final as (
    select
        moved.period_key,
        moved.unit_code,
        moved.kpi_code,
        moved.period_name,
        moved.part,
        run.is_full as is_remade,
        moved.value_before,
        moved.value_now,
        coalesce(
            sum(case when moved.value_now > moved.value_before then night.gained else night.lost end), 0
        ) as explained
    from moved
    cross join run
    left join {{ ref('night_rows') }} as night
        on
            moved.unit_code = night.unit_code
            and moved.counted_by = night.counted_by
            and moved.judged_date >= night.day
            and (moved.period_start <= night.day or moved.family = 'stock')
    group by all
    having abs(moved.value_now - moved.value_before) > explained + 1e-6
)

select * from final
