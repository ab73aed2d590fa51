"""The audit of a candidate: every expected check asked, every answer kept, one verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.portal.contract_model import Contract
from orchestration.quality import contract_checks
from orchestration.quality import suites as suites_module
from orchestration.quality.expectations import evaluate
from orchestration.quality.gate import Verdict, decide
from orchestration.quality.results import CheckResult, ExpectedCheck
from orchestration.quality.stewardship.journal import Waivers
from orchestration.quality.stewardship.waivers import waive
from orchestration.quality.suites import Suite
from orchestration.transform.dbt_checks import expected_tests, test_results_to_checks
from orchestration.transform.dbt_runner import DbtProject


@dataclass(frozen=True, slots=True)
class Audit:
    """The answers of one audit and what the gate made of them."""

    results: tuple[CheckResult, ...]
    verdict: Verdict


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
) -> Audit:
    """Ask dbt's tests, the suites and the contracts, and decide.

    `everything`: all rows are looked at, not only those that changed since the last publication. `waivers`: those in
    force.
    """
    expected = expected_checks(suites, manifest, contracts)
    tests = dbt.invoke(["test", "--exclude", "test_type:unit"])
    answers = [*test_results_to_checks(tests, manifest), *evaluate(con, suites, everything=everything)]
    answers += contract_checks.evaluate_contracts(con, contracts)
    results = waive(answers, waivers)
    return Audit(tuple(results), decide(expected, results))
