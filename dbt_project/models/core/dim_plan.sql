with

final as (
    select
        plan_code,
        plan_number,
        title_en,
        issuer_unit_code,
        report_cadence,
        plan_file,
        issued::date as issued_date,
        valid_from::date as valid_from,
        valid_to::date as valid_to
    from {{ ref('plans') }}
)

select * from final
