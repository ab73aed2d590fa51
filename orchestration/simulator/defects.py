"""Sows faulty records, each with exactly one fault, beside the good ones."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from orchestration.simulator import cases
from orchestration.simulator.cases import CaseState, PaymentState
from orchestration.simulator.payment_files import PaymentLine
from orchestration.simulator.sync_messages import Line
from orchestration.simulator.windows import Window

HIGHEST_RATE = 0.05
UNREADABLE = "unreadable_row"
UNKNOWN_UNIT = "000.00.88.H09"
FAR_AHEAD = timedelta(days=17_500)
"""Longer than any range, so that it lies after every export, and still before the year 2100."""


def _processed(state: CaseState, received: datetime, finished: datetime | None) -> CaseState:
    return replace(state, status=cases.STATUS_PROCESSED, received=received, finished=finished)


CASE_FAULTS: dict[str, Callable[[CaseState, datetime], CaseState]] = {
    "missing_key": lambda state, _: replace(state, code=""),
    "bad_case_code": lambda state, at: replace(state, code=f"HS/{at:%Y}/{state.code[-5:]}"),
    "unknown_unit": lambda state, _: replace(
        state,
        code=UNKNOWN_UNIT + state.code[len(UNKNOWN_UNIT) :],
        unit_code=UNKNOWN_UNIT,
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


class Defects:
    """Sows the faults of one portal and counts them by source and rule.

    A fault is sown once for every 1/rate good records of its source that were written, the first one
    at once, so that a small world has each of them too. Unreadable lines wait for a file of lines.
    """

    def __init__(self, rate: float) -> None:
        """Take the rate (faulty records of each rule per good record); 0 sows nothing."""
        self._rate = rate
        self.sown: dict[str, Counter[str]] = {"cases": Counter(), "payments": Counter()}
        self._due: dict[tuple[str, str], float] = {}

    def among_cases(self, states: list[CaseState], window: Window, can_break: bool) -> list[Line]:
        """Give the records of a live export with the faulty ones in their middle."""
        if not self._rate or not states:
            return list(states)
        pattern = next((state for state in states if state.case.unit.level != "commune"), states[0])
        faulty: list[Line] = []
        for rule in self._turns("cases", (*CASE_FAULTS, UNREADABLE), len(states), can_break):
            good, at = _good_case(pattern, window, len(faulty))
            faulty.append(CASE_FAULTS[rule](good, at) if rule in CASE_FAULTS else None)
        half = len(states) // 2
        return [*states[:half], *faulty, *states[half:]]

    def among_payments(self, states: list[PaymentState], can_break: bool) -> list[PaymentLine]:
        """Give the records of a live export with the faulty ones in their middle."""
        if not self._rate or not states:
            return list(states)
        faulty: list[PaymentLine] = []
        for rule in self._turns("payments", (*PAYMENT_FAULTS, UNREADABLE), len(states), can_break):
            good = _good_payment(states[0], len(faulty))
            faulty.append(PAYMENT_FAULTS[rule](good) if rule in PAYMENT_FAULTS else None)
        half = len(states) // 2
        return [*states[:half], *faulty, *states[half:]]

    def _turns(self, source: str, rules: tuple[str, ...], rows: int, can_break: bool) -> list[str]:
        """List the rules whose turn has come, counting them as sown."""
        turns: list[str] = []
        for rule in rules:
            due = self._due.get((source, rule), 1.0) + rows * self._rate
            count = int(due) if can_break or rule != UNREADABLE else 0
            self._due[source, rule] = due - count
            turns += [rule] * count
        self.sown[source].update(turns)
        return turns


def _good_case(pattern: CaseState, window: Window, number: int) -> tuple[CaseState, datetime]:
    """Give a faultless record of a new code, received at the returned moment, for a fault to spoil."""
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
    return good, received


def _good_payment(pattern: PaymentState, number: int) -> PaymentState:
    return replace(
        pattern,
        code=f"{pattern.code}{number:05d}",
        status=cases.SUCCEEDED,
        paid=pattern.paid or pattern.created,
    )
