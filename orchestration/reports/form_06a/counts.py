"""Columns 3 to 13 of form 06a, as marts.form_06a counts them from each unit's cases (kpi_semantics.md, "Form 06a").

Cases newly registered or refused are not counted. Column 6 is what was open at the end of the day before the period, 11
what was open at the end of its last day; in a period that is not over the day of the as-of moment is its last. Days are
compared, not hours. 9 takes in cases without a due day and those withdrawn or stopped in the period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb

from orchestration.reports.page.source import Period

MEASURES: Final = (
    "received_total",
    "received_online",
    "received_counter_post",
    "carried_in",
    "resolved_total",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "open_total",
    "open_within_due",
    "open_late",
)
"""The form's columns 3 to 13, as `marts.report_06a` names them."""

FIRST_COLUMN: Final = 3

IDENTITIES: Final = ((3, (4, 5, 6)), (7, (8, 9, 10)), (11, (12, 13)), (3, (7, 11)))
"""A column of the form and those whose sum it must be; the form prints them in its row of numbers."""

Counts = tuple[int, ...]
"""The values of `MEASURES`, in their order."""

NOTHING: Final[Counts] = (0,) * len(MEASURES)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a form, both included; `last` is not after the as-of day."""

    start: date
    last: date


def read_counts(con: duckdb.DuckDBPyConnection, units: Sequence[str], period: Period) -> dict[str, Counts]:
    """Return the counts (marts.form_06a) of those of `units` that have any in the period."""
    found = con.execute(
        f"""
        select unit_code, {", ".join(MEASURES)}
        from marts.form_06a
        where
            unit_code in (select unnest($1::varchar[])) and period_type = $2 and period_name = $3
            and period_start = $4 and period_end = $5
        order by unit_code
        """,
        [list(units), period.type, period.name, period.start, period.end],
    ).fetchall()
    return {unit: tuple(counts) for unit, *counts in found}


def read_reported(con: duckdb.DuckDBPyConnection, units: Sequence[str], span: Span) -> dict[str, Counts]:
    """Return what the portals' own forms of exactly these days say of `units` (marts.report_06a)."""
    found = con.execute(
        f"""
        select unit_code, {", ".join(MEASURES)}
        from marts.report_06a
        where unit_code in (select unnest($units::varchar[])) and period_start = $start and period_end = $last
        order by unit_code, portal
        """,
        {"units": list(units), "start": span.start, "last": span.last},
    ).fetchall()
    return {unit: tuple(int(count) for count in counts) for unit, *counts in found}


def broken_identities(counts: Counts) -> list[str]:
    """Return the form's identities that do not hold, each with its numbers: `(3)=(7)+(11): 5 ≠ 3+1`."""
    broken = []
    for whole, parts in IDENTITIES:
        total = counts[whole - FIRST_COLUMN]
        summands = [counts[part - FIRST_COLUMN] for part in parts]
        if total != sum(summands):
            told = "+".join(f"({part})" for part in parts)
            broken.append(f"({whole})={told}: {total} ≠ {'+'.join(map(str, summands))}")
    return broken


def total_of(rows: Sequence[Counts]) -> Counts:
    """Return the sums of the columns."""
    return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else NOTHING
