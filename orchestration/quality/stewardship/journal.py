"""The journal of stewards' decisions: one chained line each (`orchestration/chain.py`), who, when, what and why.

Nothing is ever taken back: a later decision about the same item stands in place of an earlier one of its kind.
"""

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from orchestration.chain import FIRST_HASH, ChainError, append_lines, chained_line, read_chain, repair_tail

Action = Literal["waive", "raise", "reject", "reopen", "assign", "comment", "send"]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `item`: the check, load or row it is about; `moment` of the machine, local time of Vietnam.

    `text`: the reason of a waiver, a raise, a rejection or a reopening, the comment, the file that was sent back, or
    the name of the one to whom it is assigned.
    `until`: the last day of a waiver, else None.
    """

    sequence: int
    moment: datetime
    who: str
    action: Action
    item: str
    text: str
    until: date | None = None


@dataclass(slots=True)
class Journal:
    """The decisions of one warehouse, in order. `heads[n]` is the hash of the chain after n decisions."""

    path: Path
    decisions: list[Decision] = field(default_factory=list)
    heads: list[str] = field(default_factory=lambda: [FIRST_HASH])

    @classmethod
    def read(cls, path: Path) -> "Journal":
        """Read the journal at `path`, which need not exist. Raises ChainError where it was edited or cut."""
        journal = cls(path)
        for number, record, head in read_chain(path):
            try:
                journal.decisions.append(_decision_of(record))
            except (ValueError, TypeError, KeyError) as error:
                raise ChainError(f"{path} line {number} is not a decision ({error}): restore it") from error
            journal.heads.append(head)
        return journal

    def about(self, item: str) -> list[Decision]:
        """The decisions about one item, the earliest first."""
        return [one for one in self.decisions if one.item == item]


def standing(decisions: Iterable[Decision], action: Action, known_by: datetime | None = None) -> dict[str, Decision]:
    """Item → the last decision of one kind about it, where no `reopen` came after it.

    `known_by`: only decisions made up to this moment count (replay), None for all.
    """
    known = [one for one in decisions if known_by is None or one.moment <= known_by]
    last = {one.item: one for one in known if one.action in (action, "reopen")}
    return {item: one for item, one in last.items() if one.action == action}


Waivers = Mapping[str, Decision]
"""Check → the decision that waives it."""


def waivers_in_force(decisions: Iterable[Decision], today: date, known_by: datetime | None = None) -> Waivers:
    """The waivers that hold on `today`, their last day included; `known_by` as in `standing`."""
    waived = standing(decisions, "waive", known_by)
    return {item: one for item, one in waived.items() if one.until is not None and today <= one.until}


def decide(  # noqa: PLR0913, PLR0917 - one argument a field of the decision
    path: Path, moment: datetime, who: str, action: Action, item: str, text: str, until: date | None = None
) -> Decision:
    """Append one decision durably; two stewards at once come one after the other. Raises ChainError as `read`."""
    with _alone(path):
        repair_tail(path)
        journal = Journal.read(path)
        decision = Decision(len(journal.decisions) + 1, moment, who, action, item, text, until)
        record = {**asdict(decision), "moment": moment.isoformat(), "until": until.isoformat() if until else None}
        append_lines(path, [chained_line(record, journal.heads[-1])])
    return decision


def _decision_of(record: Mapping[str, Any]) -> Decision:
    until = record["until"]
    decision = Decision(
        **{
            **record,
            "moment": datetime.fromisoformat(record["moment"]),
            "until": date.fromisoformat(until) if until is not None else None,
        }
    )
    if decision.action not in ACTIONS:
        raise ValueError(f"action {decision.action!r} is none of {', '.join(ACTIONS)}")
    return decision


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
