"""A small warehouse to publish from: one partitioned table with its changes, one small one, and a view on the first."""

from pathlib import Path

import duckdb
import pytest

from orchestration.publication import building
from orchestration.publication.tables import PublishedTable

CASES = PublishedTable(
    "marts.fct_cases",
    "core.case_facts",
    ("case_code",),
    month_of="received_date",
    changes="control.case_facts_change",
    as_of_columns=("is_overdue_open",),
    volatile=("loaded_at",),
)
UNITS = PublishedTable("marts.dim_unit", "core.dim_unit", ("unit_code",))
PUBLICATION = PublishedTable(
    "meta.publication", "meta.publication", ("as_of",), volatile=("publication_id", "created_at"), of_audit=True
)
TABLES = (CASES, UNITS, PUBLICATION)

FILL = (
    *(f"create schema {name}" for name in ("core", "marts", "meta", "control")),
    """create table core.case_facts as from (values
        ('A', 'x', 'U1', date '2023-01-05', timestamp '2023-02-01'),
        ('B', 'x', 'U1', date '2023-01-06', timestamp '2023-02-01'),
        ('C', 'x', 'U2', date '2023-02-01', timestamp '2023-02-02'),
        ('D', 'x', 'U2', null, timestamp '2023-02-02')
    ) as facts (case_code, record_key, unit_code, received_date, loaded_at)""",
    "create table control.case_facts_change as select *, null::varchar as side from core.case_facts limit 0",
    "create table core.dim_unit as from (values ('U1', 'Phú Tân'), ('U2', 'Phú Thọ')) as units (unit_code, unit_name)",
    """create table meta.publication as
        select '000001-x' as publication_id, timestamp '2023-03-01' as as_of, timestamp '2026-01-01' as created_at""",
    """create table meta.applied (load_seq integer, as_of timestamp, publication_id varchar, reading varchar)""",
    """create view marts.fct_cases as select case_code, unit_code, received_date, received_date < (
        select as_of from meta.publication) as is_overdue_open from core.case_facts""",
    "create view marts.dim_unit as from core.dim_unit",
)


def open_province(folder: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse of four cases (January, January, February, no day) and two units."""
    con = duckdb.connect(str(folder / "warehouse.duckdb"))
    for statement in FILL:
        con.execute(statement)
    return con


def use_small_tables(patch: pytest.MonkeyPatch) -> None:
    """Let a publication consist of this warehouse's tables."""
    patch.setattr(building, "TABLES", TABLES)
