"""Verifying: whatever was touched after it was written is found, and named."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.portal.contracts import load_contracts
from orchestration.portal.landing import Landing
from orchestration.portal.ledger import Ledger
from orchestration.publication import publishing
from orchestration.publication.publishing import publish
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.publication.verification.verifying import verify
from orchestration.quality.stewardship.journal import Journal, decide
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

from .province import open_province, use_small_tables
from .test_publishing import MADE_WITH, PASSED, drawn_up

EXPORT = "ratings/tinh/ratings_20230101_20230107_20230108T010000.csv"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An archive of two files and a shelf of two publications."""
    settings = load_settings(raw_dir=tmp_path / "raw", warehouse_dir=tmp_path / "warehouse")
    for number in (1, 2):
        path = settings.inbox / EXPORT.replace("T01", f"T0{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"file {number}", encoding="utf-8")
    Landing(settings.inbox, settings.archive).land(load_contracts(PROJECT_ROOT / "raw" / "contracts"))
    use_small_tables(monkeypatch)
    monkeypatch.setattr(publishing, "_write_page", lambda folder: (folder / "scoreboard.html").write_text("page"))
    with open_province(tmp_path) as con:
        con.execute("alter table meta.publication add column code_version varchar")
        con.execute("alter table meta.publication add column verdict varchar")
        con.execute("create table control.run as select 2 as target_seq, false as is_full")
        con.execute("create table control.rejection (is_now boolean, was_before boolean, is_changed boolean)")
        con.execute(
            "create table meta.loads as select '' as source, '' as portal, '' as file_name, '' as sha256,"
            " 0 as rows_read, 'rejected' as outcome, '' as source_file, '' as load_id"
        )
        decide(settings.decisions, datetime(2023, 3, 1), "Lan", "comment", "a", "lời")
        heads = {
            "decisions_head": Journal.read(settings.decisions).heads[-1],
            "ledger_head": Ledger(settings.ledger).heads[-1],
        }
        made_with = replace(MADE_WITH, decisions=1, **heads)
        for _ in range(2):
            record = Record.read(settings.record)
            acts = {"acts": len(record.entries), "acts_head": record.heads[-1]}
            publish(con, drawn_up(con, Shelf(settings.published)), PASSED, replace(made_with, **acts), record)
    return settings


def test_what_nobody_touched_is_as_recorded(settings: Settings) -> None:
    assert verify(settings) is None
    assert verify(settings, "000001-20230301T000000") is None


def test_an_unknown_publication_is_said_to_be_none(settings: Settings) -> None:
    assert "no such publication" in str(verify(settings, "000009-20230301T000000"))


def edit_page(settings: Settings) -> str:
    (settings.published / "current/scoreboard.html").write_text("other", encoding="utf-8")
    return "scoreboard.html: changed"


def edit_database(settings: Settings) -> str:
    with duckdb.connect(str(settings.published / "current/motcua.duckdb")) as con:
        con.execute("update core.case_facts set unit_code = 'U2' where case_code = 'A'")
    return "motcua.duckdb: core.case_facts, partition 2023-01"


def edit_row_hash(settings: Settings) -> str:
    with duckdb.connect(str(settings.published / "current/motcua.duckdb")) as con:
        con.execute("update core.case_facts set row_hash = unhex('00') where case_code = 'A'")
    return "core.case_facts has 1 rows with a hash that is not theirs"


def add_to_database(settings: Settings) -> str:
    with duckdb.connect(str(settings.published / "current/motcua.duckdb")) as con:
        con.execute("insert into core.case_facts (case_code, received_date) values ('Z', '2023-07-01')")
    return "core.case_facts is not what was published"


def break_database(settings: Settings) -> str:
    (settings.published / "current/motcua.duckdb").write_bytes(b"no database" * 4096)
    return "motcua.duckdb: cannot be read"


def remove_database(settings: Settings) -> str:
    (settings.published / "current/motcua.duckdb").unlink()
    return "motcua.duckdb: missing"


def edit_parquet(settings: Settings) -> str:
    path = settings.published / "current/parquet/fct_cases/2023-01.parquet"
    path.unlink()
    row = "select 'A' as case_code, 'U9' as unit_code, date '2023-01-05' as received_date"
    duckdb.execute(f"copy ({row}) to '{path}' (format parquet)")
    return "fct_cases"


def remove_parquet(settings: Settings) -> str:
    (settings.published / "current/parquet/dim_unit.parquet").unlink()
    return "dim_unit.parquet: missing"


def edit_archive(settings: Settings) -> str:
    next(settings.archive.rglob("*.csv")).write_text("edited", encoding="utf-8")
    return "changed since it arrived"


def remove_from_archive(settings: Settings) -> str:
    next(settings.archive.rglob("*.csv")).unlink()
    return "missing from the archive"


def edit_ledger(settings: Settings) -> str:
    text = settings.ledger.read_text(encoding="utf-8").replace('"size":6', '"size":7', 1)
    settings.ledger.write_text(text, encoding="utf-8")
    return "line 2 does not follow"


def cut_ledger(settings: Settings) -> str:
    settings.ledger.write_text(settings.ledger.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    return "line 2 is not a chained line"


def edit_decision(settings: Settings) -> str:
    text = settings.decisions.read_text(encoding="utf-8")
    settings.decisions.write_text(text.replace("Lan", "Hoa"), encoding="utf-8")
    return "decisions.jsonl: its first 1 decisions are not those 000001-20230301T000000 was made with"


def remove_decisions(settings: Settings) -> str:
    settings.decisions.unlink()
    return "decisions.jsonl: its first 1 decisions are not those 000001-20230301T000000 was made with"


def break_decision(settings: Settings) -> str:
    settings.decisions.write_text("{}\n", encoding="utf-8")
    return "decisions.jsonl line 1 is not a chained line"


def edit_manifest(settings: Settings, number: int, key: str, value: object) -> None:
    (path,) = settings.published.glob(f"publications/00000{number}-*/manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")


def edit_first_manifest(settings: Settings) -> str:
    edit_manifest(settings, 1, "as_of", "2023-03-02T00:00:00")
    return "000001-20230301T000000/manifest.json: as_of is 2023-03-02T00:00:00, recorded is 2023-03-01T00:00:00"


def remove_first_manifest(settings: Settings) -> str:
    next(settings.published.glob("publications/000001-*/manifest.json")).unlink()
    return "000001-20230301T000000/manifest.json: missing"


def point_elsewhere(settings: Settings) -> str:
    link = settings.published / "current"
    link.unlink()
    link.symlink_to("publications/000001-20230301T000000")
    return "does not point at the last publication"


@pytest.mark.parametrize(
    "touch",
    [
        edit_page, edit_database, edit_row_hash, add_to_database, break_database, remove_database, edit_parquet,
        remove_parquet, edit_archive, remove_from_archive, edit_ledger, cut_ledger, edit_decision,
        remove_decisions, break_decision, edit_first_manifest, remove_first_manifest, point_elsewhere,
    ],
)  # fmt: skip
def test_what_was_touched_is_named(settings: Settings, touch: Callable[[Settings], str]) -> None:
    expected = touch(settings)
    assert expected in str(verify(settings))
