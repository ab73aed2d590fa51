"""Draws the payments of a case."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from orchestration.simulator import cases
from orchestration.simulator.cases import Case, Payment
from orchestration.simulator.dice import chance, pick, whole
from orchestration.simulator.officedays import office_day_from
from orchestration.simulator.schedule import Slot

FEE_KINDS = ("Phí", "Lệ phí")
WITHOUT_SUCCESS = (cases.FAILED, cases.PENDING, cases.CANCELLED, cases.REFUNDED)
LAST_CREATION = timedelta(hours=1)
"""So long before the end of the range the last payment is created: it is settled within the range."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A payment that is to be drawn: its place among the case's, the way it is made, how it ends."""

    place: int
    is_online: bool
    outcome: str


def draw_payments(rng: Random, case: Case, slot: Slot, horizon: datetime) -> tuple[Payment, ...]:
    """Draw the slot's succeeded payments and, now and then, one that did not succeed."""
    methods = [True] * slot.online_payments + [False] * (slot.payments - slot.online_payments)
    attempts = [Attempt(place, is_online, cases.SUCCEEDED) for place, is_online in enumerate(methods, 1)]
    if case.procedure.has_fee and chance(rng, 0.06):
        attempts.append(Attempt(len(attempts) + 1, chance(rng, 0.5), pick(rng, WITHOUT_SUCCESS)))
    received = case.received_at or case.submitted_at
    return tuple(_payment(rng, case.code, received, attempt, horizon) for attempt in attempts)


def _payment(rng: Random, case_code: str, received: datetime, attempt: Attempt, horizon: datetime) -> Payment:
    created = max(received + timedelta(minutes=1), min(_creation(rng, received), horizon - LAST_CREATION))
    settled = created + timedelta(minutes=whole(rng, 1, 25) if chance(rng, 0.9) else whole(rng, 1440, 1500))
    if attempt.is_online:
        method, channel = cases.PAID_ONLINE, pick(rng, (cases.NATIONAL_PORTAL, cases.PROVINCIAL_PORTAL))
    else:
        method, channel = (
            pick(rng, (cases.PAID_CASH, cases.PAID_CASH, cases.PAID_TRANSFER)),
            cases.PAID_AT_COUNTER,
        )
    return Payment(
        code=f"GD{case_code.replace('.', '').replace('-', '')}{attempt.place:02d}",
        case_code=case_code,
        fee_kind=pick(rng, FEE_KINDS),
        amount=whole(rng, 1, 60) * 5000,
        method=method,
        channel=channel,
        created_at=created,
        settled_at=min(settled, horizon),
        outcome=attempt.outcome,
        has_short_hours=channel == cases.PROVINCIAL_PORTAL and chance(rng, 0.15),
    )


def _creation(rng: Random, received: datetime) -> datetime:
    """Draw when a payment is asked for: mostly at once, else in office hours within a week."""
    if chance(rng, 0.7):
        return received + timedelta(minutes=whole(rng, 1, 60))
    day = office_day_from(received.date() + timedelta(days=whole(rng, 1, 4)))
    return datetime.combine(day, time(whole(rng, 8, 16), whole(rng, 0, 59), whole(rng, 0, 59)))
