{#-
    Sources whose records belong to units: where their good records stand, on which day, and how the unit of a faulty
    one is found (its own, or that of its case). `words`: the source as a leader reads it. The catalogue of procedures
    and form 06a belong to no unit's figures: a late one only warns.
-#}
{% macro held_sources() -%}
    {% do return([
        {'source': 'cases', 'words': 'hồ sơ', 'fact': 'fct_cases', 'day': 'received_date',
         'staging': 'stg_cases', 'records': 'case_records', 'of_case': false},
        {'source': 'case_events', 'words': 'tiến độ xử lý', 'fact': 'fct_case_events', 'day': 'occurred_at::date',
         'staging': 'stg_case_events', 'records': 'case_event_records', 'of_case': true},
        {'source': 'payments', 'words': 'thanh toán', 'fact': 'fct_payments',
         'day': 'coalesce(paid_date, created_at::date)',
         'staging': 'stg_payments', 'records': 'payment_records', 'of_case': true},
        {'source': 'ratings', 'words': 'đánh giá', 'fact': 'fct_ratings', 'day': 'rated_date',
         'staging': 'stg_ratings', 'records': 'rating_records', 'of_case': true},
        {'source': 'counter_visits', 'words': 'lượt giao dịch', 'fact': 'fct_counter_visits', 'day': 'visit_date',
         'staging': 'stg_counter_visits', 'records': 'counter_visit_records', 'of_case': false},
        {'source': 'complaints', 'words': 'phản ánh kiến nghị', 'fact': 'fct_complaints', 'day': 'received_date',
         'staging': 'stg_complaints', 'records': 'complaint_records', 'of_case': false},
        {'source': 'staffing', 'words': 'nhân sự một cửa', 'fact': 'fct_staffing', 'day': 'month',
         'staging': 'stg_staffing', 'records': 'staffing_records', 'of_case': false},
        {'source': 'unit_statistics', 'words': 'thống kê đơn vị', 'fact': 'fct_unit_statistics', 'day': 'month',
         'staging': 'stg_unit_statistics', 'records': 'unit_statistic_records', 'of_case': false},
    ]) %}
{%- endmacro %}
