"""Which report of a plan is due on a day. Pure calendar: no clock, no file, no publication.

The cadences and their sections are rows of the register `plan_cadences`; how their words are read stands in
docs/decisions/0008-cadences.md. A report on a month, quarter, year or peak month is due on the day after it; a month of
which only some days lie in the plan's time is reported on too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from orchestration.registers.folder import Registers
from orchestration.registers.model import Row
from orchestration.reports.asked import Asked

_FRIDAY: Final = 4
_DAY: Final = timedelta(days=1)
_LOOK_AHEAD: Final = 400
"""Days in which the next due day is looked for: more than a year."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of a plan, both days included."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Cadence:
    """One row of `plan_cadences` with the campaigns of its plan, in order.

    `first`, `last`: the days reported on; of `every_2_days` and `closing` those on which a report is due.
    """

    plan_code: str
    kind: str
    first: date
    last: date
    before_hour: int | None
    section: str
    campaigns: tuple[Campaign, ...]

    def due_on(self, day: date) -> Asked | None:
        """Return the period that is to be reported on `day`, or nothing where no report is due."""
        return _RULES[self.kind](self, day)

    def next_due(self, after: date) -> date | None:
        """Return the next day after `after` on which a report is due; None where there is none within 400 days."""
        days = (max(after + _DAY, self.first) + timedelta(ahead) for ahead in range(_LOOK_AHEAD))
        return next((day for day in days if self.due_on(day) is not None), None)

    def touches(self, start: date, end: date) -> bool:
        """Whether some day from `start` to `end` is reported on."""
        return start <= self.last and end >= self.first


def read_cadences(registers: Registers) -> list[Cadence]:
    """Return the cadences of all plans, by plan and kind."""
    campaigns = sorted(registers.rows["campaigns"].values(), key=lambda row: (row.text("period_start"), row.line))
    cadences = [_cadence(row, campaigns) for row in registers.rows["plan_cadences"].values()]
    return sorted(cadences, key=lambda cadence: (cadence.plan_code, cadence.kind))


def _cadence(row: Row, campaigns: Sequence[Row]) -> Cadence:
    plan, hour = row.text("plan_code"), row.number("before_hour")
    own = tuple(
        Campaign(one.text("campaign"), one.day("period_start") or date.min, one.day("period_end") or date.max)
        for one in campaigns
        if one.text("plan_code") == plan
    )
    first, last = row.day("valid_from") or date.min, row.day("valid_to") or date.max
    section = row.text("source_section")
    return Cadence(plan, row.text("cadence"), first, last, int(hour) if hour else None, section, own)


def _every_2_days(cadence: Cadence, day: date) -> Asked | None:
    """The campaign of the day, as it stands."""
    if not cadence.first <= day <= cadence.last or (day - cadence.first).days % 2:
        return None
    return next((_asked(one) for one in cadence.campaigns if one.start <= day <= one.end), None)


def _weekly_friday(cadence: Cadence, day: date) -> Asked | None:
    """The week that the Friday is in."""
    if day.weekday() != _FRIDAY or not cadence.first <= day <= cadence.last:
        return None
    year, week, _ = day.isocalendar()
    return Asked(f"{year}-W{week:02d}", "week")


def _monthly(cadence: Cadence, day: date) -> Asked | None:
    end = day - _DAY
    if day.day != 1 or not cadence.touches(end.replace(day=1), end):
        return None
    return Asked(f"{end:%Y-%m}", "month")


def _quarterly(cadence: Cadence, day: date) -> Asked | None:
    end = day - _DAY
    if day.day != 1 or end.month % 3 or not cadence.touches(end.replace(month=end.month - 2, day=1), end):
        return None
    return Asked(f"{end.year}-Q{end.month // 3}", "quarter")


def _yearly(cadence: Cadence, day: date) -> Asked | None:
    end = day - _DAY
    if (day.month, day.day) != (1, 1) or not cadence.touches(end.replace(month=1, day=1), end):
        return None
    return Asked(str(end.year), "year")


def _campaign_end(cadence: Cadence, day: date) -> Asked | None:
    """The campaign that ended on the eve."""
    ended = (one for one in cadence.campaigns if one.end + _DAY == day and cadence.touches(one.start, one.end))
    return next((_asked(one) for one in ended), None)


def _closing(cadence: Cadence, day: date) -> Asked | None:
    """The last campaign that is over; the day itself is in the plan."""
    over = [one for one in cadence.campaigns if one.end < day]
    return _asked(max(over, key=lambda one: one.end)) if day == cadence.first and over else None


def _asked(campaign: Campaign) -> Asked:
    return Asked(campaign.name, "campaign")


_RULES: Final = MappingProxyType[str, Callable[[Cadence, date], Asked | None]](
    {
        "every_2_days": _every_2_days,
        "weekly_friday": _weekly_friday,
        "monthly": _monthly,
        "quarterly": _quarterly,
        "yearly": _yearly,
        "campaign_end": _campaign_end,
        "closing": _closing,
    }
)
"""Cadence → its rule, one for each of `registers.model.CADENCES`."""
