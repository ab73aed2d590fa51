"""Draws how a received case goes on: when it is done, whether it is extended, asked about, withdrawn or stopped."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from orchestration.simulator import cases, quirks
from orchestration.simulator.cases import Extension
from orchestration.simulator.dice import chance, pick, whole
from orchestration.simulator.officedays import office_day_from

CLOSING_HOUR = time(17, 0)
REASONS = (
    "Cần xác minh thêm hồ sơ tại địa phương",
    "Chờ ý kiến của cơ quan phối hợp",
    "Khối lượng hồ sơ tăng đột biến",
)
Steps = list[tuple[datetime, str]]
Supplement = tuple[datetime, datetime | None]
"""When a supplement was asked for and, if it was, handed in."""

STUCK, CLOSED, SUPPLEMENTED, HANDED_OVER = 0.015, 0.035, 0.1, 0.98
"""Turns of a case, by one draw: waits for the applicant for ever, is closed without a result, needs a
supplement, has its result handed over without the finishing being noted."""


@dataclass(slots=True)
class Ending:
    """How a received case goes on; moments beyond the horizon have not happened."""

    steps: Steps
    finished_at: datetime | None
    returned_at: datetime | None
    supplement: Supplement | None
    quirk: str = ""


def promise(received: date, hours: int) -> datetime:
    """Give the due moment: the procedure's working days later, at closing hour of an office day."""
    days = max(hours // 8, 1)
    return datetime.combine(office_day_from(received + timedelta(days=days + 2 * (days // 5))), CLOSING_HOUR)


def finish(rng: Random, received: datetime, promised: datetime, on_time: bool) -> datetime:
    """Draw when the work is done; a case on time is done on its due day or before."""
    if on_time:
        # the square root makes the days near the promise the more common ones
        days = int(rng.random() ** 0.5 * ((promised.date() - received.date()).days + 1))
        day = office_day_from(received.date() + timedelta(days=days))
    else:
        day = office_day_from(promised.date() + timedelta(days=1 + int(rng.random() ** 2 * 20)))
    if day == received.date():
        return received + timedelta(minutes=whole(rng, 20, 60))
    return _in_office_hours(rng, day)


def extension(rng: Random, received: datetime, due: datetime, finished: datetime) -> Extension | None:
    """Draw an extension some days before the due day or on its morning; half of them reach the finishing.

    The apology goes out with it: in time (a day before the due day) or not; some have no reason.
    """
    at = datetime.combine(due.date() - timedelta(days=whole(rng, 0, 2)), time(9, 0))
    days = max((finished.date() - due.date()).days, 1) if chance(rng, 0.5) else 1
    new_due = datetime.combine(office_day_from(due.date() + timedelta(days=days)), CLOSING_HOUR)
    letter = f"{whole(rng, 1, 900)}/XL-{due:%Y}"
    reason = pick(rng, quirks.WITHOUT_REASON) if chance(rng, 0.06) else pick(rng, REASONS)
    return Extension(at, reason, due, new_due, letter, at.date()) if received < at else None


def ending(rng: Random, received: datetime, finished: datetime) -> Ending:
    """Draw the steps between acceptance and result."""
    span = finished - received
    steps: Steps = [(_part(received, span, 0.1), cases.STATUS_PROCESSING)]
    supplement: Supplement | None = None
    turn = rng.random()
    if turn < STUCK:
        return _stuck(rng, steps, _part(received, span, 0.5))
    if turn < CLOSED:
        return _closed(rng, steps, finished)
    if turn < SUPPLEMENTED and span > timedelta(days=2):
        asked, answered = _part(received, span, 0.3), _part(received, span, 0.6)
        steps += [(asked, cases.STATUS_SUPPLEMENT), (answered, cases.STATUS_PROCESSING)]
        supplement = (asked, answered)
    if turn > HANDED_OVER:
        return Ending([*steps, (finished, cases.STATUS_RETURNED)], None, finished, supplement)
    steps.append((finished, cases.STATUS_PROCESSED))
    if chance(rng, 0.1):
        return Ending(steps, finished, None, supplement)
    returned = _handing_over(rng, finished)
    return Ending([*steps, (returned, cases.STATUS_RETURNED)], finished, returned, supplement)


def _stuck(rng: Random, steps: Steps, asked: datetime) -> Ending:
    waits_for = cases.STATUS_SUPPLEMENT if chance(rng, 0.6) else cases.STATUS_FEE
    supplement = (asked, None) if waits_for == cases.STATUS_SUPPLEMENT else None
    return Ending([*steps, (asked, waits_for)], None, None, supplement)


def _closed(rng: Random, steps: Steps, finished: datetime) -> Ending:
    """Draw a case withdrawn or stopped; a third of the stopped are sent as processed."""
    if chance(rng, 0.6):
        return Ending([*steps, (finished, cases.STATUS_WITHDRAWN)], finished, None, None)
    if chance(rng, 0.3):
        steps = [*steps, (finished, cases.STATUS_PROCESSED)]
        return Ending(steps, finished, None, None, quirks.STOPPED_AS_PROCESSED)
    return Ending([*steps, (finished, cases.STATUS_STOPPED)], finished, None, None)


def _handing_over(rng: Random, finished: datetime) -> datetime:
    """Draw when the result is fetched: at once, or in office hours on one of the next days."""
    if chance(rng, 0.5):
        return finished + timedelta(minutes=whole(rng, 1, 15))
    return _in_office_hours(rng, office_day_from(finished.date() + timedelta(days=whole(rng, 1, 3))))


def _in_office_hours(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(whole(rng, 8, 16), whole(rng, 0, 59), whole(rng, 0, 59)))


def _part(start: datetime, span: timedelta, share: float) -> datetime:
    """Give the moment, in whole seconds, at which a share (0 to 1) of a span has passed."""
    return start + timedelta(seconds=int(span.total_seconds() * share))
