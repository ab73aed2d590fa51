"""A small warehouse without a fault: the audited tables, two or three rows each, written by hand."""

import duckdb

from .good_sources import GOOD_SOURCES

GOOD_WAREHOUSE = """
create schema raw; create schema core; create schema control; create schema kpi; create schema marts;
create schema meta; create schema quality;

create table core.dim_unit (
    unit_key varchar, unit_code varchar, unit_name varchar, unit_level varchar, parent_unit_code varchar,
    is_current boolean, valid_from date, valid_to date
);
insert into core.dim_unit values
    ('000.00.00.H09@1', '000.00.00.H09', 'Tỉnh Bình Dương', 'province', null, true, '1900-01-01', null),
    ('000.00.17.H09@1', '000.00.17.H09', 'Sở Xây dựng', 'department', '000.00.00.H09', false,
        '1900-01-01', '2023-06-30'),
    ('000.00.17.H09@2', '000.00.17.H09', 'Sở Xây dựng', 'department', '000.00.00.H09', true, '2023-07-01',
    null);

create table core.dim_procedure (
    procedure_key varchar, province_code varchar, procedure_code varchar, procedure_name varchar,
    service_level varchar, valid_from date, valid_to date
);
insert into core.dim_procedure values
    ('p1@2020', '000.00.00.H09', '1.004616', 'Cấp giấy phép', 'partly_online', '2020-01-01', '2023-08-31'),
    ('p1@2023', '000.00.00.H09', '1.004616', 'Cấp giấy phép', 'full_online', '2023-09-01', null),
    ('p2@2020', '000.00.00.H09', '2.000001', 'Xác nhận', 'information', '2020-01-01', '2021-01-01');
create table control.dim_procedure_change as select *, 'after' as side from core.dim_procedure;

create table core.dim_kpi (kpi_code varchar, value_unit varchar, better varchar, is_published boolean);
insert into core.dim_kpi values
    ('on_time_rate', 'percent', 'higher', true), ('overdue_open_cases', 'cases', 'lower', true),
    ('average_waiting_minutes', 'minutes', 'lower', false);

create table core.fct_cases (
    case_code varchar, portal varchar, province_code varchar, unit_code varchar, procedure_code varchar,
    channel varchar, status varchar, applicant_key varchar, received_at timestamp, due_at timestamp,
    finished_at timestamp, returned_at timestamp, is_online boolean, is_on_time boolean, load_id bigint,
    source_file varchar, source_line bigint, is_due_by_moment boolean default false
);
insert into core.fct_cases (
    case_code, portal, province_code, unit_code, procedure_code, channel, status, applicant_key, received_at, due_at,
    finished_at, returned_at, is_online, is_on_time, load_id, source_file, source_line
) values
    ('H09-1', 'tinh', '000.00.00.H09', '000.00.17.H09', '1.004616', 'online', 'returned',
        'a3f0c2', '2023-09-01 08:00', '2023-09-05 17:00', '2023-09-05 18:00', '2023-09-06 09:00', true, true,
        1, 'cases/tinh/a.ndjson', 1),
    ('H09-2', 'tinh', '000.00.00.H09', '000.00.17.H09', '1.004616', 'counter', 'processed',
        null, '2023-09-01 08:00', '2023-09-04 17:00', '2023-09-05 08:00', null, false, false,
        1, 'cases/tinh/a.ndjson', 2),
    ('H09-3', 'huyen', '000.00.00.H09', '000.00.17.H09', null, 'post', 'registered',
        'b7', null, null, null, null, false, null, 2, 'cases/huyen/b.xlsx', 9);
create table control.fct_cases_change as select *, 'after' as side from core.fct_cases;

create table core.fct_payments (
    payment_code varchar, portal varchar, case_code varchar, unit_code varchar, procedure_code varchar,
    fee_kind varchar, amount bigint, method varchar, payment_channel varchar, status varchar,
    created_at timestamp, paid_at timestamp, load_id bigint, source_file varchar, source_line bigint
);
insert into core.fct_payments values
    ('G1', 'tinh', 'H09-1', '000.00.17.H09', '1.004616', 'charge', 150000, 'online', 'national_portal',
        'succeeded', '2023-09-01 08:00', '2023-09-01 08:01', 1, 'payments/tinh/a.csv', 2),
    ('G1', 'huyen', 'H09-2', '000.00.17.H09', '1.004616', 'fee', 0, 'cash', 'counter',
        'pending', '2023-09-01 08:00', null, 1, 'payments/huyen/a.csv', 3);
create table control.fct_payments_change as select *, 'after' as side from core.fct_payments;

create table kpi.component_daily (
    unit_code varchar, kpi_code varchar, numerator bigint, denominator bigint, day date
);
insert into kpi.component_daily values
    ('000.00.17.H09', 'on_time_rate', 1, 2, '2023-09-05'),
    ('000.00.17.H09', 'overdue_open_cases', 3, null, '2023-09-05'),
    ('000.00.17.H09', 'average_waiting_minutes', 30, 2, '2023-09-05');
create table control.component_daily_change as select *, 'after' as side from kpi.component_daily;

create table marts.kpi_scoreboard (
    unit_code varchar, unit_name varchar, kpi_code varchar, period_type varchar, period_start date,
    period_end date, value_unit varchar, numerator bigint, denominator bigint, value double,
    achievement double, light varchar, rank_in_level bigint, data_status varchar, held_reason varchar,
    subtree_numerator bigint, subtree_denominator bigint, subtree_value double, subtree_achievement double,
    subtree_light varchar, unit_level varchar, period_key varchar, target_value double
);
insert into marts.kpi_scoreboard values
    ('000.00.17.H09', 'Sở Xây dựng', 'on_time_rate', 'month', '2023-09-01', '2023-09-30', 'percent',
        1, 3, 100.0 / 3, 35.0, 'red', 1, 'published', null, 1, 3, 100.0 / 3, 35.0, 'red', 'department', '2023-09', 95),
    ('000.00.00.H09', 'Tỉnh Bình Dương', 'on_time_rate', 'month', '2023-09-01', '2023-09-30', 'percent',
        0, 0, null, null, 'no_data', null, 'published', null, 1, 3, 100.0 / 3, null, 'no_target',
        'province', '2023-09', null),
    ('000.00.17.H09', 'Sở Xây dựng', 'overdue_open_cases', 'to_date', '2023-09-01', '2023-09-30', 'cases',
        250, null, 250, 0, 'red', null, 'held', 'sample', 250, null, 250, 0, 'red', 'department', 'to_date', 0);

create table control.files (
    file_id integer, source varchar, portal varchar, window_from date, window_to date, exported_at timestamp,
    outcome varchar, is_live boolean
);
insert into control.files values
    (1, 'cases', 'tinh', '2023-09-01', '2023-09-01', '2023-09-02 01:00', 'loaded', true),
    (2, 'cases', 'huyen', '2023-09-01', '2023-09-01', '2023-09-02 01:00', 'replaced', false),
    (3, 'cases', 'huyen', '2023-09-02', '2023-09-02', '2023-09-03 01:00', 'rejected', false),
    (4, 'cases', 'huyen', '2023-09-02', '2023-09-02', '2023-09-03 02:00', 'loaded', true),
    (5, 'cases', 'huyen', '2023-09-03', '2023-09-03', '2023-09-04 01:00', 'rejected', false);
insert into control.files
select 10 + week, 'cases', 'tinh', (date '2023-09-04' + (7 * week)::integer), (date '2023-09-04' + (7 * week)::integer),
    timestamp '2023-10-20 01:00', 'loaded', true
from range(6) as weeks(week);
insert into control.files values
    (20, 'cases', 'tinh', '2023-09-10', '2023-09-10', '2023-10-20 01:00', 'loaded', true);
create table raw.file (
    file_id integer, source varchar, portal varchar, window_from date, window_to date, exported_at timestamp,
    source_file varchar, rows_read bigint
);
insert into raw.file
select file_id, source, portal, window_from, window_to, exported_at,
    'cases/tinh/' || strftime(window_from, '%Y%m%d'), case file_id when 20 then 1 else 40 end
from control.files where file_id >= 10;
create table quality.unit_faults (
    rule_code varchar, unit_code varchar, source varchar, portal varchar, is_waived boolean
);
create table quality.held_units (
    unit_code varchar, source varchar, held_reason varchar, held_from_publication varchar, held_since date,
    good_as_of timestamp
);
create table quality.figure_jumps (
    period_key varchar, unit_code varchar, kpi_code varchar, period_name varchar, part varchar, is_remade boolean,
    value_before double, value_now double, explained double
);
create table quality.portal_freshness (source varchar, portal varchar, status varchar, newest_exported_at timestamp);
insert into quality.portal_freshness values
    ('cases', 'tinh', 'on_time', '2023-09-02 01:00'), ('cases', 'huyen', 'on_time', '2023-09-02 01:00');
create table raw.drift (
    file_id integer, source_file varchar, kind varchar, field varchar, found varchar,
    row_count bigint, first_line integer,
    needs_steward boolean, message varchar
);
insert into raw.drift values
    (1, 'cases/tinh/a.ndjson', 'column_added', null, null, null, null, false, 'field X was not read'),
    (2, 'cases/huyen/b.csv', 'column_missing', 'officer', null, null, null, true, 'of a file that was replaced'),
    (3, 'cases/huyen/c.csv', 'column_missing', 'status', null, null, null, true, 'of a file that came again');

create table meta.loads (
    load_id bigint, source varchar, portal varchar, window_from date, window_to date, exported_at timestamp,
    rows_read bigint, rows_kept bigint, rows_quarantined bigint, rows_superseded bigint,
    rows_duplicate bigint, outcome varchar, message varchar
);
insert into meta.loads values
    (1, 'cases', 'tinh', '2023-09-01', '2023-09-01', '2023-09-02 01:00', 10, 6, 2, 1, 1, 'loaded', null),
    (2, 'cases', 'huyen', '2023-09-01', '2023-09-01', '2023-09-02 01:00', 4, 0, 0, 4, 0, 'replaced', null),
    (3, 'staffing', 'tinh', '2023-01-01', '2023-01-31', '2023-02-01 01:00', 5, 5, 0, 0, 0, 'loaded', null);
"""


class GoodWarehouse:
    """The warehouse on `con`, which tests may spoil: `restore` makes it good again in a few milliseconds."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        con.execute(GOOD_WAREHOUSE + GOOD_SOURCES)
        con.execute("attach ':memory:' as pristine; copy from database memory to pristine")
        found = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'pristine'"
        )
        self.tables = [name for (name,) in found.fetchall()]

    def restore(self) -> None:
        for table in self.tables:
            self.con.execute(f"create or replace table {table} as from pristine.{table}")
