"""Figures by unit, KPI and period, each with its own side and that of everything below it."""

from collections.abc import Iterator

from orchestration.simulator.answers.periods import Span
from orchestration.simulator.province import Unit

COUNTS = frozenset({"overdue_open_cases", "unjustified_extensions", "false_closures", "complaints"})
"""KPIs without a denominator."""
NOT_PERCENT = frozenset({"average_waiting_minutes", "average_intake_minutes", "cases_per_staff_year"})

Number = int | float


class Figures:
    """Numerators and denominators of one province, by (unit code, KPI, place of the period)."""

    def __init__(self, units: list[Unit], periods: list[Span]) -> None:
        """Take the units of the province and its periods."""
        self.units, self.periods = units, periods
        parents = {unit.code: unit.parent for unit in units}
        self.line = {unit.code: _upwards(unit.code, parents) for unit in units}
        """Each unit with those above it, itself first."""
        self.places_of: dict[int, list[int]] = {}
        """The places of the periods that touch a month."""
        for place, span in enumerate(periods):
            for month in span.months:
                self.places_of.setdefault(month, []).append(place)
        self._values: dict[tuple[str, str, int], list[Number]] = {}

    def add(self, kpi: str, unit: str, place: int, numerator: Number, denominator: Number) -> None:
        """Add to a unit's own side, and to the subtrees of it and all above it."""
        for above in self.line[unit]:
            values = self._values.setdefault((above, kpi, place), [0, 0, 0, 0])
            values[2] += numerator
            values[3] += denominator
        own = self._values[unit, kpi, place]
        own[0] += numerator
        own[1] += denominator

    def put(self, kpi: str, unit: str, place: int, own: tuple[Number, Number], below: tuple[Number, Number]) -> None:
        """Set both sides of a figure that does not add up over units."""
        self._values[unit, kpi, place] = [*own, *below]

    def own(self, kpi: str, unit: str, place: int) -> tuple[Number, Number]:
        """Give a unit's own side."""
        numerator, denominator = self._values.get((unit, kpi, place), (0, 0))[:2]
        return numerator, denominator

    def rows(self) -> Iterator[list[object]]:
        """Give the rows of the answers; a figure that is not there is 0 of 0."""
        for (unit, kpi, place), (numerator, denominator, below, among) in sorted(self._values.items()):
            span = self.periods[place]
            sides = (*_side(kpi, numerator, denominator), *_side(kpi, below, among))
            yield [unit, kpi, span.kind, span.start.isoformat(), span.end.isoformat(), *sides]


def _upwards(code: str, parents: dict[str, str]) -> list[str]:
    line = [code]
    while parents[line[-1]]:
        line.append(parents[line[-1]])
    return line


def _side(kpi: str, numerator: Number, denominator: Number) -> tuple[Number, Number | None, float | None]:
    """Give numerator, denominator and value as they are published."""
    if kpi in COUNTS:
        return numerator, None, numerator
    scale = 1 if kpi in NOT_PERCENT else 100
    return numerator, denominator, scale * numerator / denominator if denominator else None
