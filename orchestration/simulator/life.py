"""Draws what happens to a case, from being handed in to its result, within the range."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from orchestration.simulator import cases
from orchestration.simulator.cases import Case, Document, Extension
from orchestration.simulator.catalogue import INFORMATION_CHOICES, ONLINE_CHOICES, Catalogue
from orchestration.simulator.dice import chance, pick, whole
from orchestration.simulator.officedays import office_day_from
from orchestration.simulator.payments import draw_payments
from orchestration.simulator.people import draw_applicant
from orchestration.simulator.province import Unit
from orchestration.simulator.schedule import INFORMATION, ONLINE, REFUSED, REGISTERED, Slot

CLOSING_HOUR = time(17, 0)
REASONS = (
    "Cần xác minh thêm hồ sơ tại địa phương",
    "Chờ ý kiến của cơ quan phối hợp",
    "Khối lượng hồ sơ tăng đột biến",
)
Steps = list[tuple[datetime, str]]
Supplement = tuple[datetime, datetime | None]
"""When a supplement was asked for and, if it was, handed in."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a unit works: the shares (0 to 1) of its cases that are on time, digitised, given out digitally."""

    on_time: float
    digitised: float
    digital_result: float


@dataclass(frozen=True, slots=True)
class Office:
    """A unit at work."""

    unit: Unit
    habits: Habits


def draw_habits(rng: Random) -> Habits:
    """Draw a unit's habits."""
    return Habits(0.7 + 0.29 * rng.random(), 0.4 + 0.55 * rng.random(), 0.3 + 0.65 * rng.random())


@dataclass(frozen=True, slots=True)
class Ending:
    """How a received case goes on; moments beyond the horizon have not happened."""

    steps: Steps
    finished_at: datetime | None
    returned_at: datetime | None
    supplement: Supplement | None


class Life:
    """Draws cases; one per portal and day may be used independently of the others."""

    def __init__(self, catalogue: Catalogue, horizon: datetime) -> None:
        """Take the procedures and the last second of the range, after which nothing happens."""
        self._catalogue = catalogue
        self._horizon = horizon

    def draw(self, rng: Random, slot: Slot, office: Office, day: date, number: int) -> Case:
        """Draw the case of a slot, the `number`-th that its unit got on that day."""
        unit, habits = office.unit, office.habits
        is_online = slot.kind in (ONLINE, REGISTERED, REFUSED)
        choice = (INFORMATION_CHOICES if slot.kind == INFORMATION else ONLINE_CHOICES)[not slot.payments]
        procedure = self._catalogue.draw(rng, day, unit.level_digit, choice)
        submitted = _arrival(rng, day, is_online)
        is_local = chance(rng, 0.1)
        case = Case(
            code=f"{unit.code}-{day:%y%m%d}-{number:04d}",
            unit=unit,
            procedure=procedure,
            procedure_code=f"{procedure.code}.000.00.00.H09" if is_local else procedure.code,
            channel=cases.ONLINE if is_online else cases.POST if chance(rng, 0.06) else cases.COUNTER,
            filed_by="2" if is_online and chance(rng, 0.3) else "1",
            filed_at="1" if chance(rng, 0.4) else "2",
            applicant=draw_applicant(rng),
            submitted_at=submitted,
            received_at=None,
            refused_at=None,
            due_at=None,
            finished_at=None,
            returned_at=None,
            steps=((submitted, cases.STATUS_REGISTERED),),
            supplement=None,
            extension=None,
            documents=_documents(rng, habits),
            has_digital_result=chance(rng, habits.digital_result),
            is_signed=chance(rng, 0.8),
            is_synced=chance(rng, 0.9),
        )
        if slot.kind == REFUSED:
            self._refuse(rng, case)
        elif slot.kind != REGISTERED:
            self._receive(rng, case, habits)
            case.payments = draw_payments(rng, case, slot, self._horizon)
        return case

    def _refuse(self, rng: Random, case: Case) -> None:
        refused = case.submitted_at + timedelta(hours=whole(rng, 1, 30))
        if refused <= self._horizon:
            case.refused_at = refused
            case.steps = (*case.steps, (refused, cases.STATUS_REFUSED))

    def _receive(self, rng: Random, case: Case, habits: Habits) -> None:
        """Accept the case on its day and let it run its course."""
        received = case.submitted_at
        if case.channel == cases.ONLINE:
            received += timedelta(minutes=whole(rng, 1, 55))
        case.received_at = received
        promise = _promise(received.date(), case.procedure.hours)
        case.due_at = None if chance(rng, 0.02) else promise
        on_time = chance(rng, habits.on_time)
        finish = _finish(rng, received, promise, on_time)
        if not on_time and case.due_at is not None and chance(rng, 0.3):
            case.extension = _extension(rng, received, case.due_at, finish, self._horizon)
        ending = _ending(rng, received, finish)
        case.supplement = _happened(ending.supplement, self._horizon)
        case.finished_at = _before(ending.finished_at, self._horizon)
        case.returned_at = _before(ending.returned_at, self._horizon)
        start = [(case.submitted_at, cases.STATUS_REGISTERED), (received, cases.STATUS_ACCEPTED)]
        case.steps = tuple(step for step in [*start, *ending.steps] if step[0] <= self._horizon)


def _arrival(rng: Random, day: date, is_online: bool) -> datetime:
    """Draw when a case is handed in: office hours at the counter, 06:00 to 22:00 online."""
    minute = whole(rng, 6 * 60, 22 * 60 - 1) if is_online else whole(rng, 7 * 60 + 30, 16 * 60 + 45)
    return datetime.combine(day, time(minute // 60, minute % 60, whole(rng, 0, 59)))


def _promise(received: date, hours: int) -> datetime:
    """Give the due moment: the procedure's working days later, at closing hour of an office day."""
    days = max(hours // 8, 1)
    return datetime.combine(office_day_from(received + timedelta(days=days + 2 * (days // 5))), CLOSING_HOUR)


def _finish(rng: Random, received: datetime, promise: datetime, on_time: bool) -> datetime:
    """Draw when the work is done; a case on time is done on its due day or before."""
    if on_time:
        # the square root makes the days near the promise the more common ones
        days = int(rng.random() ** 0.5 * ((promise.date() - received.date()).days + 1))
        day = office_day_from(received.date() + timedelta(days=days))
    else:
        day = office_day_from(promise.date() + timedelta(days=1 + int(rng.random() ** 2 * 20)))
    if day == received.date():
        return received + timedelta(minutes=whole(rng, 20, 60))
    return datetime.combine(day, time(whole(rng, 8, 16), whole(rng, 0, 59), whole(rng, 0, 59)))


def _extension(rng: Random, received: datetime, due: datetime, finish: datetime, horizon: datetime) -> Extension | None:
    """Draw an extension on the due day's morning; half of them reach the day of finishing."""
    at = datetime.combine(due.date(), time(9, 0))
    days = max((finish.date() - due.date()).days, 1) if chance(rng, 0.5) else 1
    new_due = datetime.combine(office_day_from(due.date() + timedelta(days=days)), CLOSING_HOUR)
    letter = f"{whole(rng, 1, 900)}/XL-{due:%Y}"
    return Extension(at, pick(rng, REASONS), due, new_due, letter) if received < at <= horizon else None


def _ending(rng: Random, received: datetime, finish: datetime) -> Ending:
    """Draw the steps between acceptance and result."""
    span = finish - received
    steps: Steps = [(_part(received, span, 0.1), cases.STATUS_PROCESSING)]
    supplement: Supplement | None = None
    turn = rng.random()
    if turn < STUCK:
        asked = _part(received, span, 0.5)
        waits_for = cases.STATUS_SUPPLEMENT if chance(rng, 0.6) else cases.STATUS_FEE
        supplement = (asked, None) if waits_for == cases.STATUS_SUPPLEMENT else None
        return Ending([*steps, (asked, waits_for)], None, None, supplement)
    if turn < CLOSED:
        closed = cases.STATUS_WITHDRAWN if chance(rng, 0.6) else cases.STATUS_STOPPED
        return Ending([*steps, (finish, closed)], finish, None, None)
    if turn < SUPPLEMENTED and span > timedelta(days=2):
        asked, answered = _part(received, span, 0.3), _part(received, span, 0.6)
        steps += [(asked, cases.STATUS_SUPPLEMENT), (answered, cases.STATUS_PROCESSING)]
        supplement = (asked, answered)
    if turn > HANDED_OVER:
        return Ending([*steps, (finish, cases.STATUS_RETURNED)], None, finish, supplement)
    steps.append((finish, cases.STATUS_PROCESSED))
    if chance(rng, 0.1):
        return Ending(steps, finish, None, supplement)
    returned = _handing_over(rng, finish)
    return Ending([*steps, (returned, cases.STATUS_RETURNED)], finish, returned, supplement)


def _handing_over(rng: Random, finish: datetime) -> datetime:
    """Draw when the result is fetched: at once, or in office hours on one of the next days."""
    if chance(rng, 0.5):
        return finish + timedelta(minutes=whole(rng, 1, 15))
    day = office_day_from(finish.date() + timedelta(days=whole(rng, 1, 3)))
    return datetime.combine(day, time(whole(rng, 8, 16), whole(rng, 0, 59), whole(rng, 0, 59)))


STUCK, CLOSED, SUPPLEMENTED, HANDED_OVER = 0.015, 0.035, 0.1, 0.98
"""Turns of a case, by one draw: waits for the applicant for ever, is closed without a result, needs a
supplement, has its result handed over without the finishing being noted."""


def _part(start: datetime, span: timedelta, share: float) -> datetime:
    """Give the moment, in whole seconds, at which a share (0 to 1) of a span has passed."""
    return start + timedelta(seconds=int(span.total_seconds() * share))


def _documents(rng: Random, habits: Habits) -> tuple[Document, ...]:
    count = whole(rng, 0, 3)
    all_digitised = chance(rng, habits.digitised)
    return tuple(Document(all_digitised or chance(rng, 0.4), chance(rng, 0.2)) for _ in range(count))


def _before(moment: datetime | None, horizon: datetime) -> datetime | None:
    return moment if moment is not None and moment <= horizon else None


def _happened(supplement: Supplement | None, horizon: datetime) -> Supplement | None:
    if supplement is None or supplement[0] > horizon:
        return None
    return supplement[0], _before(supplement[1], horizon)
