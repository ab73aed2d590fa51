-- Which figures of a held unit stand still: those that are made of the source. A payment, a rating and a step have
-- their unit from their case, so that they stand still with the cases too.
with

kpis as (
    select kpi_code, unnest(string_split(input, ', ')) as source from {{ ref('dim_kpi') }}
    where is_published
),

needs as (
    select kpi_code, source from kpis
    union
    select kpi_code, 'cases' as source from kpis
    where source in ('payments', 'case_events', 'ratings')
),

held as (
    select * from {{ ref('held_units') }}
),

final as (
    select
        held.unit_code,
        needs.kpi_code,
        string_agg(distinct held.held_reason, '; ' order by held.held_reason) as held_reason,
        arg_min(held.held_from_publication, (held.held_since, held.source)) as held_from_publication,
        min(held.held_since) as held_since,
        arg_min(held.good_as_of, (held.held_since, held.source)) as good_as_of
    from held
    inner join needs on held.source = needs.source
    group by held.unit_code, needs.kpi_code
)

select * from final
