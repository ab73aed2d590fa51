"""The audit on DuckDB: the shipped suites, each rule broken once, and what a night reads."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.quality.expectations import evaluate
from orchestration.quality.gate import decide
from orchestration.quality.results import CheckResult
from orchestration.quality.suites import Check, Suite, expected_checks, load_suites

from .breaches import BREACHES
from .good_warehouse import GoodWarehouse

SUITES = load_suites(Path(__file__).parents[3] / "expectations")
CHECKS = [pytest.param(suite, check, id=suite.check_id(check)) for suite in SUITES for check in suite.checks]


@pytest.fixture(scope="module")
def shared() -> Iterator[GoodWarehouse]:
    with duckdb.connect() as warehouse:
        yield GoodWarehouse(warehouse)


@pytest.fixture
def con(shared: GoodWarehouse) -> duckdb.DuckDBPyConnection:
    shared.restore()
    return shared.con


def suite_of(name: str) -> Suite:
    return next(suite for suite in SUITES if suite.suite == name)


def others_passed(suite: Suite, broken: CheckResult) -> list[CheckResult]:
    """Answers to all other checks of the suite, as if nothing else were wrong."""
    names = [suite.check_id(check) for check in suite.checks]
    return [replace(broken, check_id=name, outcome="passed") for name in names if name != broken.check_id]


def outcomes(results: list[CheckResult]) -> dict[str, str]:
    return {result.check_id: result.outcome for result in results}


def test_the_good_warehouse_passes_every_check_in_order(con: duckdb.DuckDBPyConnection) -> None:
    results = evaluate(con, SUITES)
    assert [result.check_id for result in results] == [
        suite.check_id(check) for suite in SUITES for check in suite.checks
    ]
    assert {result.check_id: result for result in results if result.outcome != "passed"} == {}


def test_every_check_has_its_breach() -> None:
    assert {suite.check_id(check) for suite in SUITES for check in suite.checks} == set(BREACHES)


@pytest.mark.parametrize(("suite", "check"), CHECKS)
def test_a_breach_fails_its_very_check(con: duckdb.DuckDBPyConnection, suite: Suite, check: Check) -> None:
    statement, failing_rows, sample = BREACHES[suite.check_id(check)]
    con.execute(statement)
    (result,) = evaluate(con, [suite.model_copy(update={"checks": (check,)})])
    assert (result.outcome, result.failing_rows, result.sample) == ("failed", failing_rows, sample)
    assert (result.severity, result.table_name) == (check.severity, suite.table)
    assert result.text.startswith(check.what)
    assert result.remedy.startswith(check.remedy)
    verdict = decide(expected_checks([suite]), [*others_passed(suite, result), result])
    assert verdict.passed is (check.severity != "block")


def test_several_breaches_are_told_side_by_side(con: duckdb.DuckDBPyConnection) -> None:
    for broken in ("unit_present", "channel_known", "finished_has_moment", "no_identity_number"):
        con.execute(BREACHES[f"fct_cases.{broken}"][0])
    results = evaluate(con, [suite_of("fct_cases")])
    assert {name for name, outcome in outcomes(results).items() if outcome != "passed"} == {
        "fct_cases.unit_present",
        "fct_cases.channel_known",
        "fct_cases.finished_has_moment",
        "fct_cases.no_identity_number",
        # These follow from the same four changes: the channel is fax, and the moment is gone.
        "fct_cases.online_agrees_with_channel",
    }
    assert {result.outcome for result in results} == {"passed", "failed"}


def test_a_night_reads_only_what_it_changed(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update core.fct_cases set channel = 'fax' where case_code = 'H09-3'")
    con.execute("delete from control.fct_cases_change where case_code = 'H09-3'")
    night = evaluate(con, [suite_of("fct_cases")])
    assert set(outcomes(night).values()) == {"passed"}
    whole = evaluate(con, [suite_of("fct_cases")], everything=True)
    assert outcomes(whole)["fct_cases.channel_known"] == "failed"


def test_where_the_night_changed_nothing_nothing_is_asked(con: duckdb.DuckDBPyConnection) -> None:
    asked = evaluate(con, [suite_of("fct_cases")])
    con.execute("update core.fct_cases set channel = 'fax'; delete from control.fct_cases_change")
    night = evaluate(con, [suite_of("fct_cases")])
    assert set(outcomes(night).values()) == {"passed"}
    # In the same words, or a publication that is made again, whole, would tell something else.
    assert night == asked
    con.execute("alter table core.fct_cases drop column case_code")
    assert set(outcomes(evaluate(con, [suite_of("fct_cases")])).values()) == {"error"}


def test_the_changed_rows_of_a_view_are_read_too(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table kpi.scores as from marts.kpi_scoreboard; drop table marts.kpi_scoreboard")
    con.execute("create view marts.kpi_scoreboard as from kpi.scores")
    con.execute("update kpi.scores set unit_name = null where period_key = '2023-09'")
    night = outcomes(evaluate(con, [suite_of("kpi_scoreboard")]))
    assert {name for name, outcome in night.items() if outcome != "passed"} == {"kpi_scoreboard.unit_name_present"}
    con.execute("delete from control.touched_periods where period_key = '2023-09'")
    try:
        assert set(outcomes(evaluate(con, [suite_of("kpi_scoreboard")])).values()) == {"passed"}
    finally:
        con.execute("drop view marts.kpi_scoreboard; drop table kpi.scores")


def test_a_missing_table_is_an_error_of_each_of_its_checks(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("drop table meta.loads")
    results = evaluate(con, [suite_of("loads"), suite_of("dim_kpi")])
    assert {result.outcome for result in results if result.suite == "loads"} == {"error"}
    assert len([result for result in results if result.suite == "loads"]) == 10
    assert {result.outcome for result in results if result.suite == "dim_kpi"} == {"passed"}
    assert "loads" in results[0].observed


def test_a_missing_table_of_changes_is_an_error(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("drop table control.fct_cases_change")
    assert set(outcomes(evaluate(con, [suite_of("fct_cases")])).values()) == {"error"}


def test_a_missing_column_is_an_error_of_the_checks_that_need_it(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("alter table core.dim_unit drop column unit_name")
    found = outcomes(evaluate(con, [suite_of("dim_unit")]))
    assert {name for name, outcome in found.items() if outcome == "error"} == {"dim_unit.unit_name_present"}
    assert set(found.values()) == {"error", "passed"}


def test_one_rule_that_cannot_run_does_not_take_its_company_along(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("alter table core.fct_payments alter amount type varchar using 'một trăm'")
    found = outcomes(evaluate(con, [suite_of("fct_payments")]))
    assert {name for name, outcome in found.items() if outcome == "error"} == {"fct_payments.amount_in_range"}
    assert set(found.values()) == {"error", "passed"}


@pytest.mark.parametrize(
    "change",
    [
        {"where": "no_such_column is null"},
        {"arguments": {"column": "unit_code", "no_such_argument": 1}},
        {"arguments": {}},
        {"expect": "unexpected_rows_expectation", "arguments": {"unexpected_rows_query": "selec {batch}"}},
    ],
)
def test_a_rule_that_cannot_be_put_is_an_error_not_a_pass(
    con: duckdb.DuckDBPyConnection, change: dict[str, object]
) -> None:
    suite = suite_of("dim_unit")
    check = next(check for check in suite.checks if check.id == "unit_code_present")
    wrong = check.model_copy(update={**change, "id": "wrong"})
    results = evaluate(con, [suite.model_copy(update={"checks": (check, wrong)})])
    assert [result.outcome for result in results] == ["passed", "error"]
    assert results[1].observed


def test_the_sample_is_cut_at_twenty_and_the_count_is_not(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into core.dim_kpi by name select 'kpi_' || (i % 30) as kpi_code from range(60) as numbers(i)")
    results = {result.check_id: result for result in evaluate(con, [suite_of("dim_kpi")])}
    assert results["dim_kpi.kpi_code_unique"].failing_rows == 60
    assert 1 <= len(results["dim_kpi.kpi_code_unique"].sample) <= 20


def test_the_sample_never_shows_other_columns(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(BREACHES["fct_cases.no_identity_number"][0])
    results = evaluate(con, [suite_of("fct_cases")])
    assert not [result for result in results if re.search("074093000001", repr(result))]
