"""Building: only touched partitions are written again, and the outcome is that of writing everything."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.building import BuiltTable, build_tables
from orchestration.publication.following import Before
from orchestration.publication.history import Since

from .province import open_province, use_small_tables


@pytest.fixture
def con(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    use_small_tables(monkeypatch)
    with open_province(tmp_path) as connection:
        yield connection


def build(
    con: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None = None, known: list[BuiltTable] | None = None
) -> list[BuiltTable]:
    folder.mkdir()
    partitions = {one.table.short_name: one.partitions for one in known or []}
    return build_tables(con, folder, previous, partitions, Since(Before(), "000001-x", is_copied=previous is not None))


def move_b_to_february(con: duckdb.DuckDBPyConnection) -> None:
    note = "insert into control.case_facts_change select *, $1 from core.case_facts where case_code = 'B'"
    con.execute(note, ["before"])
    con.execute("update core.case_facts set received_date = '2023-02-02' where case_code = 'B'")
    con.execute(note, ["after"])


def test_a_partition_is_a_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    built = build(con, tmp_path / "one")
    root = tmp_path / "one/parquet"
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.parquet"))
    assert files == [
        "dim_unit.parquet", "fct_cases/2023-01.parquet", "fct_cases/2023-02.parquet", "fct_cases/none.parquet",
        "publication.parquet",
    ]  # fmt: skip
    assert {one.table.short_name: one.rows for one in built} == {"fct_cases": 4, "dim_unit": 2, "publication": 1}
    rows = con.execute(f"select * from '{tmp_path}/one/parquet/fct_cases/2023-01.parquet'")
    assert [column[0] for column in rows.description] == ["case_code", "unit_code", "received_date"]
    assert [row[0] for row in rows.fetchall()] == ["A", "B"]


def test_the_published_file_stands_on_its_own(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build(con, tmp_path / "one")
    with duckdb.connect(str(tmp_path / "one/motcua.duckdb"), read_only=True) as published:
        rows = published.execute("select case_code, is_overdue_open from marts.fct_cases order by 1").fetchall()
    assert rows == [("A", True), ("B", True), ("C", True), ("D", None)]


def test_untouched_partitions_are_the_same_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = build(con, tmp_path / "one")
    move_b_to_february(con)
    second = build(con, tmp_path / "two", tmp_path / "one", first)
    assert set(second[0].written) == {"2023-01", "2023-02"}
    for name, files in (("none", 1), ("2023-01", 2), ("2023-02", 2)):
        inodes = {(tmp_path / one / f"parquet/fct_cases/{name}.parquet").stat().st_ino for one in ("one", "two")}
        assert len(inodes) == files


def test_going_on_comes_to_the_same_as_writing_everything(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = build(con, tmp_path / "one")
    move_b_to_february(con)
    second = build(con, tmp_path / "two", tmp_path / "one", first)
    whole = build(con, tmp_path / "whole")
    assert [one.partitions for one in second] == [one.partitions for one in whole]
    assert [one.sha256 for one in second] == [one.sha256 for one in whole]
    assert second[0].sha256 != first[0].sha256
    rows = "select count(*), count(distinct case_code) from read_parquet('{}/parquet/fct_cases/*.parquet')"
    assert con.execute(rows.format(tmp_path / "two")).fetchone() == (4, 4)


def test_an_emptied_partition_is_gone(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = build(con, tmp_path / "one")
    con.execute("insert into control.case_facts_change select *, 'before' from core.case_facts where case_code = 'D'")
    con.execute("delete from core.case_facts where case_code = 'D'")
    second = build(con, tmp_path / "two", tmp_path / "one", first)
    assert set(second[0].partitions) == {"2023-01", "2023-02"}
    assert not (tmp_path / "two/parquet/fct_cases/none.parquet").exists()


def test_the_publication_before_is_not_touched(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = build(con, tmp_path / "one")
    before = {path: path.read_bytes() for path in (tmp_path / "one").rglob("*") if path.is_file()}
    move_b_to_february(con)
    build(con, tmp_path / "two", tmp_path / "one", first)
    assert {path: path.read_bytes() for path in before} == before
