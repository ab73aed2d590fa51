"""The tables of history: changes only, told from publication to publication, and taken over whole or cut back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication import building
from orchestration.publication.building import BuiltTable, build_tables
from orchestration.publication.following import Before
from orchestration.publication.history import HistoryError, Since
from orchestration.publication.tables import TABLES
from orchestration.warehouse.opening import TABLES as FIXED_TABLES

HISTORY = tuple(table for table in TABLES if table.of_history)
ONE, TWO, THREE = "000001-20230201T000000", "000002-20230202T000000", "000003-20230203T000000"
FIGURES = (
    "period_key, province_code, unit_code, kpi_code, period_type, period_name, light, subtree_light, data_status,"
    " numerator, denominator, value, subtree_numerator, subtree_denominator, subtree_value, target_value, period_start,"
    " period_end, rank_in_level"
)


@pytest.fixture
def con(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the form of the two tables, two figures of January, and the backlog of a day."""
    monkeypatch.setattr(building, "TABLES", HISTORY)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for schema in ("history", "kpi", "control", "marts"):
            connection.execute(f"create schema {schema}")
        for statement in FIXED_TABLES:
            if "history." in statement:
                connection.execute(statement)
        for name in ("kpi_history", "backlog_daily"):
            shown = "kpi_history" if name == "kpi_history" else "fct_backlog_daily"
            connection.execute(f"create view marts.{shown} as from history.{name}")
        connection.execute(f"create table kpi.kpi_figures as select {figure('A', 1)} union all select {figure('B', 5)}")
        connection.execute(
            "create table control.kpi_figures_change as select *, null::varchar as side from kpi.kpi_figures limit 0"
        )
        connection.execute("create table kpi.backlog_days as from history.backlog_daily")
        tell_backlog(connection, "2023-01-31", 3)
        yield connection


def figure(unit: str, numerator: int, *, period: str = "month", end: str = "2023-01-31") -> str:
    values = f"""'P|{period}', 'P', '{unit}', 'k', '{period}', '{period}', 'green', 'green', 'published', {numerator}.0,
        10.0, {numerator}0.0, {numerator}.0, 10.0, {numerator}0.0, 5.0, date '2023-01-01', date '{end}', 1"""
    return ", ".join(f"{v} as {name}" for v, name in zip(values.split(","), FIGURES.split(", "), strict=True))


def set_figure(con: duckdb.DuckDBPyConnection, unit: str, now: str | None) -> None:
    """Put `now` in the place of a unit's figure (None: it is gone), noted as the models note it."""
    note = "insert into control.kpi_figures_change select *, $1 from kpi.kpi_figures where unit_code = $2"
    con.execute(note, ["before", unit])
    con.execute("delete from kpi.kpi_figures where unit_code = $1", [unit])
    if now is not None:
        con.execute(f"insert into kpi.kpi_figures by name select {now}")
    con.execute(note, ["after", unit])


def tell_backlog(con: duckdb.DuckDBPyConnection, day: str, count: int) -> None:
    con.execute("delete from kpi.backlog_days")
    con.execute(f"insert into kpi.backlog_days values ('A', 'P', {count}, 0, 0, '{day}')")


def put_out(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, before: Before, *, is_copied: bool = False
) -> Before:
    """Build a publication, and give what the next one comes after."""
    (folder / name).mkdir(parents=True)
    known: dict[str, Any] = {}
    if is_copied and before.manifest:
        known = before.manifest["built"]
    since = Since(before, name, is_copied=is_copied)
    built = build_tables(con, folder / name, before.folder if is_copied else None, known, since)
    con.execute("delete from control.kpi_figures_change")
    return Before(
        int(name[:6]), name, date(2023, 1, 30) + timedelta(days=int(name[:6])), None, folder / name, manifest_of(built)
    )


def manifest_of(built: list[BuiltTable]) -> dict[str, Any]:
    return {
        "tables": {
            one.table.short_name: {
                "partitions": {name: [part.rows, part.sha256] for name, part in one.partitions.items()}
            }
            for one in built
        },
        "built": {one.table.short_name: one.partitions for one in built},
    }


def told(publication: Before) -> list[tuple[Any, ...]]:
    assert publication.folder is not None
    with duckdb.connect(str(publication.folder / "motcua.duckdb"), read_only=True) as con:
        return con.execute(
            "select unit_code, numerator, from_publication[6:6], to_publication[6:6] from marts.kpi_history"
            " order by unit_code, from_publication"
        ).fetchall()


def days(publication: Before) -> list[tuple[Any, ...]]:
    assert publication.folder is not None
    with duckdb.connect(str(publication.folder / "motcua.duckdb"), read_only=True) as con:
        return con.execute("select day::varchar, open_cases from marts.fct_backlog_daily order by day").fetchall()


def three_publications(con: duckdb.DuckDBPyConnection, folder: Path, *, is_copied: bool) -> list[Before]:
    """A changes in the second; in the third A is gone and C begins; B stays as it is."""
    first = put_out(con, folder, ONE, Before())
    set_figure(con, "A", figure("A", 2))
    tell_backlog(con, "2023-02-01", 2)
    second = put_out(con, folder, TWO, first, is_copied=is_copied)
    set_figure(con, "A", None)
    set_figure(con, "B", figure("B", 5))
    set_figure(con, "C", figure("C", 7))
    con.execute("delete from kpi.backlog_days")
    return [first, second, put_out(con, folder, THREE, second, is_copied=is_copied)]


@pytest.mark.parametrize("is_copied", [True, False])
def test_changes_are_told_from_publication_to_publication(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, is_copied: bool
) -> None:
    first, second, third = three_publications(con, tmp_path / "p", is_copied=is_copied)
    assert told(first) == [("A", 1, "1", None), ("B", 5, "1", None)]
    assert told(second) == [("A", 1, "1", "1"), ("A", 2, "2", None), ("B", 5, "1", None)]
    assert told(third) == [("A", 1, "1", "1"), ("A", 2, "2", "2"), ("B", 5, "1", None), ("C", 7, "3", None)]
    assert [days(one) for one in (first, second, third)] == [
        [("2023-01-31", 3)], [("2023-01-31", 3), ("2023-02-01", 2)], [("2023-01-31", 3), ("2023-02-01", 2)],
    ]  # fmt: skip


def test_copied_or_taken_over_comes_to_the_same_hashes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copied = three_publications(con, tmp_path / "copied", is_copied=True)[-1]
    con.execute(f"create or replace table kpi.kpi_figures as select {figure('A', 1)} union all select {figure('B', 5)}")
    tell_backlog(con, "2023-01-31", 3)
    taken = three_publications(con, tmp_path / "taken", is_copied=False)[-1]
    assert copied.manifest == taken.manifest


def test_what_has_ended_is_never_written_again(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    three_publications(con, tmp_path, is_copied=True)
    files = [tmp_path / name / "parquet/kpi_history" / f"{ONE}-none.parquet" for name in (TWO, THREE)]
    assert files[0].samefile(files[1])


def test_the_end_of_to_date_is_no_change(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    set_figure(con, "A", figure("A", 1, period="to_date", end="2023-02-01"))
    first = put_out(con, tmp_path, ONE, Before())
    set_figure(con, "A", figure("A", 1, period="to_date", end="2023-02-02"))
    assert told(put_out(con, tmp_path, TWO, first, is_copied=True)) == told(first)


def test_a_later_history_is_cut_back_to_a_publication(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first, second, third = three_publications(con, tmp_path, is_copied=True)
    con.execute(f"create or replace table kpi.kpi_figures as select {figure('A', 2)} union all select {figure('B', 5)}")
    earlier = Before(2, TWO, second.covered_to, None, third.folder, third.manifest)
    again = put_out(con, tmp_path / "replay", THREE, earlier)
    assert told(again) == told(second)
    con.execute(f"create or replace table kpi.kpi_figures as select {figure('A', 1)} union all select {figure('B', 5)}")
    earliest = Before(1, ONE, first.covered_to, None, third.folder, third.manifest)
    again = put_out(con, tmp_path / "replay", TWO, earliest)
    assert (told(again), days(again)) == (told(first), days(first))


def test_nothing_goes_on_from_an_edited_history(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = put_out(con, tmp_path, ONE, Before())
    with duckdb.connect(str(tmp_path / ONE / "motcua.duckdb")) as published:
        published.execute("update history.kpi_history set numerator = 9 where unit_code = 'A'")
    with pytest.raises(HistoryError, match=r"history\.kpi_history is not what was published"):
        put_out(con, tmp_path, TWO, first)
