"""One archive and one warehouse in which nights can be run again and again, as cheaply as can be.

A night here is that of the product (landing, loading, models, publication) but for the audit, whose answers are no
part of the history core (the candidate counts as passed), and for the page.
"""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.publication import publishing
from orchestration.publication.publishing import Publication, set_candidate
from orchestration.publication.tables import TABLES
from orchestration.quality.gate import Audit, decide
from orchestration.quality.results import write_results
from orchestration.refresh.fingerprint import code_version
from orchestration.refresh.night import Night
from orchestration.settings import PROJECT_ROOT, load_settings

from .exports import Export
from .script import Script, recording, script_of

PERSON_KEY = "a key of the tests only"
PASSED = Audit((), decide([], []))


@dataclass(frozen=True, slots=True)
class Scripts:
    """What dbt says in a run of everything and in an incremental one."""

    whole: Script
    incremental: Script


class Yard:
    """A place for scenarios.

    While `by_dbt` holds, dbt itself builds the models; else what it said is said again, which can make everything
    only in a new warehouse.
    """

    def __init__(self, root: Path) -> None:
        """`root`: an empty folder."""
        self.root = root
        self.settings = load_settings(
            raw_dir=root / "raw", warehouse_dir=root / "warehouse", contracts_dir=PROJECT_ROOT / "raw" / "contracts"
        )
        self.registers = root / "registers.duckdb"
        self.by_dbt = True
        self.scripts = Scripts(Script(()), Script(()))
        self.hashes_by_dbt: tuple[dict[str, str], ...] = ()

    def prepare(self, first: Iterable[Export], second: Iterable[Export]) -> None:
        """Let dbt run the whole project and then an incremental night; write down what it says and what comes of it."""
        with recording() as heard:
            after_first = content_hashes(self.night(first))
            whole = script_of([sql for sql in heard if '"register"."' not in sql.split("(")[0]])
            heard.clear()
            after_second = content_hashes(self.night(second))
            self.scripts = Scripts(whole, script_of(heard))
        self.hashes_by_dbt = (after_first, after_second)
        shutil.copyfile(self.settings.warehouse_file, self.registers)
        self.by_dbt = False
        self.clear()

    def clear(self) -> None:
        """Forget all files and the warehouse."""
        shutil.rmtree(self.settings.raw_dir, ignore_errors=True)
        self.forget_warehouse()

    def forget_warehouse(self) -> None:
        """Throw away what can be made again: warehouse, publications, state."""
        for path in (*self.root.glob("warehouse/warehouse.duckdb*"), self.settings.state_file, self.settings.record):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.settings.published, ignore_errors=True)

    def deliver(self, exports: Iterable[Export]) -> None:
        """Put files into the inbox; the last of a path wins."""
        for export in exports:
            path = self.settings.inbox / export.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(export.content())

    def night(self, exports: Iterable[Export] = (), *, full: bool = False) -> Publication:
        """Deliver files and run one night to its publication."""
        self.deliver(exports)
        night = Night(self.settings, full=full)
        try:
            night.land()
            night.load()
            self._transform(night)
            _check_no_jump(night.con)
            write_results(night.con, (), "test")
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(publishing, "_write_page", lambda folder: (folder / "scoreboard.html").touch())
                return night.publish(PASSED)
        finally:
            night.close()

    def _transform(self, night: Night) -> None:
        if self.by_dbt:
            night.transform()
            return
        if night.is_full:
            self._sow(night.con)
        (self.scripts.whole if night.is_full else self.scripts.incremental).say(night.con)
        set_candidate(night.con, code_version())

    def _sow(self, con: duckdb.DuckDBPyConnection) -> None:
        """Copy the registers as dbt sowed them."""
        con.execute(f"attach '{self.registers}' as sown (read_only)")
        query = "select table_name from duckdb_tables() where schema_name = 'register' and database_name = 'sown'"
        for (name,) in con.execute(query).fetchall():
            con.execute(f"create or replace table register.{name} as from sown.register.{name}")
        con.execute("detach sown")

    def set_aside(self, name: str) -> Path:
        """Keep the warehouse for a comparison; the next night begins a new one."""
        kept = self.root / f"{name}.duckdb"
        self.settings.warehouse_file.replace(kept)
        self.forget_warehouse()
        return kept


def _check_no_jump(con: duckdb.DuckDBPyConnection) -> None:
    """Whatever the files say, a night moves no figure beyond what its rows explain."""
    jumps = con.execute("select * from quality.figure_jumps where not is_remade limit 5").fetchall()
    assert not jumps, "\n".join(map(str, jumps))


def all_hashes(publication: Publication) -> dict[str, str]:
    """The content hash of each published table."""
    tables: Mapping[str, Mapping[str, str]] = publication.manifest["tables"]
    return {name: table["content_sha256"] for name, table in tables.items()}


def content_hashes(publication: Publication) -> dict[str, str]:
    """The content hash of each published table but those that depend on the nights in which the files came."""
    of_history = {table.short_name for table in TABLES if table.of_history}
    return {name: digest for name, digest in all_hashes(publication).items() if name not in of_history}
