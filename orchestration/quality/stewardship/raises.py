"""Raised differences: form 06a and the cases disagree, which only warns until a steward lets it hold the units.

An item is a check of the form, for all units, or `<check>:<unit_code>`, or `<check>:<unit_code>:<first day>` for the
form of one period. While the form differs so, the unit's figures of cases stay as last good; `reopen` takes the
decision back. A difference that comes again after it was gone holds again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from orchestration.quality.stewardship.items import ItemError
from orchestration.quality.stewardship.journal import Decision, standing

RULE = "form_06a_raised"
"""Rule of `quality.unit_faults` that such a difference breaks."""

CHECKS: Mapping[str, bool] = {"reconciliation.form_agrees_with_cases": False, "reconciliation.form_adds_up": True}
"""The checks of form 06a, and whether they ask of the form's own sums."""

Raises = Mapping[str, Decision]
"""Item → the decision that raises it."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What an item raises: differences of one kind, of a unit (None for all) and the period begun on a day (None)."""

    check: str
    unit_code: str | None = None
    period_start: date | None = None


def raised_of(item: str) -> Raised | None:
    """What an item would raise, None where it names no check of form 06a."""
    check, *place = item.split(":")
    if check not in CHECKS or len(place) > len(("unit", "day")) or not all(place):
        return None
    try:
        return Raised(check, place[0] if place else None, date.fromisoformat(place[1]) if place[1:] else None)
    except ValueError:
        return None


def raises_in_force(decisions: Iterable[Decision], known_by: datetime | None = None) -> Raises:
    """What is raised (see `standing`); a decision about another kind of item does nothing."""
    return {item: one for item, one in standing(decisions, "raise", known_by).items() if raised_of(item)}


def write_raises(con: duckdb.DuckDBPyConnection, raises: Raises) -> None:
    """Tell the models what is raised tonight (`control.raised_difference`), in the caller's transaction."""
    con.execute("delete from control.raised_difference")
    for item in sorted(raises):
        raised = raised_of(item)
        assert raised is not None, "only differences of form 06a are in force"
        row = [CHECKS[raised.check], raised.unit_code, raised.period_start]
        con.execute("insert into control.raised_difference values ($1, $2, $3)", row)


def check_raisable(con: duckdb.DuckDBPyConnection, item: str) -> None:
    """Raise ItemError where `item` names no difference that the last refresh saw."""
    raised = raised_of(item)
    if raised is None:
        raise ItemError(
            f"{item}: only a difference of form 06a can be raised; write {' or '.join(CHECKS)}, alone or with :UNIT or"
            " :UNIT:FIRST-DAY (YYYY-MM-DD) behind it; other checks block or hold by themselves"
        )
    found = con.execute(
        "select 1 from quality.reconciliation where outcome = 'differs' and starts_with(measure, 'identity_') = $1"
        " and ($2 is null or unit_code = $2) and ($3 is null or period_start = $3)",
        [CHECKS[raised.check], raised.unit_code, raised.period_start],
    ).fetchone()
    if found is None:
        raise ItemError(f"{item}: no such difference stands in quality.reconciliation; motcua reconcile lists them")
