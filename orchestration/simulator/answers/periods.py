"""Months, quarters, years and the running total, from the first received case to the as-of day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN_YEAR, MONTHS_IN_QUARTER = 12, 3
ONE_DAY = timedelta(days=1)


def month_of(day: date) -> int:
    """Number the month of a day: consecutive months have consecutive numbers."""
    return day.year * MONTHS_IN_YEAR + day.month - 1


def first_of(month: int) -> date:
    """Give the first day of a numbered month."""
    return date(month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)


def last_of(month: int) -> date:
    """Give the last day of a numbered month."""
    return first_of(month + 1) - ONE_DAY


@dataclass(frozen=True, slots=True)
class Span:
    """A period: `kind` as published, its calendar days, the day it is judged on, and the months it touches."""

    kind: str
    start: date
    end: date
    judged: date
    months: range


def spans(first: date, as_of: date) -> list[Span]:
    """List all periods of a province, the months first; `first` is the day of its first received case."""
    months = range(month_of(first), month_of(as_of) + 1)
    found = [span for size, kind in SIZES for span in _calendar(kind, size, months, as_of)]
    return [*found, Span("to_date", first, as_of, as_of, months)]


SIZES = ((1, "month"), (MONTHS_IN_QUARTER, "quarter"), (MONTHS_IN_YEAR, "year"))


def _calendar(kind: str, size: int, months: range, as_of: date) -> Iterator[Span]:
    for number in range(months.start // size, (months.stop - 1) // size + 1):
        end = last_of((number + 1) * size - 1)
        # From its calendar's first month: a promise can lie before the first case was received.
        touched = range(number * size, min((number + 1) * size, months.stop))
        yield Span(kind, first_of(number * size), end, min(end, as_of), touched)
