{#- With the database, or dbt finds nothing; no ref, for the figures are made from these periods. -#}
{%- set scoreboard = adapter.get_relation(target.database, 'kpi', 'kpi_figures') if execute -%}

with

run as (
    select * from {{ ref('clock') }}
),

periods as (
    select * from {{ ref('periods') }}
),

touched_days as (
    select distinct units.province_code, touched.day
    from {{ ref('touched_unit_days') }} as touched
    inner join {{ ref('dim_unit') }} as units on touched.unit_code = units.unit_code
    union
    select distinct units.province_code, touched.slice_start as day
    from {{ ref('touched_unit_slices') }} as touched
    inner join {{ ref('dim_unit') }} as units on touched.unit_code = units.unit_code
),

-- A case open on one day is open on the next: a change in the stock reaches every later period's end.
stock_from as (
    select units.province_code, min(changed.day) as first_date
    from {{ changes_of('stock_daily') }} as changed
    inner join {{ ref('dim_unit') }} as units on changed.unit_code = units.unit_code
    group by units.province_code
),

procedures_from as (
    select province_code, min(valid_from) as first_date
    from {{ changes_of('dim_procedure') }}
    group by province_code
),

-- Who begins or ceases to be held has other figures in every period.
held_in as (
    select distinct units.province_code
    from {{ changes_of('held_units') }} as changed
    inner join {{ ref('dim_unit') }} as units on changed.unit_code = units.unit_code
),

final as (
    select periods.period_key
    from periods
    cross join run
    left join stock_from on periods.province_code = stock_from.province_code
    left join procedures_from on periods.province_code = procedures_from.province_code
    where
        run.is_full
        or periods.period_end >= coalesce(least(run.previous_as_of::date, run.as_of_date), date '1900-01-01')
        or periods.province_code in (select held_in.province_code from held_in)
        or periods.period_end >= stock_from.first_date
        or periods.period_end >= procedures_from.first_date
        or exists (
            select 1
            from touched_days
            where
                touched_days.province_code = periods.province_code
                and touched_days.day between date_trunc('month', periods.period_start) and periods.period_end
        )
    {%- if scoreboard %}
    union
    -- A new first case opens periods in which nothing need have happened, yet targets apply.
    select periods.period_key
    from periods
    anti join kpi.kpi_figures as figures on periods.period_key = figures.period_key
    union
    select distinct figures.period_key
    from kpi.kpi_figures as figures
    anti join periods on figures.period_key = periods.period_key
    {%- endif %}
)

select * from final
-- depends_on: {{ ref('stock_daily') }}, {{ ref('component_daily') }}, {{ ref('procedure_use') }}
-- depends_on: {{ ref('held_units') }}
