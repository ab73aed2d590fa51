"""The tables of history are asked in the candidate's file, before the gate decides."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.history import HistoryError
from orchestration.publication.tables import TABLES
from orchestration.quality.gate import decide
from orchestration.quality.suites import expected_checks, load_suites
from orchestration.refresh.audit import HISTORY, evaluate_draft

from .good_warehouse import GoodWarehouse

SUITES = [one for one in load_suites(Path(__file__).parents[3] / "expectations") if one.table in HISTORY]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The good warehouse, in which the tables of history are empty, as they are outside of publications."""
    with duckdb.connect() as con:
        GoodWarehouse(con)
        yield con


@pytest.fixture
def draft(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    path = tmp_path / "motcua.duckdb"
    con.execute(f"attach '{path}' as published; create schema published.history")
    for public, place in HISTORY.items():
        con.execute(f"create table {place.replace('draft.', 'published.')} as from {public}; delete from {public}")
    con.execute("detach published")
    return path


def test_every_table_of_history_has_a_suite() -> None:
    assert {one.table for one in SUITES} == {table.name for table in TABLES if table.of_history}


def test_a_good_draft_passes_and_is_let_go(con: duckdb.DuckDBPyConnection, draft: Path) -> None:
    results = evaluate_draft(con, SUITES, lambda: draft, everything=False)
    assert [one.check_id for one in results if one.outcome != "passed"] == []
    assert {one.table_name for one in results} == set(HISTORY)
    assert decide(expected_checks(SUITES), results).passed
    assert con.execute("select 1 from duckdb_databases() where database_name = 'draft'").fetchall() == []


@pytest.mark.parametrize("everything", [False, True])
def test_what_the_draft_lacks_shuts_the_gate(con: duckdb.DuckDBPyConnection, draft: Path, everything: bool) -> None:
    with duckdb.connect(str(draft)) as file:
        file.execute("delete from history.kpi_history where to_publication is null and unit_code = '000.00.17.H09'")
    if everything:
        con.execute("delete from control.kpi_figures_change; update control.clock set is_full = true")
    results = evaluate_draft(con, SUITES, lambda: draft, everything=everything)
    wrong = {one.check_id: one.failing_rows for one in results if one.outcome != "passed"}
    assert wrong == {"kpi_history.standing_is_the_scoreboard": 1}
    assert not decide(expected_checks(SUITES), results).passed


def test_a_draft_that_was_not_built_answers_for_nothing(con: duckdb.DuckDBPyConnection) -> None:
    def fail() -> Path:
        raise HistoryError("history is not what was published")

    results = evaluate_draft(con, SUITES, fail, everything=False)
    assert {one.outcome for one in results} == {"error"}
    assert {one.observed for one in results} == {
        "the candidate's file was not built: history is not what was published"
    }
    assert not decide(expected_checks(SUITES), results).passed
