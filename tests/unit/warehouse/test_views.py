"""Views are left alone only as long as they are, to the letter, what the last run made."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.opening import open_warehouse
from orchestration.warehouse.views import note_views, views_stand


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with two views, as they were noted."""
    with open_warehouse(tmp_path / "warehouse.duckdb", "a key of the tests only") as opened:
        opened.execute("create view marts.one as select 1 as a")
        opened.execute("create view core.two as select 2 as a")
        note_views(opened)
        yield opened


def test_what_was_noted_stands(con: duckdb.DuckDBPyConnection) -> None:
    assert views_stand(con)


def test_nothing_stands_before_it_was_noted(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "warehouse.duckdb", "a key of the tests only") as opened:
        assert not views_stand(opened)


@pytest.mark.parametrize(
    "change",
    [
        "create or replace view marts.one as select 2 as a",
        "drop view core.two",
        "alter view core.two rename to three",
        "create view core.three as select 3 as a",
    ],
)
def test_what_was_edited_does_not(con: duckdb.DuckDBPyConnection, change: str) -> None:
    con.execute(change)
    assert not views_stand(con)


@pytest.mark.parametrize(
    "change",
    [
        "create or replace view readers.anything as select 2 as a",  # shows another publication each night
        "create temp view one as select 3 as a",
        "create table core.three as select 3 as a",
    ],
)
def test_what_the_models_do_not_make_changes_nothing(con: duckdb.DuckDBPyConnection, change: str) -> None:
    con.execute(change)
    assert views_stand(con)
