"""Opening the working warehouse; one that cannot be opened is put aside and made again from archive and ledger."""

from pathlib import Path

import duckdb

from orchestration.warehouse.functions import create_functions
from orchestration.warehouse.person_key import set_person_key

SCHEMAS = ("raw", "control", "register", "staging", "core", "kpi", "quality", "marts", "meta")

TABLES = (
    """create table if not exists raw.file (
        file_id integer not null, load_seq integer not null, source varchar not null, portal varchar not null,
        contract_id varchar, province_code varchar, window_from date, window_to date, exported_at timestamp,
        source_file varchar not null, sha256 varchar not null, verdict varchar not null, rows_read bigint not null,
        message varchar, arrived_at timestamp not null)""",
    """create table if not exists raw.contract (
        contract_id varchar, source varchar, reports varchar[], case_code_patterns varchar[],
        placeholders varchar[])""",
    """create table if not exists raw.contract_field (
        contract_id varchar, position integer, name varchar, kind varchar, parent varchar, codes varchar,
        absent varchar, formats varchar, separator varchar, is_twelve_hour boolean)""",
    # What in a file is not as its contract says; a rejected file's reason too, where it is one of these.
    """create table if not exists raw.drift (
        file_id integer not null, source_file varchar not null, kind varchar not null, field varchar,
        found varchar, row_count bigint, first_line integer, needs_steward boolean not null,
        message varchar not null)""",
    """create table if not exists control.run (
        applied_seq integer, target_seq integer, is_full boolean, as_of_setting timestamp,
        previous_as_of timestamp)""",
    "create table if not exists register.public_holiday (day date, holiday_name varchar)",
    """create table if not exists meta.applied (
        load_seq integer, as_of timestamp, publication_id varchar, reading varchar)""",
    """create table if not exists meta.publication (
        publication_id varchar, as_of timestamp, created_at timestamp, code_version varchar, verdict varchar)""",
)


class LockedWarehouseError(RuntimeError):
    """Another process has the warehouse open."""


def open_warehouse(path: Path, person_key: str) -> duckdb.DuckDBPyConnection:
    """Open `path`, made if missing, with schemas, fixed tables and functions.

    A file that DuckDB cannot read is renamed to `<name>.unreadable` and a new one is begun: all of it can be made
    again. Raises LockedWarehouseError where another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise LockedWarehouseError(f"{path} is open in another process: {error}") from error
        con = _begin_anew(path)
    except (duckdb.SerializationException, duckdb.InternalException, duckdb.InvalidInputException):
        con = _begin_anew(path)
    for schema in SCHEMAS:
        con.execute(f"create schema if not exists {schema}")
    for table in TABLES:
        con.execute(table)
    con.execute(f"set temp_directory = '{path.parent / 'spill'}'")
    con.execute("set preserve_insertion_order = false")
    create_functions(con)
    set_person_key(con, person_key)
    return con


def _begin_anew(path: Path) -> duckdb.DuckDBPyConnection:
    path.replace(path.with_name(f"{path.name}.unreadable"))
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    return duckdb.connect(str(path))
