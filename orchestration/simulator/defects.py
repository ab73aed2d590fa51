"""Sows faulty records, each with exactly one fault, beside the good ones, and keeps where each stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Generic, TypeVar

from orchestration.simulator import cases
from orchestration.simulator.cases import CaseState, PaymentState
from orchestration.simulator.places import Lines
from orchestration.simulator.windows import Window

Item = TypeVar("Item")

HIGHEST_RATE = 0.05
UNREADABLE = "unreadable_row"
UNKNOWN_DISTRICT = "000.00.88"
FAR_AHEAD = timedelta(days=17_500)
"""Longer than any range, so that it lies after every export, and still before the year 2100."""


def unknown_unit(code: str) -> str:
    """Give the code of an office that no register has, in the province of a unit."""
    return f"{UNKNOWN_DISTRICT}.{code[10:13]}"


def _processed(state: CaseState, received: datetime, finished: datetime | None) -> CaseState:
    return replace(state, status=cases.STATUS_PROCESSED, received=received, finished=finished)


CASE_FAULTS: dict[str, Callable[[CaseState, datetime], CaseState]] = {
    "missing_key": lambda state, _: replace(state, code=""),
    "bad_case_code": lambda state, at: replace(state, code=f"HS/{at:%Y}/{state.code[-5:]}"),
    "unknown_unit": lambda state, _: replace(
        state,
        code=unknown_unit(state.code) + state.code[13:],
        unit_code=unknown_unit(state.code),
        unit_name="Đơn vị không có trong danh mục",
    ),
    "bad_timestamp": lambda state, at: replace(state, due=f"{at:%Y}1345250000"),
    "bad_code": lambda state, _: replace(state, status="77"),
    "finished_before_received": lambda state, at: _processed(state, at, at - timedelta(days=1)),
    "received_in_future": lambda state, at: replace(state, received=at + FAR_AHEAD),
    "finished_without_moment": lambda state, at: _processed(state, at, None),
}
PAYMENT_FAULTS: dict[str, Callable[[PaymentState], PaymentState]] = {
    "missing_key": lambda state: replace(state, code=""),
    "orphan_payment": lambda state: replace(state, case_code=f"{state.case_code[:20]}-99999"),
    "bad_timestamp": lambda state: replace(state, created="31/02/2023 08:00:00"),
    "bad_code": lambda state: replace(state, status="Không rõ"),
    "bad_amount": lambda state: replace(state, amount="-5000"),
}


@dataclass(frozen=True, slots=True)
class Mixed(Generic[Item]):
    """Records with the faulty ones in their middle: `rules` are theirs, from the place `first` on."""

    lines: list[Item]
    first: int
    rules: Sequence[str]


class Defects:
    """Sows the faults of one portal and counts them by source and rule.

    A fault is sown once for every 1/rate good records of its source that were written, the first one
    at once, so that a small world has each of them too. Unreadable lines wait for a file of lines.
    """

    def __init__(self, rate: float) -> None:
        """Take the rate (faulty records of each rule per good record); 0 sows nothing."""
        self._rate = rate
        self.sown: dict[str, Counter[str]] = {}
        self.verdicts: list[tuple[str, str | None, int, str]] = []
        self._due: dict[tuple[str, str], float] = {}

    def mix(
        self, source: str, good: list[Item], rules: Iterable[str], spoilt: Callable[[str, int], Item]
    ) -> Mixed[Item]:
        """Give the records of a live export with the faulty ones in their middle.

        `spoilt` makes the faulty record of a rule, the number-th of the export.
        """
        turns = self.turns(source, rules, len(good))
        half = len(good) // 2
        faulty = [spoilt(rule, number) for number, rule in enumerate(turns)]
        return Mixed([*good[:half], *faulty, *good[half:]], half, turns)

    def note(self, path: str, mixed: Mixed[Item], lines: Lines) -> None:
        """Keep where the faulty records of a written file stand: (path, member, line, rule)."""
        for place, rule in enumerate(mixed.rules, mixed.first):
            self.verdicts.append((path, *lines.of(place), rule))

    def turns(self, source: str, rules: Iterable[str], rows: int) -> list[str]:
        """List the rules whose turn has come after so many good rows, counting them as sown."""
        turns: list[str] = []
        if not self._rate or not rows:
            return turns
        for rule in rules:
            due = self._due.get((source, rule), 1.0) + rows * self._rate
            self._due[source, rule] = due - int(due)
            turns += [rule] * int(due)
        self.sown.setdefault(source, Counter()).update(turns)
        return turns

    def put_back(self, source: str, rule: str) -> None:
        """Let a rule wait for which there was no record to spoil."""
        self._due[source, rule] += 1
        self.sown[source][rule] -= 1


def spoilt_case(pattern: CaseState, window: Window, rule: str, number: int) -> CaseState:
    """Spoil a faultless record of a new code, received in the window, after the pattern of another one."""
    received = datetime.combine(window.first, time(9, 0))
    code = f"{pattern.case.unit.code}-{window.first:%y%m%d}-{90000 + number % 9999}"
    case = replace(pattern.case, supplement=None, extension=None, payments=(), fixed_text="")
    good = replace(
        pattern,
        case=case,
        code=code,
        unit_code=case.unit.code,
        unit_name=case.unit.name,
        status=cases.STATUS_PROCESSING,
        submitted=received,
        received=received,
        due=None,
        finished=None,
        returned=None,
        extension=None,
    )
    return CASE_FAULTS[rule](good, received)


def spoilt_payment(pattern: PaymentState, rule: str, number: int) -> PaymentState:
    """Spoil a faultless record of a new code after the pattern of another one."""
    code, paid = f"{pattern.code}{number:05d}", pattern.paid or pattern.created
    return PAYMENT_FAULTS[rule](replace(pattern, code=code, status=cases.SUCCEEDED, paid=paid))
