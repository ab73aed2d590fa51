{{ config(
    materialized='incremental', incremental_strategy='touched',
    touched_key=['unit_code'], touched_by='core.dim_unit', records_changes=true,
    post_hook="{{ prepare_changes() }}",
) }}
-- Units whose figures of a source stay as they were last good, and since when.
with

run as (
    select as_of_date from {{ ref('clock') }}
),

faults as (
    select * from {{ ref('unit_faults') }}
    where not is_waived
),

before as (
    select * from {{ source('readers', 'holds') }}
),

last_publication as (
    select * from {{ source('readers', 'publication') }}
),

held as (
    select unit_code, source, string_agg(distinct reason, '; ' order by reason) as held_reason
    from faults
    group by unit_code, source
),

-- A unit that no publication knows has no good figure to keep.
published_units as (
    select distinct figures.unit_code
    from {{ source('readers', 'figures') }} as figures
    semi join held on figures.unit_code = held.unit_code
),

final as (
    select
        held.unit_code,
        held.source,
        held.held_reason,
        case
            when before.unit_code is not null then before.held_from_publication
            when published_units.unit_code is not null then last_publication.publication_id
        end as held_from_publication,
        coalesce(before.held_since, run.as_of_date) as held_since,
        case
            when before.unit_code is not null then before.good_as_of
            when published_units.unit_code is not null then last_publication.as_of
        end as good_as_of
    from held
    cross join run
    left join before on held.unit_code = before.unit_code and held.source = before.source
    left join published_units on held.unit_code = published_units.unit_code
    left join last_publication on true
)

select * from final
