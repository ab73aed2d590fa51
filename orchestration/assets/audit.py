"""The fourth step: the audit. One check a table and suite; the detail stands in quality.check_results."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from orchestration.assets.answers import UnansweredError
from orchestration.assets.keys import CHECK_RESULTS, key_of
from orchestration.assets.lineage import Lineage
from orchestration.assets.shift import Shift
from orchestration.quality.gate import Audit
from orchestration.quality.results import CheckResult, ExpectedCheck, Outcome

SHOWN = 20
"""At most so many broken rules of a table are shown on Dagster's page."""


def check_specs(lineage: Lineage) -> list[AssetCheckSpec]:
    """One check for each pair of table and suite; dbt's tests of a table are one suite."""
    known = _known_tables(lineage)
    rules: dict[AssetCheckKey, int] = {}
    for check in lineage.expected():
        key = _check_key(check, known)
        rules[key] = rules.get(key, 0) + 1
    return [
        AssetCheckSpec(key.name, asset=key.asset_key, description=f"{count} rules")
        for key, count in sorted(rules.items(), key=lambda item: (item[0].asset_key.path, item[0].name))
    ]


def audit_step(lineage: Lineage) -> AssetsDefinition:
    """quality.check_results and the checks of all tables; whether they let pass is the gate's word."""
    specs, known = check_specs(lineage), _known_tables(lineage)
    tables = [spec.key for spec in lineage.models() if spec.key.path[0] == "marts"]
    checked = [spec.asset_key for spec in specs if spec.asset_key != CHECK_RESULTS]
    answers = AssetSpec(
        CHECK_RESULTS,
        deps=list(dict.fromkeys([*tables, *checked])),
        description="The answer of every rule that was asked of the candidate.",
        group_name="quality",
        kinds={"duckdb", "greatexpectations", "dbt"},
    )

    # Checks of the tables of other steps: the audit asks all of them at once, after all of them are built.
    @multi_asset(name="audit", specs=[answers], check_specs=specs, allow_arbitrary_check_specs=True)
    def audit(shift: ResourceParam[Shift]) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
        shift.audit = shift.night.audit()
        promised = {spec.key for spec in specs}
        yield from _answers(shift.audit, promised, known)
        yield MaterializeResult(asset_key=CHECK_RESULTS, metadata=_told(shift.audit.verdict.counts))

    return audit


def _known_tables(lineage: Lineage) -> frozenset[AssetKey]:
    return frozenset(spec.key for spec in (*lineage.models(), *lineage.seeds(), *lineage.raw_tables()))


def _check_key(check: ExpectedCheck | CheckResult, known: frozenset[AssetKey]) -> AssetCheckKey:
    """Give the check on Dagster's page that answers for a rule.

    A rule about no table of ours (a test that reads none) is a check of the audit itself.
    """
    table = key_of(check.table_name)
    return AssetCheckKey(table if table in known else CHECK_RESULTS, check.suite)


def _answers(audit: Audit, promised: set[AssetCheckKey], known: frozenset[AssetKey]) -> Iterator[AssetCheckResult]:
    """Give the checks that answered in full; raise UnansweredError naming the rules that did not."""
    by_check: dict[AssetCheckKey, list[CheckResult]] = {}
    for result in audit.results:
        by_check.setdefault(_check_key(result, known), []).append(result)
    silent = {_check_key(rule, known) for rule in audit.verdict.missing}
    blocking = frozenset(result.check_id for result in audit.verdict.blocking)
    for key in sorted(promised & by_check.keys() - silent, key=lambda one: (one.asset_key.path, one.name)):
        yield _check_result(key, by_check[key], blocking)
    lines = [f"{rule.check_id} of {rule.table_name}: no answer" for rule in audit.verdict.missing]
    lines += [
        f"check {key.name} of {key.asset_key.to_user_string()}: {fault}"
        for keys, fault in (
            (promised - by_check.keys() - silent, "no answer"),
            (by_check.keys() - promised, "answered, but unknown to the definitions: reload them"),
        )
        for key in sorted(keys, key=lambda one: (one.asset_key.path, one.name))
    ]
    if lines:
        raise UnansweredError("\n".join(lines))


def _check_result(key: AssetCheckKey, results: Sequence[CheckResult], blocking: frozenset[str]) -> AssetCheckResult:
    broken = [result for result in results if result.outcome not in ("passed", "waived")]
    is_shut = any(result.check_id in blocking for result in broken)
    return AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=not broken,
        severity=AssetCheckSeverity.WARN if broken and not is_shut else AssetCheckSeverity.ERROR,
        description="\n".join(in_words(result) for result in broken[:SHOWN]) or None,
        metadata=_told(Counter(result.outcome for result in results)),
    )


def in_words(result: CheckResult) -> str:
    """Say one answer in a line: rule, outcome, what was seen and what was allowed."""
    return f"{result.check_id}: {result.outcome} ({result.severity}); {result.observed}, {result.expected}"


def _told(counts: Mapping[Outcome, int]) -> dict[str, int]:
    """Give the numbers of answers by outcome, as metadata."""
    return {str(outcome): number for outcome, number in counts.items()}
