"""The quality rules of the contracts as checks: does a portal send what its contract promises?

Judged by the live exports of a portal whose windows end in the last `DAYS` of what it sent, so that what it sends now
is not drowned by years of history. Each portal of a contract is counted by itself; one that breaks a rule is enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.portal.contract_model import Contract, QualityRule
from orchestration.quality.results import CheckResult, ExpectedCheck, Severity

SUITE = "contract"
DAYS = 31

RECENT = f"""
    select files.* from control.files as files
    inner join (
        select source, portal, max(window_to) as newest from control.files where is_live group by source, portal
    ) as portals on files.source = portals.source and files.portal = portals.portal
    where files.is_live and files.window_to > portals.newest - {DAYS}"""
"""The files that are judged."""

ROWS = f"select contract_id, portal, sum(rows_read)::bigint from ({RECENT}) group by all"
MEASURED = f"""
    select recent.contract_id, recent.portal, measure.rule, sum(measure.failing)::bigint
    from ({RECENT}) as recent inner join raw.measure as measure on recent.file_id = measure.file_id group by all"""
BROKEN = f"""
    with broken as (
        select recent.contract_id, recent.portal, faults.rule_code, faults.field, faults.source_file, faults.source_line
        from ({RECENT}) as recent inner join quality.quarantine as faults on recent.load_id = faults.load_id
    )
    select contract_id, portal, rule_code, null as field, count(*) from broken group by all
    union all
    select contract_id, portal, rule_code, field, count(*)
    from (select * replace (unnest(string_split(field, ', ')) as field) from broken) group by all
    """
"""Rows that break a row rule: of the record as a whole (field null), and by the field that is at fault."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the warehouse says: rows by contract and portal, and those that break a rule."""

    rows: Mapping[tuple[str, str], int]
    measured: Mapping[tuple[str, str, str], int]
    broken: Mapping[tuple[str, str, str, str | None], int]

    def failing(self, contract: Contract, portal: str, rule: QualityRule) -> int:
        """How many rows of a portal break a rule."""
        if rule.kind == "row_rule":
            return self.broken.get((contract.id, portal, rule.row_rule or "", rule.column), 0)
        return self.measured.get((contract.id, portal, rule.name), 0)


def expected_checks(contracts: Iterable[Contract]) -> list[ExpectedCheck]:
    """Give every quality rule of the contracts as a check that must answer."""
    return [_expected(contract, rule) for contract in contracts for rule in contract.quality]


def evaluate_contracts(con: duckdb.DuckDBPyConnection, contracts: Sequence[Contract]) -> list[CheckResult]:
    """Give one result for each quality rule; what cannot be counted is the outcome `error` of all of them."""
    try:
        counts = _Counts(
            {(contract, portal): rows for contract, portal, rows in con.execute(ROWS).fetchall()},
            {(contract, portal, rule): rows for contract, portal, rule, rows in con.execute(MEASURED).fetchall()},
            {(one[0], one[1], one[2], one[3]): one[4] for one in con.execute(BROKEN).fetchall()},
        )
    except duckdb.Error as error:
        return [_error(contract, rule, str(error)) for contract in contracts for rule in contract.quality]
    return [_judged(contract, rule, counts) for contract in contracts for rule in contract.quality]


def _judged(contract: Contract, rule: QualityRule, counts: _Counts) -> CheckResult:
    seen = {portal: counts.failing(contract, portal, rule) for portal in contract.portals}
    rows = {portal: counts.rows.get((contract.id, portal), 0) for portal in contract.portals}
    broken = [portal for portal in sorted(seen) if rule.is_broken_by(seen[portal], rows[portal])]
    told = tuple(f"{portal}: {seen[portal]} / {rows[portal]} dòng" for portal in broken)
    observed = "; ".join(told) or f"{sum(seen.values())} / {sum(rows.values())} dòng"
    failing = sum(seen[portal] for portal in broken)
    return _result(contract, rule, observed, is_broken=bool(broken), failing=failing, sample=told)


def _expected(contract: Contract, rule: QualityRule) -> ExpectedCheck:
    layer, table = ("staging", f"stg_{contract.source}") if rule.row_rule else ("raw", f"{contract.source}_record")
    severity: Severity = "block" if rule.is_blocking else "warn"
    return ExpectedCheck(f"{SUITE}.{contract.id}.{rule.name}", SUITE, layer, f"{layer}.{table}", severity)


def _result(  # noqa: PLR0913 - one argument a field of the answer
    contract: Contract,
    rule: QualityRule,
    observed: str,
    *,
    is_broken: bool,
    failing: int = 0,
    sample: tuple[str, ...] = (),
) -> CheckResult:
    check = _expected(contract, rule)
    return CheckResult(
        check_id=check.check_id,
        suite=check.suite,
        layer=check.layer,
        table_name=check.table_name,
        severity=check.severity,
        outcome="failed" if is_broken else "passed",
        observed=observed,
        expected=in_words(rule),
        failing_rows=failing,
        sample=sample,
        text=rule.text,
        remedy=f"Xem dòng và tệp bằng `motcua rows`, gửi lại nguồn. Phụ trách: {contract.owner or 'bên gửi'}",
    )


def _error(contract: Contract, rule: QualityRule, message: str) -> CheckResult:
    check = _expected(contract, rule)
    return CheckResult(
        check.check_id, check.suite, check.layer, check.table_name, check.severity, "error", message, in_words(rule)
    )


def in_words(rule: QualityRule) -> str:
    """The rule as numbers, in the words of the standard: `bad_timestamp(due_at) <= 1 percent`."""
    what = rule.row_rule or {"empty": "nullCheck", "repeated": "duplicateCount"}[rule.kind]
    about = f"({rule.column})" if rule.column else ""
    sign = "<" if rule.is_strict else "<="
    return f"{what}{about} {sign} {rule.limit:g} {'percent' if rule.is_share else 'rows'}"
