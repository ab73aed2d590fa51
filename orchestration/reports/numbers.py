"""Numbers and moments as Vietnamese read them: `1.234,5`, `37,0%`, `07/09/2023`.

The one place where a published figure is rounded. The marts keep rates unrounded; reports round half up to
one decimal and show a decimal comma and a point for thousands.
"""

import math
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

ABSENT = "–"
"""Stands for a value that does not exist, as a rate whose denominator is 0. It is not a zero."""

_FLOAT_GRID = 10**9


def half_up(value: Number, places: int = 1) -> int:
    """Round half up and return the count of units of the last place: 12.25 with one place gives 123.

    A half goes away from zero, as Vietnamese schools and `round` of SQL and Excel have it; Python's own
    `round` takes the even neighbour. Raises `ValueError` for NaN and infinities.
    """
    numerator, denominator = _ratio(value)
    scale: int = 10**places
    magnitude = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def _ratio(value: Number) -> tuple[int, int]:
    """Return `value` as numerator and denominator, a float first brought to the nearest billionth.

    A rate of 57 in 2000 is 2.85 %, but 57 / 2000 * 100 is 2.8499999999999996 in binary and would be shown as
    2,8. The nearest billionth takes that error away and keeps apart all rates with denominators up to 10
    million.
    """
    if not math.isfinite(value):
        raise ValueError(f"cannot show {value!r} as a number: a figure is finite, or None where there is none")
    if isinstance(value, float) and not value.is_integer():
        return round(value * _FLOAT_GRID), _FLOAT_GRID
    return value.as_integer_ratio()


def format_number(value: Number | None, places: int = 0, *, trim: bool = False) -> str:
    """Return `value` with `places` decimals: 1234.5 with one place gives `1.234,5`; None gives a dash.

    With `trim` zeros at the end of the decimals are left out: `50`, `37,5`.
    """
    if value is None:
        return ABSENT
    scaled = half_up(value, places)
    whole, rest = divmod(abs(scaled), 10**places)
    text = f"{whole:,}".replace(",", ".")
    decimals = f"{rest:0{places}d}" if places else ""
    if trim:
        decimals = decimals.rstrip("0")
    if decimals:
        text += f",{decimals}"
    return f"-{text}" if scaled < 0 else text


def format_percent(value: Number | None, places: int = 1, *, trim: bool = False) -> str:
    """Return a rate that is already in percent: 37.044 gives `37,0%`; None gives a dash."""
    if value is None:
        return ABSENT
    return f"{format_number(value, places, trim=trim)}%"


def format_day(day: date | None) -> str:
    """Return a day as `dd/MM/yyyy`; None gives a dash."""
    return ABSENT if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_moment(moment: datetime) -> str:
    """Return a local moment as `06:30 ngày 03/01/2024`, the way Vietnamese offices write it."""
    return f"{moment.hour:02d}:{moment.minute:02d} ngày {format_day(moment)}"
