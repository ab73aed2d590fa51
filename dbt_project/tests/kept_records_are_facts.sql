{{ config(group='warehouse') }}
-- One kept record a key, and one fact a kept record: nothing is lost or doubled between fates and facts. Keys are
-- looked at where they were touched, numbers everywhere.
{%- set facts = {
    'case_records': ['fct_cases', 'touched_cases'],
    'case_event_records': ['fct_case_events', 'touched_case_events'],
    'payment_records': ['fct_payments', 'touched_payments'],
    'rating_records': ['fct_ratings', 'touched_ratings'],
    'complaint_records': ['fct_complaints', 'touched_complaints'],
    'counter_visit_records': ['fct_counter_visits', 'touched_counter_visits'],
    'staffing_records': ['fct_staffing', 'touched_staffing'],
    'unit_statistic_records': ['fct_unit_statistics', 'touched_unit_statistics'],
} %}

with

twice_kept as (
    {%- for records, places in facts.items() %}
    select '{{ records }}' as records, records.record_key as natural_key, count(*) as kept, 1 as allowed
    from {{ ref(records) }} as records
    semi join {{ ref(places[1]) }} as touched on records.record_key = touched.record_key
    where records.fate = 'kept'
    group by records.record_key
    having count(*) > 1
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

numbers as (
    {%- for records, places in facts.items() %}
    select
        '{{ records }}' as records,
        count(*) as kept,
        (select count(*) from {{ ref(places[0]) }}) as facts
    from {{ ref(records) }}
    where fate = 'kept'
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select * from twice_kept
    union all
    select records, null as natural_key, kept, facts as allowed
    from numbers
    where kept <> facts
)

select * from final
