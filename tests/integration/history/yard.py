"""One archive and one warehouse in which nights can be run, again and again, as cheaply as dbt allows.

A night here is that of the product (`Night.land`, `load`, `transform`, publication) but for the audit, whose answers
are no part of the history core: the candidate counts as passed.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.publication.publishing import Publication
from orchestration.publication.tables import TABLES
from orchestration.quality.audit import Audit
from orchestration.quality.gate import Verdict
from orchestration.quality.results import write_results
from orchestration.refresh.night import Night
from orchestration.settings import PROJECT_ROOT, load_settings

from .exports import Export

PASSED = Audit((), Verdict(passed=True, blocking=(), missing=(), counts={}))
COMPARED_SCHEMAS = ("core", "kpi", "quality", "meta")
ARRIVAL_COLUMNS = ("file_id", "winner_file_id", "load_seq", "arrived_at", "loaded_at", "found_at", "created_at")
"""Columns that tell when or as which arrival; the other columns depend on the set of files only."""


class Yard:
    """A place for scenarios. The paths stay the same, so that dbt parses the project once for all of them."""

    def __init__(self, root: Path) -> None:
        """`root`: an empty folder."""
        self.root = root
        self.settings = load_settings(
            raw_dir=root / "raw",
            warehouse_dir=root / "warehouse",
            contracts_dir=PROJECT_ROOT / "raw" / "contracts",
            pii_key="a key of the tests only",
        )

    def clear(self) -> None:
        """Forget all files and the warehouse; keep what dbt has parsed."""
        shutil.rmtree(self.settings.raw_dir, ignore_errors=True)
        self.forget_warehouse()

    def forget_warehouse(self) -> None:
        """Throw away what can be made again: warehouse, publications, state."""
        for path in (*self.root.glob("warehouse/warehouse.duckdb*"), self.settings.state_file):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.settings.published, ignore_errors=True)

    def deliver(self, exports: Iterable[Export]) -> None:
        """Put files into the inbox, the last of a path wins."""
        for export in exports:
            path = self.settings.inbox / export.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(export.content())

    def night(self, exports: Iterable[Export] = (), *, full: bool = False, as_of: datetime | None = None) -> Publication:
        """Deliver and run one night to its publication."""
        self.deliver(exports)
        night = Night(self.settings.model_copy(update={"as_of": as_of}), full=full)
        try:
            night.land()
            night.load()
            night.transform()
            write_results(night.con, (), "test")
            return night.publish(PASSED)
        finally:
            night.close()

    def set_aside(self, name: str) -> Path:
        """Move the warehouse away, for a comparison; the next night begins a new one."""
        kept = self.root / f"{name}.duckdb"
        self.settings.warehouse_file.replace(kept)
        self.forget_warehouse()
        return kept


def content_hashes(publication: Publication) -> dict[str, str]:
    """The content hash of each published table."""
    tables: Mapping[str, Mapping[str, str]] = publication.manifest["tables"]
    return {name: table["content_sha256"] for name, table in tables.items()}


def differences(left: Path, right: Path, *, arrivals_too: bool) -> list[str]:
    """What differs between two warehouses, a line a table: rows that only one of them has.

    `arrivals_too`: also the columns that tell as which arrival a row came.
    """
    with duckdb.connect() as con:
        con.execute(f"attach '{left}' as left_one (read_only)")
        con.execute(f"attach '{right}' as right_one (read_only)")
        return [line for table in _tables(con) for line in _differing(con, table, arrivals_too)]


def _tables(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    rows = con.execute(
        "select distinct schema_name, table_name from duckdb_tables()"
        " where database_name in ('left_one', 'right_one') and list_contains($1, schema_name)"
        " and (schema_name, table_name) not in (('meta', 'applied'), ('meta', 'publication'))"
        " order by schema_name, table_name",
        [list(COMPARED_SCHEMAS)],
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def _differing(con: duckdb.DuckDBPyConnection, table: tuple[str, str], arrivals_too: bool) -> list[str]:
    name = ".".join(table)
    described = con.execute(f"describe left_one.{name}").fetchall()
    columns = [row[0] for row in described if arrivals_too or row[0] not in ARRIVAL_COLUMNS]
    listed = ", ".join(f'"{column}"' for column in columns)
    lines = []
    for one, other in (("left_one", "right_one"), ("right_one", "left_one")):
        found = con.execute(
            f"select {listed} from {one}.{name} except all select {listed} from {other}.{name} limit 3"
        ).fetchall()
        lines += [f"{name}, only in {one}: {dict(zip(columns, row, strict=True))}" for row in found]
    return lines
