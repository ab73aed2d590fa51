"""Publishing: a refused candidate stays in, a chain is kept, and a warehouse goes on only from its own publication."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.chain import FIRST_HASH
from orchestration.publication import publishing
from orchestration.publication.following import before_next
from orchestration.publication.manifest import manifest_sha256
from orchestration.publication.publishing import (
    Draft,
    GateRefusedError,
    MadeWith,
    Publication,
    adopt_unfinished,
    draw_up,
    forget_applied,
    publish,
)
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Audit, decide

from .province import open_province, use_small_tables

PASSED = Audit((), decide([], []))
MADE_WITH = MadeWith("r", "c", 0, FIRST_HASH, 0, FIRST_HASH, FIRST_HASH)
REFUSED = Audit((), dataclasses.replace(PASSED.verdict, passed=False))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "published")


@pytest.fixture
def con(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    use_small_tables(monkeypatch)
    monkeypatch.setattr(publishing, "_write_page", lambda folder: (folder / "scoreboard.html").touch())
    with open_province(tmp_path) as connection:
        connection.execute("alter table meta.publication add column code_version varchar")
        connection.execute("alter table meta.publication add column verdict varchar")
        connection.execute("create table control.run as select 7 as target_seq, false as is_full")
        connection.execute("create table control.rejection (is_now boolean, was_before boolean, is_changed boolean)")
        connection.execute(
            "create table meta.loads as select 'cases' as source, 'tinh' as portal, 'f' as file_name, 'aa' as sha256,"
            " 4 as rows_read, 'loaded' as outcome, 'cases/tinh/f' as source_file, '1' as load_id"
        )
        yield connection


def drawn_up(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> Draft:
    return draw_up(con, shelf, before_next(shelf, None))


def put_out(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> Publication:
    return publish(con, drawn_up(con, shelf), PASSED, MADE_WITH)


def add_case(con: duckdb.DuckDBPyConnection, code: str) -> None:
    con.execute(f"insert into core.case_facts values ('{code}', 'x', 'U1', '2023-01-09', '2023-02-01')")
    con.execute(
        "insert into control.case_facts_change select *, 'after' from core.case_facts where case_code = $1", [code]
    )


def published_cases(shelf: Shelf) -> list[str]:
    with duckdb.connect(str(shelf.root / "current" / "motcua.duckdb"), read_only=True) as con:
        return [row[0] for row in con.execute("select case_code from core.case_facts order by 1").fetchall()]


def test_a_refused_candidate_is_not_put_out(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    with pytest.raises(GateRefusedError):
        publish(con, drawn_up(con, shelf), REFUSED, MADE_WITH)
    assert published_cases(shelf) == ["A", "B", "C", "D"]
    assert con.execute("select count(*) from control.case_facts_change").fetchone() == (1,)
    assert [path.name for path in shelf.publications.iterdir()] == ["000001-20230301T000000"]


def test_a_draft_shows_to_nobody(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    draft = drawn_up(con, shelf)
    assert published_cases(shelf) == ["A", "B", "C", "D"]
    assert len(shelf.manifests()) == 1
    publish(con, draft, PASSED, MADE_WITH)
    assert published_cases(shelf) == ["A", "B", "C", "D", "E"]


def test_what_the_audit_decides_on_stands_in_the_publication(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    publish(con, drawn_up(con, shelf), PASSED, MADE_WITH)
    row = "select publication_id, verdict from {}"
    with duckdb.connect(str(shelf.root / "current" / "motcua.duckdb"), read_only=True) as published:
        told = published.execute(row.format("meta.publication")).fetchall()
    assert told == [("000001-20230301T000000", "passed")]
    assert con.execute(row.format(f"'{shelf.root}/current/parquet/publication.parquet'")).fetchall() == told


def test_what_changed_is_put_out_and_then_forgotten(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    publication = put_out(con, shelf)
    assert published_cases(shelf) == ["A", "B", "C", "D", "E"]
    assert con.execute("select count(*) from control.case_facts_change").fetchone() == (0,)
    assert con.execute("select load_seq, publication_id, reading from meta.applied").fetchone() == (
        *(7, publication.publication_id, "r"),
    )


def test_each_is_chained_to_the_one_before(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    first, second = put_out(con, shelf), put_out(con, shelf)
    assert first.publication_id == "000001-20230301T000000"
    assert second.publication_id == "000002-20230301T000000"
    assert first.manifest["previous"] is None
    assert second.manifest["previous"] == {
        "publication_id": first.publication_id, "manifest_sha256": manifest_sha256(first.manifest),
    }  # fmt: skip


def test_a_second_making_has_the_same_hashes(con: duckdb.DuckDBPyConnection, shelf: Shelf, tmp_path: Path) -> None:
    first = put_out(con, shelf)
    forget_applied(con)
    con.execute(
        "insert into meta.publication by name select 'candidate' as publication_id, timestamp '2023-03-01' as as_of"
    )
    again = put_out(con, Shelf(tmp_path / "again"))
    assert again.manifest["tables"] == first.manifest["tables"]


def test_a_warehouse_goes_on_from_its_own_publication_only(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    put_out(con, shelf)
    # The warehouse of the day before is put back: its changes since then are known to nobody.
    con.execute("delete from core.case_facts where case_code = 'E'")
    for table in ("applied", "publication"):
        con.execute(f"update meta.{table} set publication_id = '000001-20230301T000000'")
    adopt_unfinished(con, shelf)
    put_out(con, shelf)
    assert published_cases(shelf) == ["A", "B", "C", "D"]


def test_what_was_put_out_and_not_noted_is_noted(
    con: duckdb.DuckDBPyConnection, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_apply", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            put_out(con, shelf)
    adopt_unfinished(con, shelf)
    applied = con.execute("select publication_id from meta.applied").fetchone()
    assert applied == ("000002-20230301T000000",)
    assert con.execute("select count(*) from control.case_facts_change").fetchone() == (0,)


def test_a_publication_of_before_there_was_a_record_is_left_out_of_it(
    con: duckdb.DuckDBPyConnection, shelf: Shelf, tmp_path: Path
) -> None:
    put_out(con, shelf)
    path = shelf.root / "current" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["covered_to"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    adopt_unfinished(con, shelf, Record(tmp_path / "publications.jsonl"))
    assert not (tmp_path / "publications.jsonl").exists()


def test_what_was_not_put_out_is_not_noted(
    con: duckdb.DuckDBPyConnection, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(con, shelf)
    add_case(con, "E")
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "put_out", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            put_out(con, shelf)
    adopt_unfinished(con, shelf)
    assert con.execute("select publication_id from meta.applied").fetchone() == ("000001-20230301T000000",)
    assert con.execute("select count(*) from control.case_facts_change").fetchone() == (1,)


def test_nothing_is_adopted_when_everything_is_made_anew(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    put_out(con, shelf)
    forget_applied(con)
    adopt_unfinished(con, shelf)
    assert con.execute("select count(*) from meta.applied").fetchone() == (0,)


def test_without_a_moment_there_is_no_publication(con: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    con.execute("update meta.publication set as_of = null")
    with pytest.raises(GateRefusedError, match="MOTCUA_AS_OF"):
        put_out(con, shelf)
    assert shelf.current() is None
