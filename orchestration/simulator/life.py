"""Draws what happens to a case, from being handed in to its result, within the range."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from orchestration.simulator import cases, quirks
from orchestration.simulator.cases import Case, Document
from orchestration.simulator.catalogue import INFORMATION_CHOICES, ONLINE_CHOICES, Catalogue
from orchestration.simulator.dice import chance, pick, whole
from orchestration.simulator.endings import Supplement, ending, extension, finish, promise
from orchestration.simulator.handling import draw_events, draw_rating
from orchestration.simulator.payments import draw_payments
from orchestration.simulator.people import PLACEHOLDER, Applicant, applicant
from orchestration.simulator.province import HUYEN, Unit
from orchestration.simulator.schedule import INFORMATION, ONLINE, REFUSED, REGISTERED, Slot

BACK_DATED_HOUR = time(16, 0)


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


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people who come to a portal: their number, and which world (0 to 9) they belong to."""

    size: int
    world: int


def draw_habits(rng: Random) -> Habits:
    """Draw a unit's habits."""
    return Habits(0.7 + 0.29 * rng.random(), 0.4 + 0.55 * rng.random(), 0.3 + 0.65 * rng.random())


class Life:
    """Draws cases; one per portal and day may be used independently of the others."""

    def __init__(self, catalogue: Catalogue, horizon: datetime) -> None:
        """Take the procedures and the last second of the range, after which nothing happens."""
        self._catalogue = catalogue
        self._horizon = horizon

    def draw(  # noqa: PLR0913, PLR0917 - all that a case depends on, so that each can be drawn by itself
        self, rng: Random, slot: Slot, office: Office, crowd: Crowd, day: date, number: int
    ) -> Case:
        """Draw the case of a slot, the `number`-th that its unit got on that day."""
        unit, habits = office.unit, office.habits
        is_online = slot.kind in (ONLINE, REGISTERED, REFUSED)
        choice = (INFORMATION_CHOICES if slot.kind == INFORMATION else ONLINE_CHOICES)[not slot.payments]
        procedure = self._catalogue.draw(rng, day, unit.level_digit, choice)
        submitted = _arrival(rng, day, is_online)
        is_local = chance(rng, 0.1)
        channel = cases.ONLINE if is_online else cases.POST if chance(rng, 0.06) else cases.COUNTER
        case = Case(
            code=f"{unit.code}-{day:%y%m%d}-{number:0{5 if unit.index % 4 == 1 else 4}d}",
            unit=unit,
            procedure=procedure,
            procedure_code=f"{procedure.code}.000.00.00.{unit.code[-3:]}" if is_local else procedure.code,
            channel=channel,
            filed_by=_filed_by(rng, channel),
            filed_at="1" if chance(rng, 0.4) else "2",
            applicant=_applicant(rng, crowd),
            submitted_at=submitted,
            received_at=None,
            refused_at=None,
            due_at=None,
            finished_at=None,
            noted_at=None,
            returned_at=None,
            steps=((submitted, cases.STATUS_REGISTERED),),
            supplement=None,
            extension=None,
            documents=_documents(rng, habits),
            has_digitised_file=unit.portal != HUYEN and chance(rng, 0.5),
            has_digital_result=chance(rng, habits.digital_result),
            is_signed=chance(rng, 0.8),
            is_synced=chance(rng, 0.9),
        )
        self._run(rng, case, slot, habits)
        return case

    def _run(self, rng: Random, case: Case, slot: Slot, habits: Habits) -> None:
        """Let the case run its course: refused, never looked at, or received with all that follows."""
        if slot.kind == REFUSED:
            self._refuse(rng, case)
        elif slot.kind != REGISTERED:
            self._receive(rng, case, habits)
            self._accompany(rng, case, slot)
        _note_quirks(case)

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
        if chance(rng, 0.01):
            case.submitted_at = received
            case.quirks.append(quirks.COPIED_MOMENT)
        promised = promise(received.date(), case.procedure.hours)
        case.due_at = None if chance(rng, 0.02) else promised
        on_time = chance(rng, habits.on_time)
        finished = finish(rng, received, promised, on_time)
        if not on_time and case.due_at is not None and chance(rng, 0.3):
            extended = extension(rng, received, case.due_at, finished)
            case.extension = extended if extended and extended.at <= self._horizon else None
        end = ending(rng, received, finished)
        case.supplement = _happened(end.supplement, self._horizon)
        case.noted_at = _before(end.finished_at, self._horizon)
        case.finished_at = self._back_dated(rng, case) if chance(rng, 0.02) else case.noted_at
        case.returned_at = _before(end.returned_at, self._horizon)
        start = [(case.submitted_at, cases.STATUS_REGISTERED), (received, cases.STATUS_ACCEPTED)]
        case.steps = tuple(step for step in [*start, *end.steps] if step[0] <= self._horizon)
        if end.quirk and case.noted_at:
            case.quirks.append(end.quirk)

    def _back_dated(self, rng: Random, case: Case) -> datetime | None:
        """Give a moment on the due day instead of the true one, if that was later."""
        due, noted = case.last_due_at, case.noted_at
        if due is None or noted is None or noted.date() <= due.date():
            return noted
        case.quirks.append(quirks.BACK_DATED)
        return datetime.combine(due.date(), BACK_DATED_HOUR) + timedelta(minutes=whole(rng, 0, 50))

    def _accompany(self, rng: Random, case: Case, slot: Slot) -> None:
        """Draw fees, payments, recorded steps and the rating of a received case."""
        case.payments = draw_payments(rng, case, slot, self._horizon)
        case.quirks += [quirks.TWELVE_HOURS for payment in case.payments if payment.has_short_hours]
        if case.payments:
            case.fees = tuple(payment.amount for payment in case.payments)
        elif case.procedure.has_fee and chance(rng, 0.6):
            case.fees = (0,) if chance(rng, 0.2) else (whole(rng, 1, 60) * 5000,)
        if case.unit.portal != HUYEN:
            case.events = draw_events(rng, case, self._horizon)
        case.rating = draw_rating(rng, case, self._horizon)


def _note_quirks(case: Case) -> None:
    """Note what the record shows otherwise than it should."""
    if case.applicant.identity == PLACEHOLDER:
        case.quirks.append(quirks.PLACEHOLDER)
    if case.unit.portal == HUYEN:
        return
    if case.channel == cases.ONLINE and case.filed_by == cases.BY_OFFICER:
        case.quirks.append(quirks.TYPED_IN)
    if case.extension and case.extension.reason in quirks.WITHOUT_REASON:
        case.quirks.append(quirks.NO_REASON)
    if len(case.procedure.name) > quirks.LONGEST_NAME:
        case.quirks.append(quirks.NAME_CUT)


def _applicant(rng: Random, crowd: Crowd) -> Applicant:
    """Draw who comes; one in eighty gives no identity and gets the placeholder."""
    drawn = applicant(int(rng.random() * crowd.size), crowd.world)
    if drawn.identity and chance(rng, 0.0125):
        return Applicant(drawn.kind, drawn.name, PLACEHOLDER, drawn.phone, drawn.email)
    return drawn


def _filed_by(rng: Random, channel: str) -> str:
    """Draw who filed: online the applicant or an officer who types in what was brought to the counter."""
    if channel == cases.ONLINE:
        return cases.BY_OFFICER if chance(rng, 0.3) else cases.BY_APPLICANT
    return cases.BY_POST if channel == cases.POST else cases.BY_APPLICANT


def _arrival(rng: Random, day: date, is_online: bool) -> datetime:
    """Draw when a case is handed in: office hours at the counter, 06:00 to 22:00 online."""
    minute = whole(rng, 6 * 60, 22 * 60 - 1) if is_online else whole(rng, 7 * 60 + 30, 16 * 60 + 45)
    return datetime.combine(day, time(minute // 60, minute % 60, whole(rng, 0, 59)))


def _documents(rng: Random, habits: Habits) -> tuple[Document, ...]:
    count = whole(rng, 0, 3)
    all_digitised = chance(rng, habits.digitised)
    return tuple(
        Document(all_digitised or chance(rng, 0.4), pick(rng, "0000001112"), chance(rng, 0.05), chance(rng, 0.05))
        for _ in range(count)
    )


def _before(moment: datetime | None, horizon: datetime) -> datetime | None:
    return moment if moment is not None and moment <= horizon else None


def _happened(supplement: Supplement | None, horizon: datetime) -> Supplement | None:
    if supplement is None or supplement[0] > horizon:
        return None
    return supplement[0], _before(supplement[1], horizon)
