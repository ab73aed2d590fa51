"""Office days, holidays and how busy a day is."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

import holidays

SATURDAY = 5
SUNDAY = 6
SEPTEMBER = 9
ONE_DAY = timedelta(days=1)


@cache
def rest_days(year: int) -> frozenset[date]:
    """Give the public holidays of a year, Tết among them."""
    return frozenset(holidays.country_holidays("VN", years=year))


@cache
def is_office_day(day: date) -> bool:
    """Say whether the counters are open the whole day."""
    return day.weekday() < SATURDAY and day not in rest_days(day.year)


@cache
def office_day_from(day: date) -> date:
    """Give the day itself or the first office day after it."""
    while not is_office_day(day):
        day += ONE_DAY
    return day


def days_between(first: date, last: date) -> list[date]:
    """List the days, both ends included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def counter_weight(day: date) -> float:
    """Weigh a day for cases brought to the counter: open on office days and Saturday mornings."""
    if day in rest_days(day.year) or day.weekday() == SUNDAY:
        return 0.0
    return (0.25 if day.weekday() == SATURDAY else 1.0) * season(day)


def online_weight(day: date) -> float:
    """Weigh a day for cases filed online: every day has some, rest days few."""
    if day in rest_days(day.year):
        return 0.08
    return (0.3 if day.weekday() >= SATURDAY else 1.0) * season(day)


def season(day: date) -> float:
    """Give the season's factor: quiet in the weeks beside Tết, busy when the school year begins."""
    near = [day + timedelta(days=offset) for offset in (-10, -6, 6, 10)]
    if day.month <= 2 and any(other in rest_days(other.year) for other in near):  # noqa: PLR2004 - February
        return 0.6
    return 1.2 if day.month == SEPTEMBER else 1.0


class DayChoice:
    """Draws days of a range by weight."""

    def __init__(self, days: list[date], online: bool) -> None:
        """Take the days in order; where no day has weight all days weigh the same."""
        weights = [online_weight(day) if online else counter_weight(day) for day in days]
        self._upto = list(accumulate(weights if any(weights) else [1.0] * len(days)))

    def draw(self, rng: Random, first: int = 0) -> int:
        """Give the place of a drawn day, `first` or later."""
        before = self._upto[first - 1] if first else 0.0
        span = self._upto[-1] - before
        if span <= 0:
            return first
        return min(bisect_right(self._upto, before + rng.random() * span), len(self._upto) - 1)
