-- The last good components of what is held, from the publication that readers see.
with

held as (
    select unit_code, kpi_code from {{ ref('held_kpis') }}
),

last_publication as (
    select publication_id from {{ source('readers', 'publication') }}
),

final as (
    select
        figures.period_key,
        figures.unit_code,
        figures.kpi_code,
        coalesce(figures.held_from_publication, last_publication.publication_id) as held_from_publication,
        figures.numerator,
        figures.denominator
    from {{ source('readers', 'figures') }} as figures
    semi join held on figures.unit_code = held.unit_code and figures.kpi_code = held.kpi_code
    cross join last_publication
    where figures.data_status = 'published' or figures.held_from_publication is not null
)

select * from final
