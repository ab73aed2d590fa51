{#- Each source: its staging model, its model of fates, and which staged column is its natural key for a steward. -#}
{% macro sources_with_fates() -%}
    {% do return([
        {'source': 'cases', 'staging': 'stg_cases', 'records': 'case_records', 'key': 'case_code'},
        {'source': 'case_events', 'staging': 'stg_case_events', 'records': 'case_event_records', 'key': 'case_code'},
        {'source': 'payments', 'staging': 'stg_payments', 'records': 'payment_records', 'key': 'payment_code'},
        {'source': 'procedures', 'staging': 'stg_procedures', 'records': 'procedure_records',
         'key': 'procedure_code'},
        {'source': 'ratings', 'staging': 'stg_ratings', 'records': 'rating_records', 'key': 'rating_code'},
        {'source': 'counter_visits', 'staging': 'stg_counter_visits', 'records': 'counter_visit_records',
         'key': 'visit_code'},
        {'source': 'complaints', 'staging': 'stg_complaints', 'records': 'complaint_records',
         'key': 'complaint_code'},
        {'source': 'staffing', 'staging': 'stg_staffing', 'records': 'staffing_records', 'key': 'unit_code'},
        {'source': 'unit_statistics', 'staging': 'stg_unit_statistics', 'records': 'unit_statistic_records',
         'key': 'unit_code'},
        {'source': 'report_06a', 'staging': 'stg_report_06a', 'records': 'report_06a_records', 'key': 'unit_code'},
    ]) %}
{%- endmacro %}
