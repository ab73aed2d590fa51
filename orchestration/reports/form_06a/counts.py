"""Columns 3 to 13 of form 06a, counted from the published cases of each unit (kpi_semantics.md, "Form 06a").

Cases newly registered or refused are not counted. Column 6 is what was open at the end of the day before the period, 11
what was open at the end of its last day; in a period that is not over the day of the as-of moment is its last. Days are
compared, not hours. 9 takes in cases without a due day and those withdrawn or stopped in the period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb

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


def count_cases(con: duckdb.DuckDBPyConnection, units: Sequence[str], span: Span) -> dict[str, Counts]:
    """Return the counts of those of `units` that have any; each unit's own cases only."""
    found = con.execute(_QUERY, {"units": list(units), "start": span.start, "last": span.last}).fetchall()
    return {unit: tuple(counts) for unit, *counts in found if any(counts)}


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


_QUERY: Final = """
with cases as (
    select
        unit_code, is_online, is_finished, finished_date, received_date, closed_date,
        due_at::date as due_date,
        is_open or closed_date is not null as is_stock,
        case when closed_date is not null then greatest(closed_date, received_date) end as gone_date,
    from marts.fct_cases
    where is_received and unit_code in (select unnest($units::varchar[]))
),

judged as (
    select
        unit_code,
        received_date between $start and $last and is_online as is_online_now,
        received_date between $start and $last and not is_online as is_counter_now,
        is_stock and received_date < $start and coalesce(gone_date >= $start, true) as is_carried_in,
        coalesce(closed_date between $start and $last, false) as is_resolved,
        coalesce(is_finished and finished_date < due_date, false) as is_early,
        coalesce(is_finished and finished_date > due_date, false) as is_late,
        is_stock and received_date <= $last and coalesce(gone_date > $last, true) as is_open_then,
        coalesce(due_date < $last, false) as is_past_due,
    from cases
)

select
    unit_code,
    count_if(is_online_now or is_counter_now or is_carried_in),
    count_if(is_online_now),
    count_if(is_counter_now),
    count_if(is_carried_in),
    count_if(is_resolved),
    count_if(is_resolved and is_early),
    count_if(is_resolved and not is_early and not is_late),
    count_if(is_resolved and is_late),
    count_if(is_open_then),
    count_if(is_open_then and not is_past_due),
    count_if(is_open_then and is_past_due),
from judged
group by unit_code
order by unit_code
"""
