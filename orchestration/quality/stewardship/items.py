"""Quality items: one for each check that did not pass in the last audit or that somebody has decided about.

An item is a fault and not a night: it keeps its id, the check's, as long as the check is broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.quality.stewardship.journal import Decision, Journal, standing, waivers_in_force


class ItemError(ValueError):
    """There is no such item, or it cannot be decided so; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the last audit saw of a check; the fields are those of `quality.check_results`."""

    check_id: str
    severity: str
    outcome: str
    failing_rows: int
    text: str
    observed: str
    expected: str
    remedy: str
    sample: Sequence[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what was seen last (None where the check is gone), what was decided, and how it stands.

    `state`: `open`, `waived`, `ended` (a waiver has run out and the check is still broken), `raised` (a difference that
    holds units), `rejected` (a load or row) or `closed` (it passes, or the decision was taken back).
    """

    check_id: str
    finding: Finding | None
    decisions: Sequence[Decision]
    state: str
    waiver: Decision | None

    @property
    def assignee(self) -> str:
        """To whom it is assigned, or nothing."""
        return next((one.text for one in reversed(self.decisions) if one.action == "assign"), "")


def read_findings(con: duckdb.DuckDBPyConnection) -> dict[str, Finding]:
    """The last audit's answers by check; raises duckdb.CatalogException where no audit has run."""
    rows = con.execute(
        "select check_id, severity, outcome, failing_rows, text, observed, expected, remedy, coalesce(sample, [])"
        " from quality.check_results order by check_id"
    ).fetchall()
    return {row[0]: Finding(*row) for row in rows}


def items_of(findings: dict[str, Finding], journal: Journal, today: date) -> list[Item]:
    """All items: broken checks first, blocking ones before warnings, then those that only have decisions."""
    waivers = waivers_in_force(journal.decisions, today)
    broken = [one.check_id for one in findings.values() if one.outcome != "passed"]
    decided = [one.item for one in journal.decisions]
    items = [_item(name, findings.get(name), journal, waivers.get(name)) for name in dict.fromkeys([*broken, *decided])]
    order = ("block", "hold", "warn")
    return sorted(
        items,
        key=lambda one: (
            one.state == "closed",
            order.index(one.finding.severity) if one.finding else len(order),
            one.check_id,
        ),
    )


def find_item(findings: dict[str, Finding], journal: Journal, today: date, check_id: str) -> Item:
    """The item of one check, also of one that passes. Raises ItemError for a check that nobody knows."""
    waiver = waivers_in_force(journal.decisions, today).get(check_id)
    if check_id not in findings and not journal.about(check_id):
        near = [name for name in findings if check_id in name][:5]
        hint = f"; did you mean {', '.join(near)}?" if near else "; motcua steward list shows them"
        raise ItemError(f"{check_id}: there is no such item{hint}")
    return _item(check_id, findings.get(check_id), journal, waiver)


def check_waivable(item: Item, until: date, today: date) -> None:
    """Raise ItemError where a waiver of `item` until that day could do nothing."""
    if until < today:
        raise ItemError(f"--until {until} has passed: a waiver ends today ({today}) or later")
    if item.finding is None or item.finding.outcome == "passed":
        raise ItemError(f"{item.check_id} did not fail in the last audit: there is nothing to waive")
    if item.finding.outcome in ("skipped", "error"):
        raise ItemError(
            f"{item.check_id} gave no answer ({item.finding.outcome}): nobody can answer for what was not seen;"
            " mend the check and refresh"
        )


def _item(check_id: str, finding: Finding | None, journal: Journal, waiver: Decision | None) -> Item:
    decisions = journal.about(check_id)
    decided = [one.action for one in decisions if one.action in ("raise", "reject", "reopen")]
    kept_out = {"raise": "raised", "reject": "rejected"}.get(decided[-1]) if decided else None
    if kept_out is not None:
        state = kept_out
    elif finding is None or finding.outcome == "passed":
        state = "closed"
    elif waiver is not None:
        state = "waived"
    else:
        state = "ended" if standing(decisions, "waive") else "open"
    return Item(check_id, finding, decisions, state, waiver)
