"""Opening the working warehouse; one that cannot be opened is put aside and made again from archive and ledger."""

import time
from pathlib import Path

import duckdb

from orchestration.warehouse.functions import create_functions
from orchestration.warehouse.last_publication import show_nothing
from orchestration.warehouse.person_key import set_person_key

SCHEMAS = ("raw", "control", "register", "staging", "core", "kpi", "quality", "history", "marts", "meta", "readers")

TABLES = (
    """create table if not exists raw.file (
        file_id integer not null, load_seq integer not null, source varchar not null, portal varchar not null,
        contract_id varchar, province_code varchar, window_from date, window_to date, exported_at timestamp,
        source_file varchar not null, sha256 varchar not null, verdict varchar not null, rows_read bigint not null,
        message varchar, arrived_at timestamp not null)""",
    # What in a file is not as its contract says; a rejected file's reason too, where it is one of these.
    """create table if not exists raw.drift (
        file_id integer not null, source_file varchar not null, kind varchar not null, field varchar,
        found varchar, row_count bigint, first_line integer, needs_steward boolean not null,
        message varchar not null)""",
    # How many rows of a file break a quality rule of its contract.
    "create table if not exists raw.measure (file_id integer not null, rule varchar not null, failing bigint not null)",
    """create table if not exists control.run (
        applied_seq integer, target_seq integer, is_full boolean, as_of_setting timestamp,
        previous_as_of timestamp)""",
    # What stewards rejected, a load (no line) or a row: now, when the last publication was made, and what changed.
    """create table if not exists control.rejection (
        load_id varchar not null, member varchar not null, line integer, message varchar not null,
        is_now boolean not null, was_before boolean not null, is_changed boolean not null)""",
    "alter table control.run add column if not exists covered_to date",
    "create table if not exists control.waived_rules (rule_code varchar)",
    # Differences of form 06a that hold their units tonight: of all units, or periods, where there is none.
    """create table if not exists control.raised_difference (
        is_of_form boolean not null, unit_code varchar, period_start date)""",
    "create table if not exists control.built_views (mark varchar)",
    "create table if not exists register.public_holiday (day date, holiday_name varchar)",
    """create table if not exists meta.applied (
        load_seq integer, as_of timestamp, publication_id varchar, reading varchar)""",
    """create table if not exists meta.publication (
        publication_id varchar, as_of timestamp, created_at timestamp, code_version varchar, verdict varchar)""",
    # Empty here: these two live in the publications, each of which takes them over from the one before.
    """create table if not exists history.kpi_history (
        period_key varchar, province_code varchar, unit_code varchar, kpi_code varchar, period_type varchar,
        period_name varchar, light varchar, subtree_light varchar, data_status varchar, from_publication varchar,
        to_publication varchar, numerator double, denominator double, value double, subtree_numerator double,
        subtree_denominator double, subtree_value double, target_value double, period_start date, period_end date)""",
    """create table if not exists history.backlog_daily (
        unit_code varchar, province_code varchar, open_cases bigint, overdue_cases bigint, waiting_cases bigint,
        day date)""",
)

ROW_GROUP_SIZE = 16_384
"""Rows of a row group (DuckDB's own is 122,880): a night appends few rows to each of many wide tables, and a checkpoint
writes the last row group of each anew; it also lets more of a table be passed over."""

CHECKPOINT_THRESHOLD = "1GB"
"""Size of the log at which DuckDB writes a checkpoint by itself; below it there is one a night, when it is closed."""


READERS_SECONDS = 20.0
"""How long a refresh waits for a reader (`motcua status`, `motcua rows`), who holds the warehouse for a moment."""


class LockedWarehouseError(RuntimeError):
    """Another process has the warehouse open."""


def open_warehouse(path: Path, person_key: str) -> duckdb.DuckDBPyConnection:
    """Open `path`, made if missing, with schemas, fixed tables and functions.

    A file that DuckDB cannot read is renamed to `<name>.unreadable` and a new one is begun: all of it can be made
    again. Raises LockedWarehouseError where another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    con = _connect(path)
    for schema in SCHEMAS:
        con.execute(f"create schema if not exists {schema}")
    for table in TABLES:
        con.execute(table)
    show_nothing(con)
    con.execute(f"set temp_directory = '{path.parent / 'spill'}'")
    con.execute("set preserve_insertion_order = false")
    con.execute(f"set checkpoint_threshold = '{CHECKPOINT_THRESHOLD}'")
    create_functions(con)
    set_person_key(con, person_key)
    return con


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    give_up_at = time.monotonic() + READERS_SECONDS
    while True:
        try:
            return _attached(path)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                return _begin_anew(path)
            if time.monotonic() >= give_up_at:
                raise LockedWarehouseError(f"{path} is open in another process: {error}") from error
        except (duckdb.SerializationException, duckdb.InternalException, duckdb.InvalidInputException):
            return _begin_anew(path)
        time.sleep(0.1)


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    """Connect, and attach the database once more with our size of row groups: `connect` does not take it.

    Connections that this process opens later on the same path, such as dbt's, share it.
    """
    con = duckdb.connect(str(path))
    (name,) = con.execute("select current_database()").fetchone() or ("",)
    quoted = str(path).replace("'", "''")
    try:
        con.execute("attach ':memory:' as aside")
        con.execute("use aside")
        con.execute(f'detach "{name}"')
        con.execute(f"attach '{quoted}' as \"{name}\" (row_group_size {ROW_GROUP_SIZE})")
        con.execute(f'use "{name}"')
        con.execute("detach aside")
    except duckdb.Error:
        con.close()
        raise
    return con


def _begin_anew(path: Path) -> duckdb.DuckDBPyConnection:
    path.replace(path.with_name(f"{path.name}.unreadable"))
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    return _attached(path)
