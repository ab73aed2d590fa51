{#- The form's own identities (Biểu II.06a): a column and the sum that it must equal. -#}
{%- set identities = {
    'identity_3_4_5_6': ['received_total', 'received_online + received_counter_post + carried_in'],
    'identity_7_8_9_10': ['resolved_total', 'resolved_early + resolved_on_time + resolved_late'],
    'identity_11_12_13': ['open_total', 'open_within_due + open_late'],
    'identity_3_7_11': ['received_total', 'resolved_total + open_total'],
} -%}

with

reported as (
    select * from {{ ref('fct_report_06a') }}
),

asked as (
    select distinct unit_code, period_start, period_end from reported
),

{{ form_06a_counted('asked') }},

compared as (
    {%- for measure in form_06a_measures() %}
    select
        reported.portal,
        reported.unit_code,
        '{{ measure }}' as measure,
        reported.source_file,
        reported.source_line,
        reported.{{ measure }}::bigint as reported,
        counted.{{ measure }} as counted,
        reported.period_start,
        reported.period_end
    from reported
    inner join counted
        on
            reported.unit_code = counted.unit_code
            and reported.period_start = counted.period_start
            and reported.period_end = counted.period_end
    union all
    {%- endfor %}
    {%- for identity, sides in identities.items() %}
    select
        portal,
        unit_code,
        '{{ identity }}' as measure,
        source_file,
        source_line,
        ({{ sides[0] }})::bigint as reported,
        ({{ sides[1] }})::bigint as counted,
        period_start,
        period_end
    from reported
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        portal,
        unit_code,
        measure,
        case when reported = counted then 'agrees' else 'differs' end as outcome,
        source_file,
        source_line,
        reported,
        counted,
        reported - counted as difference,
        period_start,
        period_end
    from compared
)

select * from final
