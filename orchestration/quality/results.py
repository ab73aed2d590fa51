"""The answer of one check, the promise that it will be given, and the table that keeps the answers.

Every engine of the audit (dbt tests, Great Expectations, reconciliation) speaks `CheckResult`; nothing here
knows the engines. The table is `quality.check_results`, named in the public interface.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import duckdb
import pyarrow as pa

Severity = Literal["block", "hold", "warn"]
Outcome = Literal["passed", "failed", "waived", "skipped", "error"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SAMPLE_SIZE = 20
"""At most so many failing rows are named; the count is always complete."""


@dataclass(frozen=True, slots=True)
class ExpectedCheck:
    """A check that must answer before the gate can open.

    `layer` is the schema whose table is checked (`core`, `marts`, …), `table_name` is `schema.table`.
    """

    check_id: str
    suite: str
    layer: str
    table_name: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check answered.

    `severity`: `block` stops the publication, `hold` holds the units concerned, `warn` only tells.
    `outcome`: `failed` says that the rule is broken, `skipped` that nobody looked, `error` that looking
    itself failed.
    `failing_rows`: rows that break the rule; 0 where the rule is about the table as a whole.
    `sample`: at most `SAMPLE_SIZE` keys of such rows as text, never personal data.
    `text`: what was checked, in words a steward reads; `remedy`: what to do about it.
    """

    check_id: str
    suite: str
    layer: str
    table_name: str
    severity: Severity
    outcome: Outcome
    observed: str
    expected: str
    failing_rows: int = 0
    sample: tuple[str, ...] = ()
    text: str = ""
    remedy: str = ""


def write_results(con: duckdb.DuckDBPyConnection, results: Iterable[CheckResult], run_id: str) -> int:
    """Replace `quality.check_results` as a whole by `results`, in order of `check_id`; give their number.

    One transaction: a reader of the warehouse sees the old answers or the new. Raises `ValueError` when two
    results have the same `check_id`, since one of the two answers would be overlooked.
    """
    ordered = sorted(results, key=lambda result: result.check_id)
    _refuse_twins(ordered)
    answers = _as_arrow(ordered, run_id)
    cursor = con.cursor()
    try:
        cursor.register("answers_of_this_run", answers)
        cursor.begin()
        cursor.execute("create schema if not exists quality")
        cursor.execute("create or replace table quality.check_results as select * from answers_of_this_run")
        cursor.commit()
    except duckdb.Error:
        cursor.rollback()
        raise
    finally:
        cursor.close()
    return len(ordered)


def prepare_results(con: duckdb.DuckDBPyConnection) -> None:
    """Make `quality.check_results`, empty, where no audit has answered yet."""
    query = "select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'check_results'"
    if not con.execute(query).fetchone():
        write_results(con, (), "")


def _refuse_twins(ordered: Sequence[CheckResult]) -> None:
    for earlier, later in pairwise(ordered):
        if earlier.check_id == later.check_id:
            raise ValueError(
                f"check {later.check_id} answered twice ({earlier.table_name} and {later.table_name}): "
                "give one of the two another id"
            )


def _as_arrow(ordered: Sequence[CheckResult], run_id: str) -> pa.Table:
    """Give the rows of `quality.check_results`; typed here so that an empty audit still has its columns."""
    columns: dict[str, tuple[list[object], pa.DataType]] = {
        "check_id": ([r.check_id for r in ordered], pa.string()),
        "suite": ([r.suite for r in ordered], pa.string()),
        "layer": ([r.layer for r in ordered], pa.string()),
        "table_name": ([r.table_name for r in ordered], pa.string()),
        "severity": ([r.severity for r in ordered], pa.string()),
        "outcome": ([r.outcome for r in ordered], pa.string()),
        "observed": ([r.observed for r in ordered], pa.string()),
        "expected": ([r.expected for r in ordered], pa.string()),
        "failing_rows": ([r.failing_rows for r in ordered], pa.int64()),
        "run_id": ([run_id] * len(ordered), pa.string()),
        "text": ([r.text for r in ordered], pa.string()),
        "remedy": ([r.remedy for r in ordered], pa.string()),
        "sample": ([list(r.sample) for r in ordered], pa.list_(pa.string())),
    }
    return pa.table({name: pa.array(values, type=kind) for name, (values, kind) in columns.items()})
