{#-
    Each KPI of cases, payments and steps that adds up over days, defined once (kpi_semantics.md): `fact`, the `day` it
    belongs to, `among` (which rows are looked at), `numerator` and `denominator` as conditions on a row of that fact
    (denominator none: a count). SQL, dim_kpi, the documentation and the page are made from these records.
    `closed_before_as_of`: the day itself must be over before it can be judged. `from_month`: published for months and
    longer. `sum_of`: the numerator sums this column; its component is in seconds, divided by `scale` at the end.
-#}
{% macro additive_kpis() -%}
    {% do return([
        {'code': 'online_case_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online and is_online_procedure', 'denominator': 'is_online_procedure'},
        {'code': 'online_case_rate_all', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online', 'denominator': 'true'},
        {'code': 'remote_case_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': "is_online and filed_by = 'applicant' and is_online_procedure and reports_filed_by",
         'denominator': 'is_online_procedure and reports_filed_by'},
        {'code': 'integrated_online_case_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online and is_online_procedure and is_integrated',
         'denominator': 'is_online_procedure and is_integrated'},
        {'code': 'online_case_rate_766', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online and is_digitised_result is not null'
                      ' and (is_open or (is_finished and is_digitised_result))',
         'denominator': 'is_digitised_result is not null'},
        {'code': 'full_online_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online and is_full_online', 'denominator': 'is_online'},
        {'code': 'online_payment_rate_766', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': "has_fee and reports_payment_flag and not is_free_of_charge"
                      " and payment_flag in ('national_portal', 'local_gateway')",
         'denominator': 'has_fee and reports_payment_flag and not is_free_of_charge'},
        {'code': 'input_digitised_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_digitised_input', 'denominator': 'is_digitised_input is not null'},
        {'code': 'document_reuse_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_returning_applicant and reports_documents and has_reused_documents',
         'denominator': 'is_returning_applicant and reports_documents'},
        {'code': 'essential_online_rate', 'fact': 'case_facts', 'day': 'received_date', 'among': 'is_received',
         'numerator': 'is_online and is_essential', 'denominator': 'is_essential'},
        {'code': 'on_time_rate', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'is_on_time', 'denominator': 'true'},
        {'code': 'result_digitised_rate', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'is_digitised_result', 'denominator': 'is_digitised_result is not null'},
        {'code': 'result_signed_rate', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'is_signed_result', 'denominator': 'is_signed_result is not null'},
        {'code': 'national_portal_synced_rate', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'is_synced', 'denominator': 'is_synced is not null'},
        {'code': 'online_handled_rate', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'has_events and is_handled_electronically', 'denominator': 'has_events'},
        {'code': 'false_closures', 'fact': 'case_facts', 'day': 'finished_date', 'among': 'is_finished',
         'numerator': 'is_handled_after_finish', 'denominator': none},
        {'code': 'apology_compliance_rate', 'fact': 'case_facts', 'day': 'promised_date',
         'among': 'reports_extensions and ((is_finished and finished_date > promised_date) or is_open)',
         'numerator': 'has_valid_apology', 'denominator': 'true', 'closed_before_as_of': true},
        {'code': 'unjustified_extensions', 'fact': 'extension_facts', 'day': 'extended_date', 'among': 'true',
         'numerator': 'true', 'denominator': none},
        {'code': 'online_payment_rate', 'fact': 'fct_payments', 'day': 'paid_date', 'among': 'is_succeeded',
         'numerator': "method = 'online'", 'denominator': 'true'},
        {'code': 'national_portal_payment_rate', 'fact': 'fct_payments', 'day': 'paid_date', 'among': 'is_succeeded',
         'numerator': "payment_channel = 'national_portal'", 'denominator': 'true'},
        {'code': 'satisfaction_rate', 'fact': 'fct_ratings', 'day': 'rated_date', 'among': 'true',
         'numerator': 'is_satisfied', 'denominator': 'true', 'from_month': true},
        {'code': 'complaints', 'fact': 'fct_complaints', 'day': 'received_date', 'among': 'is_about_conduct',
         'numerator': 'true', 'denominator': none, 'from_month': true},
        {'code': 'average_waiting_minutes', 'fact': 'fct_counter_visits', 'day': 'visit_date',
         'among': 'waiting_seconds is not null', 'numerator': 'true', 'sum_of': 'waiting_seconds', 'scale': 60,
         'denominator': 'true', 'from_month': true},
        {'code': 'average_intake_minutes', 'fact': 'fct_counter_visits', 'day': 'visit_date',
         'among': 'intake_seconds is not null', 'numerator': 'true', 'sum_of': 'intake_seconds', 'scale': 60,
         'denominator': 'true', 'from_month': true},
    ]) %}
{%- endmacro %}
