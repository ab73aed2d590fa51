"""Draws what is told of each office once a month: its counter officers, and the figures of its area."""

from dataclasses import dataclass
from datetime import date
from random import Random

from orchestration.simulator.dice import chance, whole
from orchestration.simulator.province import Place
from orchestration.simulator.windows import Window

PEOPLE = {"department": (0, 0), "district": (60_000, 250_000), "commune": (3_000, 30_000)}
"""Residents of 15 and more of a unit's area, least and most."""
OFFICERS = {"department": (3, 8), "district": (4, 9), "commune": (1, 4)}
GROWTH = 0.004


@dataclass(frozen=True, slots=True)
class Month:
    """What is told of a unit in a month; `statistics` in the order of the columns, absent where nothing came."""

    unit_code: str
    month: date
    officers: int
    statistics: tuple[int, int, int, int, int, int] | None


def draw_months(place: Place, windows: list[Window], seed: int) -> dict[int, list[Month]]:
    """Draw the rows of each month's window, by its index: of the units that receive cases."""
    months: dict[int, list[Month]] = {window.index: [] for window in windows}
    for figure in place.printed:
        unit = figure.unit
        rng = Random(f"{seed}/months/{unit.code}")
        adults, officers = whole(rng, *PEOPLE[unit.level]), whole(rng, *OFFICERS[unit.level])
        shares = (0.2 + 0.5 * rng.random(), 0.1 + 0.5 * rng.random(), 0.02 + 0.3 * rng.random())
        reports = whole(rng, 3, 12)
        tells = unit.level != "district" or unit.index % 2 == 0
        for number, window in enumerate(windows):
            officers += whole(rng, 0, 1) - whole(rng, 0, 1) if officers > 1 and chance(rng, 0.1) else 0
            told = _statistics(rng, adults, shares, reports, number) if tells and not chance(rng, 0.02) else None
            months[window.index].append(Month(unit.code, window.first.replace(day=1), officers, told))
    return months


def _statistics(
    rng: Random, adults: int, shares: tuple[float, float, float], reports: int, number: int
) -> tuple[int, int, int, int, int, int]:
    """Draw the figures of a month, the number-th: what people have grows by and by."""
    grown = 1 + GROWTH * number
    accounts, users, signatures = (min(int(adults * share * grown), adults) for share in shares)
    return adults, accounts, min(users, accounts), min(signatures, accounts), reports, whole(rng, reports // 2, reports)
