"""The audit of a candidate: every expected check asked, every answer kept, one verdict."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from orchestration.portal.contract_model import Contract
from orchestration.publication.tables import TABLES
from orchestration.quality import contract_checks
from orchestration.quality import suites as suites_module
from orchestration.quality.expectations import evaluate, no_answers
from orchestration.quality.gate import Audit, decide
from orchestration.quality.results import CheckResult, ExpectedCheck
from orchestration.quality.stewardship.journal import Waivers
from orchestration.quality.stewardship.waivers import waive
from orchestration.quality.suites import Suite
from orchestration.transform.dbt_checks import expected_tests, test_results_to_checks
from orchestration.transform.dbt_runner import DbtProject

DRAFT = "draft"
"""The candidate's file while it is looked at, as a database."""
HISTORY: Mapping[str, str] = MappingProxyType({one.name: f"{DRAFT}.{one.store}" for one in TABLES if one.of_history})
"""Tables that stand in the candidate's file only, and where in it."""


def expected_checks(
    suites: Sequence[Suite], manifest: Mapping[str, Any], contracts: Sequence[Contract]
) -> list[ExpectedCheck]:
    """The checks that must answer: those of the suites, dbt's data tests, the contracts' quality rules."""
    told = contract_checks.expected_checks(contracts)
    return [*suites_module.expected_checks(suites), *expected_tests(manifest), *told]


def audit(  # noqa: PLR0913 - what is asked, of what, and how
    con: duckdb.DuckDBPyConnection,
    suites: Sequence[Suite],
    dbt: DbtProject,
    manifest: Mapping[str, Any],
    contracts: Sequence[Contract],
    *,
    everything: bool,
    waivers: Waivers,
    draft: Callable[[], Path],
) -> Audit:
    """Ask dbt's tests, the suites and the contracts, and decide.

    `everything`: all rows are looked at, not only those that changed since the last publication. `waivers`: those in
    force. `draft` waits for the candidate's file, in which the tables of history stand, and is asked last.
    """
    expected = expected_checks(suites, manifest, contracts)
    tests = dbt.invoke(["test", "--exclude", "test_type:unit"])
    of_history = [suite for suite in suites if suite.table in HISTORY]
    others = [suite for suite in suites if suite.table not in HISTORY]
    answers = [*test_results_to_checks(tests, manifest), *evaluate(con, others, everything=everything)]
    answers += contract_checks.evaluate_contracts(con, contracts)
    answers += evaluate_draft(con, of_history, draft, everything=everything)
    results = waive(answers, waivers)
    return Audit(tuple(results), decide(expected, results))


def evaluate_draft(
    con: duckdb.DuckDBPyConnection, suites: Sequence[Suite], draft: Callable[[], Path], *, everything: bool
) -> list[CheckResult]:
    """Ask the suites of the tables that stand in the candidate's file; each is an `error` where there is no such file.

    What kept it from being built is raised again where it is to be published.
    """
    try:
        path = str(draft()).replace("'", "''")
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody could look
        return no_answers(suites, f"the candidate's file was not built: {error}")
    con.execute(f"attach '{path}' as {DRAFT} (read_only)")
    try:
        return evaluate(con, suites, everything=everything, places=HISTORY)
    finally:
        con.execute(f"detach {DRAFT}")
