{#-
    KPIs that do not add up over days. `stock`: the state at a moment, from daily changes; `distinct_procedures`: numbers
    of different procedures used, `numerator` and `denominator` are columns of kpi.procedure_use;
    `catalogue`: conditions on a version of a procedure; `paid_cases`: different cases with a payment.
-#}
{% macro distinct_procedure_kpis() -%}
    {% do return([
        {'code': 'online_services_active_rate',
         'numerator': 'has_online_case_of_online', 'denominator': 'has_case_of_online'},
        {'code': 'payable_procedures_online_rate',
         'numerator': 'has_fee_payment_on_national_portal', 'denominator': 'has_fee_payment'},
        {'code': 'full_online_paid_online_rate',
         'numerator': 'has_full_online_fee_payment_online', 'denominator': 'has_full_online_fee_payment'},
        {'code': 'online_procedures_used_rate',
         'numerator': 'has_case_of_online', 'denominator': none},
    ]) %}
{%- endmacro %}

{#-
    What a procedure is used for, the columns of kpi.procedure_use: `of` says which fact shows it (a received case, or a
    payment that succeeded, with its case), `sql` is a condition on `cases` and `payments`.
-#}
{% macro procedure_flags() -%}
    {% do return([
        {'name': 'has_case_of_online', 'of': 'cases', 'sql': 'cases.is_online_procedure'},
        {'name': 'has_online_case_of_online', 'of': 'cases', 'sql': 'cases.is_online_procedure and cases.is_online'},
        {'name': 'has_fee_payment', 'of': 'payments', 'sql': 'cases.has_fee'},
        {'name': 'has_fee_payment_on_national_portal', 'of': 'payments',
         'sql': "cases.has_fee and payments.payment_channel = 'national_portal'"},
        {'name': 'has_full_online_fee_payment', 'of': 'payments', 'sql': 'cases.has_fee and cases.is_full_online'},
        {'name': 'has_full_online_fee_payment_online', 'of': 'payments',
         'sql': "cases.has_fee and cases.is_full_online and payments.method = 'online'"},
    ]) %}
{%- endmacro %}

{#- A flag in words and SQL, for dim_kpi: `distinct procedure_code of cases where …`. -#}
{% macro procedure_flag_rule(name) -%}
    {% for flag in procedure_flags() if flag.name == name -%}
        distinct procedure_code of {{ flag.of }} where {{ flag.sql }}
    {%- endfor %}
{%- endmacro %}

{% macro catalogue_kpis() -%}
    {% do return([
        {'code': 'full_online_service_share', 'numerator': 'is_full_online', 'denominator': 'is_online'},
        {'code': 'full_online_eligible_rate',
         'numerator': 'is_full_online_eligible and is_full_online and is_integrated',
         'denominator': 'is_full_online_eligible'},
        {'code': 'online_offered_rate',
         'numerator': 'is_full_online_eligible and is_online', 'denominator': 'is_full_online_eligible'},
        {'code': 'national_portal_integrated_rate',
         'numerator': 'is_full_online and is_integrated', 'denominator': 'is_full_online'},
        {'code': 'procedures_published_rate', 'numerator': 'is_published', 'denominator': 'true'},
        {'code': 'online_procedures_used_rate', 'numerator': none, 'denominator': 'is_online'},
    ]) %}
{%- endmacro %}

{% macro stock_kpis() -%}
    {% do return([
        {'code': 'overdue_open_cases', 'numerator': 'overdue_open', 'denominator': none},
        {'code': 'on_time_rate_766', 'numerator': 'finished_on_time + open_cases - overdue_open',
         'denominator': 'finished + open_cases'},
    ]) %}
{%- endmacro %}

{% macro paid_case_kpis() -%}
    {% do return([
        {'code': 'online_paid_case_rate', 'numerator': "method = 'online'", 'denominator': 'true'},
    ]) %}
{%- endmacro %}

{#- From the monthly registers of a unit (`staffing`, `unit_statistics`). -#}
{% macro monthly_kpis() -%}
    {% do return([
        {'code': 'cases_per_staff_year', 'numerator': 'cases received in the period',
         'denominator': 'counter_officers * days of the month in the period / 365'},
        {'code': 'online_report_rate', 'numerator': 'reports_online', 'denominator': 'reports_due', 'months': 'all'},
        {'code': 'adults_with_account_rate', 'numerator': 'accounts', 'denominator': 'adults', 'months': 'newest'},
        {'code': 'adults_using_rate', 'numerator': 'users', 'denominator': 'adults', 'months': 'newest'},
        {'code': 'adults_with_signature_rate', 'numerator': 'signatures', 'denominator': 'adults',
         'months': 'newest'},
    ]) %}
{%- endmacro %}

{#- The definitions as rows: kpi_code, family, has_weeks, is_closed_before_as_of, scale, day_of, numerator_sql, denominator_sql. -#}
{% macro kpi_rules() -%}
    {%- set rules = [] -%}
    {%- for kpi in additive_kpis() -%}
        {%- do rules.append([kpi.code, 'additive', not kpi.get('from_month', false),
            kpi.get('closed_before_as_of', false), kpi.get('scale', 1), kpi.fact ~ '.' ~ kpi.day,
            ('sum of ' ~ kpi.sum_of ~ ' where ' if kpi.sum_of else '') ~ '(' ~ kpi.among ~ ') and (' ~ kpi.numerator ~ ')',
            '(' ~ kpi.among ~ ') and (' ~ kpi.denominator ~ ')' if kpi.denominator else '']) -%}
    {%- endfor -%}
    {%- for kpi in stock_kpis() -%}
        {%- do rules.append([kpi.code, 'stock', true, false, 1, 'end of period', kpi.numerator, kpi.denominator or '']) -%}
    {%- endfor -%}
    {%- for kpi in paid_case_kpis() -%}
        {%- do rules.append([kpi.code, 'paid_cases', true, false, 1, 'fct_payments.paid_date',
            'distinct case_code where ' ~ kpi.numerator, 'distinct case_code where ' ~ kpi.denominator]) -%}
    {%- endfor -%}
    {%- for kpi in distinct_procedure_kpis() -%}
        {%- do rules.append([kpi.code, 'distinct_procedures', false, false, 1, 'month',
            procedure_flag_rule(kpi.numerator) | trim,
            procedure_flag_rule(kpi.denominator) | trim if kpi.denominator
            else 'distinct procedure_code in force where is_online']) -%}
    {%- endfor -%}
    {%- for kpi in catalogue_kpis() if kpi.numerator -%}
        {%- do rules.append([kpi.code, 'catalogue', false, false, 1, 'period',
            'distinct procedure_code in force where ' ~ kpi.numerator,
            'distinct procedure_code in force where ' ~ kpi.denominator]) -%}
    {%- endfor -%}
    {%- for kpi in monthly_kpis() -%}
        {%- do rules.append([kpi.code, 'monthly', false, false, 1,
            'newest month' if kpi.months == 'newest' else 'month', kpi.numerator, kpi.denominator]) -%}
    {%- endfor -%}
    select * from (values
    {%- for rule in rules %}
        ({{ sql_text(rule[0]) }}, {{ sql_text(rule[1]) }}, {{ rule[2] }}, {{ rule[3] }}, {{ rule[4] }}, {{ sql_text(rule[5]) }},
            {{ sql_text(rule[6]) }}, {{ sql_text(rule[7]) }}){{ ',' if not loop.last }}
    {%- endfor %}
    ) as rules(kpi_code, family, has_weeks, is_closed_before_as_of, scale, day_of, numerator_sql, denominator_sql
    )
{%- endmacro %}
