{#-
    What is counted in more than one official way: by the plan, by the index of Quyết định 766/QĐ-TTg, by Biểu II.06a.
    `kpi_code` where the catalogue has it; else numerator and denominator as columns of the form.
-#}
{% macro compared_definitions() -%}
    {% do return([
        {'topic': 'online_cases', 'definition': 'plan', 'kpi_code': 'online_case_rate'},
        {'topic': 'online_cases', 'definition': 'index_766', 'kpi_code': 'online_case_rate_766'},
        {'topic': 'online_cases', 'definition': 'form_06a', 'numerator': 'received_online',
         'denominator': 'received_online + received_counter_post'},
        {'topic': 'on_time', 'definition': 'plan', 'kpi_code': 'on_time_rate'},
        {'topic': 'on_time', 'definition': 'index_766', 'kpi_code': 'on_time_rate_766'},
        {'topic': 'on_time', 'definition': 'form_06a', 'numerator': 'resolved_early + resolved_on_time',
         'denominator': 'resolved_total'},
        {'topic': 'online_payments', 'definition': 'plan', 'kpi_code': 'online_payment_rate'},
        {'topic': 'online_payments', 'definition': 'index_766', 'kpi_code': 'online_payment_rate_766'},
    ]) %}
{%- endmacro %}
