"""The rest of the small warehouse without a fault: the other sources' facts, the calendar, quarantine and reports."""

GOOD_SOURCES = """
create schema register;

create table core.fct_case_events (
    record_key bigint, portal varchar, case_code varchar, unit_code varchar, occurred_at timestamp,
    source_file varchar, source_line bigint
);
insert into core.fct_case_events values
    (1, 'tinh', 'H09-1', '000.00.17.H09', '2023-09-01 08:00', 'case_events/tinh/a.ndjson', 1),
    (2, 'tinh', 'H09-1', '000.00.17.H09', '2023-09-02 08:00', 'case_events/tinh/a.ndjson', 2);

create table core.fct_ratings (
    record_key bigint, portal varchar, rating_code varchar, case_code varchar, unit_code varchar, score integer,
    is_satisfied boolean, rated_at timestamp, source_file varchar, source_line bigint
);
insert into core.fct_ratings values
    (1, 'tinh', 'D1', 'H09-1', '000.00.17.H09', 4, true, '2023-09-07 08:00', 'ratings/tinh/a.csv', 2),
    (2, 'huyen', 'D1', 'H09-2', '000.00.17.H09', 3, false, '2023-09-07 09:00', 'ratings/huyen/a.csv', 2);

create table core.fct_complaints (
    record_key bigint, portal varchar, complaint_code varchar, unit_code varchar, complaint_group varchar,
    is_about_conduct boolean, received_at timestamp, source_file varchar, source_line bigint
);
insert into core.fct_complaints values
    (1, 'tinh', 'P1', '000.00.17.H09', 'attitude', true, '2023-09-07 08:00', 'complaints/tinh/a.csv', 2),
    (2, 'tinh', 'P2', '000.00.17.H09', null, false, '2023-09-08 08:00', 'complaints/tinh/a.csv', 3);

create table core.fct_counter_visits (
    record_key bigint, portal varchar, visit_code varchar, unit_code varchar, waiting_seconds bigint,
    intake_seconds bigint, ticket_at timestamp, source_file varchar, source_line bigint
);
insert into core.fct_counter_visits values
    (1, 'tinh', 'L1', '000.00.17.H09', 600, 0, '2023-09-07 08:00', 'counter_visits/tinh/a.csv', 2),
    (2, 'tinh', 'L2', '000.00.17.H09', null, null, '2023-09-07 08:05', 'counter_visits/tinh/a.csv', 3);

create table core.fct_staffing (
    record_key bigint, portal varchar, unit_code varchar, month date, counter_officers integer, source_file varchar,
    source_line bigint
);
insert into core.fct_staffing values
    (1, 'tinh', '000.00.17.H09', '2023-08-01', 3, 'staffing/tinh/a.csv', 2),
    (2, 'tinh', '000.00.17.H09', '2023-09-01', 0, 'staffing/tinh/a.csv', 3);

create table core.fct_unit_statistics (
    record_key bigint, portal varchar, unit_code varchar, month date, adults bigint, accounts bigint, users bigint,
    signatures bigint, reports_due bigint, reports_online bigint, source_file varchar, source_line bigint
);
insert into core.fct_unit_statistics values
    (1, 'tinh', '000.00.17.H09', '2023-09-01', 900, 300, 200, 100, 4, 0, 'unit_statistics/tinh/a.xlsx', 6);

create table core.fct_report_06a (
    record_key bigint, portal varchar, unit_code varchar, period_start date, period_end date, received_total bigint,
    received_online bigint, received_counter_post bigint, carried_in bigint, resolved_total bigint,
    resolved_early bigint, resolved_on_time bigint, resolved_late bigint, open_total bigint, open_within_due bigint,
    open_late bigint, source_file varchar, source_line bigint
);
insert into core.fct_report_06a values
    (1, 'huyen', '000.00.17.H09', '2023-09-01', '2023-09-30', 10, 6, 3, 1, 8, 5, 2, 1, 2, 2, 0,
        'report_06a/huyen/a.xlsx', 9);

create table core.dim_date (
    day date, holiday_name varchar, is_working_day boolean, is_public_holiday boolean
);
insert into core.dim_date
    select
        unnest(generate_series(date '2000-01-01', date '2040-12-31', interval 1 day))::date as day,
        case when day = date '2024-01-01' then 'Tết Dương lịch' end,
        isodow(day) < 6 and day <> date '2024-01-01',
        day = date '2024-01-01';

create table core.bridge_unit_plan (unit_code varchar, plan_code varchar);
insert into core.bridge_unit_plan values ('000.00.17.H09', 'campaign_plan');
create table control.touched_periods (period_key varchar);
insert into control.touched_periods values ('2023-09'), ('peak'), ('to_date');
create table kpi.periods (
    period_key varchar, period_type varchar, plan_code varchar, period_start date
);
insert into kpi.periods values
    ('2023-09', 'month', null, '2023-09-01'), ('to_date', 'to_date', null, '2023-09-01'),
    ('peak', 'campaign', 'campaign_plan', '2023-09-01');
create table kpi.unit_targets (period_key varchar, unit_code varchar, kpi_code varchar, target_value double);
insert into kpi.unit_targets values
    ('2023-09', '000.00.17.H09', 'on_time_rate', 95),
    -- Not judged in a campaign of a plan that does not mean it, nor by a KPI that is not published.
    ('peak', '000.00.00.H09', 'on_time_rate', 95), ('2023-09', '000.00.17.H09', 'average_waiting_minutes', 15);

create table marts.kpi_needs (
    period_key varchar, unit_code varchar, kpi_code varchar, outlook varchar, shortfall double
);
insert into marts.kpi_needs values
    ('2023-09', '000.00.17.H09', 'on_time_rate', 'over', 2), ('to_date', '000.00.17.H09', 'overdue_open_cases',
    'reachable', 250);

create table register.targets (
    plan_code varchar, kpi_code varchar, scope_type varchar, scope varchar, valid_from date
);
insert into register.targets values
    ('plan', 'on_time_rate', 'level', 'department', '2023-01-01'), ('plan', 'on_time_rate', 'all', null, '2023-01-01');
create table marts.plan_targets (
    plan_code varchar, kpi_code varchar, scope_type varchar, scope varchar, valid_from date, standing varchar,
    units_meant bigint, units_judged bigint, figures_judged bigint
);
insert into marts.plan_targets values
    ('plan', 'on_time_rate', 'level', 'department', '2023-01-01', 'judges', 1, 1, 1),
    ('plan', 'on_time_rate', 'all', null, '2023-01-01', 'overruled', 2, 0, 0);

create table marts.form_06a as
    select unit_code, '2023-09' as period_key, * exclude (unit_code, record_key, portal, source_file, source_line)
    from core.fct_report_06a;

create table marts.definition_comparison (
    topic varchar, definition varchar, unit_code varchar, period_key varchar, value double
);
insert into marts.definition_comparison values
    ('on_time', 'plan', '000.00.17.H09', '2023-09', 100), ('on_time', 'form', '000.00.17.H09', '2023-09', null);

create table register.row_rules (rule_code varchar, severity varchar);
insert into register.row_rules values ('bad_amount', 'error'), ('unknown_procedure', 'warning');
create table quality.quarantine (source varchar, rule_code varchar, source_file varchar, source_line bigint);
insert into quality.quarantine values ('payments', 'bad_amount', 'payments/tinh/a.csv', 7);

create table quality.reconciliation (
    portal varchar, unit_code varchar, period_start date, period_end date, measure varchar, reported bigint,
    counted bigint, difference bigint, outcome varchar
);
insert into quality.reconciliation values
    ('huyen', '000.00.17.H09', '2023-09-01', '2023-09-30', 'open_total', 2, 2, 0, 'agrees'),
    ('huyen', '000.00.17.H09', '2023-09-01', '2023-09-30', 'identity_3_7_11', 10, 10, 0, 'agrees');

create table control.fct_case_events_change as select record_key from core.fct_case_events;
create table control.fct_ratings_change as select record_key from core.fct_ratings;
create table control.fct_complaints_change as select record_key from core.fct_complaints;
create table control.fct_counter_visits_change as select record_key from core.fct_counter_visits;
create table control.fct_staffing_change as select record_key from core.fct_staffing;
create table control.fct_unit_statistics_change as select record_key from core.fct_unit_statistics;
create table control.fct_report_06a_change as select record_key from core.fct_report_06a;

create table control.clock as
    select date '2023-10-05' as as_of_date, false as is_full, date '2023-10-03' as first_day_over,
        date '2023-10-04' as last_day_over;
create table kpi.kpi_figures as
    select period_key, unit_code, kpi_code, numerator, denominator, subtree_numerator, subtree_denominator,
        target_value, light, data_status, period_start
    from marts.kpi_scoreboard where kpi_code = 'on_time_rate';
create table control.kpi_figures_change as select *, 'after' as side from kpi.kpi_figures;
create table marts.kpi_history as
    select *, '000002' as from_publication, null::varchar as to_publication from kpi.kpi_figures;
insert into marts.kpi_history by name
    select * exclude (numerator) replace ('000001' as from_publication, '000001' as to_publication), 0 as numerator
    from marts.kpi_history where unit_code = '000.00.17.H09';

create table kpi.stock_daily (unit_code varchar, day date);
insert into kpi.stock_daily values ('000.00.17.H09', '2023-09-01'), ('000.00.17.H09', '2023-10-04'),
    ('000.00.00.H09', '2023-10-05');
create table marts.fct_backlog_daily (unit_code varchar, day date, open_cases bigint);
insert into marts.fct_backlog_daily values ('000.00.17.H09', '2023-10-03', 1), ('000.00.17.H09', '2023-10-04', 2);
"""
