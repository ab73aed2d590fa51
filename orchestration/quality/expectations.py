"""Runs the expectation suites inside DuckDB and gives one answer a check.

What a night costs: most rules of a table share one scan, and a suite with `changed_by` reads only the rows
that the night changed. Counts and samples are asked only of rules that were seen broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.quality.results import SAMPLE_SIZE, CheckResult, Outcome
from orchestration.quality.suites import QUERY_RULE, TABLE_RULES, Check, Suite

if TYPE_CHECKING:
    from orchestration.quality.gx_duckdb import Answer, AuditSource


def evaluate(
    con: duckdb.DuckDBPyConnection,
    suites: Sequence[Suite],
    *,
    everything: bool = False,
    places: Mapping[str, str] = MappingProxyType({}),
) -> list[CheckResult]:
    """Give one result for each check of `suites`, in their order.

    `everything` reads all rows, also of suites with `changed_by`: for a warehouse that was built whole,
    where the tables of changes stay empty, and for rules that are new. `places`: where the rows of a table
    stand, if not under its own name.

    Works on a cursor of `con`: what `con` has not committed is not seen. A missing table or column, or a rule
    that the engine refuses, is the outcome `error` of the checks concerned, never an exception.
    """
    from orchestration.quality.gx_duckdb import AuditSource  # noqa: PLC0415 - imports GX, 4.5 s

    cursor = con.cursor()
    source = AuditSource(cursor)
    if everything:
        suites = [suite.model_copy(update={"changed_by": None}) for suite in suites]
    try:
        return [
            result
            for suite in suites
            for result in _evaluate_suite(cursor, source, suite, places.get(suite.table, suite.table))
        ]
    finally:
        source.close()
        cursor.close()


def no_answers(suites: Sequence[Suite], why: str) -> list[CheckResult]:
    """Give the outcome `error` to each check of `suites`: their tables could not be looked at."""
    return [_result(suite, check, "error", why) for suite in suites for check in suite.checks]


def _evaluate_suite(
    cursor: duckdb.DuckDBPyConnection, source: "AuditSource", suite: Suite, place: str
) -> list[CheckResult]:
    try:
        rows = _rows_to_read(cursor, suite, place)
    except duckdb.Error as error:
        return no_answers([suite], str(error))
    if rows is None:
        return [_passed(suite, check) for check in suite.checks]
    results: dict[str, CheckResult] = {}
    for condition in dict.fromkeys(check.where for check in suite.checks):
        checks = [check for check in suite.checks if check.where == condition]
        query = rows if condition is None else f"select * from ({rows}) as audited_rows where ({condition}\n)"
        for result in _evaluate_rows(cursor, source, suite, checks, query):
            results[result.check_id] = result
    return [results[suite.check_id(check)] for check in suite.checks]


def _rows_to_read(cursor: duckdb.DuckDBPyConnection, suite: Suite, place: str) -> str | None:
    """Give the query for the rows to audit, which stand in `place`; None where the night changed none.

    Raises `duckdb.Error` where a table or key column is missing.

    Few changed rows are copied once into a temporary table, so that each rule need not look for them again; in a table
    they are found by their places, so that of all other rows only the key is read. When as many keys changed as there
    are rows (a full refresh), a copy would only double them.
    """
    everything = f"select * from {place}"
    if suite.changed_by is None:
        cursor.execute(f"{everything} limit 0")
        return everything
    changed = suite.changed_by
    # `is not distinct from`: a row whose key is null is audited too, if the night touched it.
    same = " and ".join(f"touched.{column} is not distinct from facts.{column}" for column in changed.key)
    touched = f"from {place} as facts where exists (from {changed.table} as touched where {same})"
    if _has_places(cursor, place):
        query = f"{everything} where rowid in (select facts.rowid {touched})"
    else:
        query = f"select facts.* {touched}"
    cursor.execute(f"{query} limit 0")
    changes = _count(cursor, changed.table)
    if not changes:
        return None
    if changes >= _count(cursor, place):
        return query
    cursor.execute(f"create or replace temp table audited_{suite.suite} as {query}")
    return f"select * from temp.audited_{suite.suite}"


def _has_places(cursor: duckdb.DuckDBPyConnection, place: str) -> bool:
    """Whether rows have places: those of a table do, those of a view do not."""
    try:
        cursor.execute(f"select rowid from {place} limit 0")
    except duckdb.BinderException:
        return False
    return True


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    found = cursor.execute(f"select count(*) from {table}").fetchone()
    return int(found[0]) if found else 0


def _evaluate_rows(
    cursor: duckdb.DuckDBPyConnection,
    source: "AuditSource",
    suite: Suite,
    checks: Sequence[Check],
    query: str,
) -> list[CheckResult]:
    from orchestration.quality.gx_duckdb import Detail, Rule  # noqa: PLC0415 - late, like `evaluate`

    try:
        cursor.execute(f"select * from ({query}) as audited_rows limit 0")
    except duckdb.Error as error:
        return [_result(suite, check, "error", str(error)) for check in checks]
    rules = {check.id: Rule(check.id, check.expect, check.arguments) for check in checks}
    answers = {answer.name: answer for answer in source.ask(query, list(rules.values()), Detail.verdict())}
    broken = [check for check in checks if _is_broken(answers[check.id])]
    for detail, asked in (
        (Detail.rows(suite.key), [rules[check.id] for check in broken if check.expect != QUERY_RULE]),
        (Detail.everything(), [rules[check.id] for check in broken if check.expect == QUERY_RULE]),
    ):
        if asked:
            answers |= {answer.name: answer for answer in source.ask(query, asked, detail)}
    return [_judge(suite, check, answers[check.id]) for check in checks]


def _is_broken(answer: "Answer") -> bool:
    return answer.error is None and not answer.success


def _judge(suite: Suite, check: Check, answer: "Answer") -> CheckResult:
    if answer.error is not None:
        return _result(suite, check, "error", answer.error)
    if answer.success:
        return _passed(suite, check)
    if check.expect in TABLE_RULES:
        return _result(suite, check, "failed", str(answer.detail.get("observed_value", "không đạt")))
    counted = "observed_value" if check.expect == QUERY_RULE else "unexpected_count"
    failing = int(answer.detail.get(counted) or 0)
    result = _result(suite, check, "failed", f"{failing} dòng sai")
    return replace(result, failing_rows=failing, sample=_sample(answer.detail, suite.key))


def _passed(suite: Suite, check: Check) -> CheckResult:
    """The same words whether rows were read or the night changed none: a publication made again says the same."""
    return _result(suite, check, "passed", "đạt" if check.expect in TABLE_RULES else "không có dòng sai")


def _sample(detail: Mapping[str, Any], key: Sequence[str]) -> tuple[str, ...]:
    """Name failing rows by their `key`; other columns, which may tell of persons, are left out.

    GX hands rows out in three places: with an index for most rules, as values for compound keys, as rows for
    queries. Sorted, since the engine's order means nothing.
    """
    found = (
        detail.get("partial_unexpected_index_list")
        or detail.get("partial_unexpected_list")
        or (detail.get("details") or {}).get("unexpected_rows")
        or []
    )
    rows = [row for row in found if isinstance(row, Mapping)]
    named = {" / ".join(str(row[column]) for column in key if column in row) for row in rows}
    return tuple(sorted(named - {""})[:SAMPLE_SIZE])


def _result(suite: Suite, check: Check, outcome: Outcome, observed: str) -> CheckResult:
    return CheckResult(
        check_id=suite.check_id(check),
        suite=suite.suite,
        layer=suite.layer,
        table_name=suite.table,
        severity=check.severity,
        outcome=outcome,
        observed=observed,
        expected=_in_words(check),
        text=f"{check.what} Vì sao: {check.why}",
        remedy=f"{check.remedy} Phụ trách: {check.owner}",
    )


def _in_words(check: Check) -> str:
    arguments = ", ".join(f"{name}: {value}" for name, value in check.arguments.items())
    condition = f" where {check.where}" if check.where else ""
    return f"{check.expect}({arguments}){condition}"
