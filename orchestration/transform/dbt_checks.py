"""What dbt's data tests say, in the words of the audit.

dbt's unit tests are no part of it: they test the code when it is built, not the night's data.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from orchestration.quality.results import CheckResult, ExpectedCheck, Outcome, Severity
from orchestration.transform.dbt_runner import DbtRun, NodeResult

SUITE = "dbt"
OUTCOME_OF_STATUS: Mapping[str, Outcome] = MappingProxyType(
    {"pass": "passed", "fail": "failed", "warn": "failed", "skipped": "skipped", "error": "error"}
)

Manifest = Mapping[str, Any]
"""dbt's `manifest.json`, read (schema version 12)."""


def expected_tests(manifest: Manifest) -> list[ExpectedCheck]:
    """Give every enabled data test of the project, in order of `check_id`, as a check that must answer."""
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    return sorted((_expected(test, manifest) for test in tests), key=lambda check: check.check_id)


def test_results_to_checks(run: DbtRun, manifest: Manifest) -> list[CheckResult]:
    """Translate the data tests among the results of `run`; other nodes are passed over.

    A test that warned has `failed` with severity `warn`, whatever its severity is, since `warn_if` and
    `error_if` decide it by the number of rows. A status that dbt gains later is an `error`. Raises `KeyError`
    when a test of the run is not in `manifest`: the manifest is not that of this run.
    """
    return [
        _check(result, manifest["nodes"][result.unique_id], manifest)
        for result in run.results
        if result.resource_type == "test"
    ]


def _check(result: NodeResult, test: Mapping[str, Any], manifest: Manifest) -> CheckResult:
    promise = _expected(test, manifest)
    outcome: Outcome = OUTCOME_OF_STATUS.get(result.status, "error")
    counted = result.failures or 0
    return CheckResult(
        check_id=promise.check_id,
        suite=promise.suite,
        layer=promise.layer,
        table_name=promise.table_name,
        severity="warn" if result.status == "warn" else promise.severity,
        outcome=outcome,
        observed=_observed(result),
        expected=_allowed(test["config"], promise.severity),
        failing_rows=counted,
        text=test.get("description") or _rule_in_words(test, promise.table_name),
        remedy=_remedy(test),
    )


def _expected(test: Mapping[str, Any], manifest: Manifest) -> ExpectedCheck:
    layer, table = _tested_table(test, manifest)
    severity: Severity = "warn" if str(test["config"].get("severity", "error")).lower() == "warn" else "block"
    return ExpectedCheck(f"{SUITE}.{test['name']}", SUITE, layer, f"{layer}.{table}", severity)


def _tested_table(test: Mapping[str, Any], manifest: Manifest) -> tuple[str, str]:
    """Give schema and name of the tested table; of a singular test the first that it refers to.

    A test that refers to nothing is filed under its own schema and name.
    """
    candidates = [test.get("attached_node"), *test["depends_on"]["nodes"]]
    for unique_id in candidates:
        node = manifest["nodes"].get(unique_id) or manifest["sources"].get(unique_id)
        if node is not None:
            return node["schema"], node.get("alias") or node["identifier"]
    return test["schema"], test["name"]


def _observed(result: NodeResult) -> str:
    if result.failures is None:
        return result.message or result.status
    return f"{result.failures} dòng sai"


def _allowed(config: Mapping[str, Any], severity: Severity) -> str:
    """Say how many failing rows are allowed; dbt states the opposite, when a test fails."""
    condition = config.get("warn_if" if severity == "warn" else "error_if") or "!= 0"
    return "không có dòng sai" if condition == "!= 0" else f"số dòng sai không {condition}"


def _rule_in_words(test: Mapping[str, Any], table_name: str) -> str:
    rule = (test.get("test_metadata") or {}).get("name") or test["name"]
    column = test.get("column_name")
    return f"{rule}: {table_name}.{column}" if column else f"{rule}: {table_name}"


def _remedy(test: Mapping[str, Any]) -> str:
    """Give the project's own advice (`config: {meta: {remedy: …}}`), else where the rule stands."""
    advice = (test["config"].get("meta") or {}).get("remedy")
    return str(advice) if advice else f"Xem quy tắc tại {test['original_file_path']}"
