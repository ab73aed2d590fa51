"""Figures from the monthly registers: officers, residents, accounts and reports."""

from calendar import monthrange
from datetime import date

from orchestration.simulator.answers.figures import Figures, Number
from orchestration.simulator.answers.periods import Span, month_of
from orchestration.simulator.monthly import Month

ADULTS, REPORTS_DUE = 0, 4
NEWEST = {"adults_with_account_rate": 1, "adults_using_rate": 2, "adults_with_signature_rate": 3}
"""By KPI the place of its numerator; the newest month of the period tells."""
SUMMED = {"online_report_rate": 5}
Side = tuple[Number, Number]


def fill_months(figures: Figures, told: list[Month]) -> None:
    """Hand over officers' productivity and what the statistics say, by unit and period."""
    by_unit: dict[str, list[Month]] = {unit.code: [] for unit in figures.units}
    for month in told:
        by_unit[month.unit_code].append(month)
    for place, span in enumerate(figures.periods):
        inside = {
            code: [one for one in months if month_of(one.month) in span.months] for code, months in by_unit.items()
        }
        for code, months in inside.items():
            years = sum(one.officers * _days_inside(one.month, span) for one in months) / 365
            received = figures.own("online_case_rate_all", code, place)[1]
            if years or received:
                figures.add("cases_per_staff_year", code, place, received, years)
        for kpi in (*NEWEST, *SUMMED):
            _put(figures, kpi, place, {code: _own(kpi, months) for code, months in inside.items()})


def _days_inside(month: date, span: Span) -> int:
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return (min(last, span.judged) - max(month, span.start)).days + 1


def _own(kpi: str, months: list[Month]) -> Side | None:
    """Give a unit's own side, or None where nothing was told in the period."""
    rows = [one.statistics for one in sorted(months, key=lambda one: one.month) if one.statistics]
    if not rows:
        return None
    if kpi in NEWEST:
        return rows[-1][NEWEST[kpi]], rows[-1][ADULTS]
    return sum(row[SUMMED[kpi]] for row in rows), sum(row[REPORTS_DUE] for row in rows)


def _put(figures: Figures, kpi: str, place: int, own: dict[str, Side | None]) -> None:
    """Put both sides; a unit's row describes its whole area, so what is below it does not count above it again."""
    children: dict[str, list[str]] = {}
    for unit in figures.units:
        children.setdefault(unit.parent, []).append(unit.code)

    def area(code: str) -> Side | None:
        if (side := own[code]) is not None:
            return side
        parts = [part for child in children.get(code, ()) if (part := area(child)) is not None]
        return (sum(part[0] for part in parts), sum(part[1] for part in parts)) if parts else None

    for unit in figures.units:
        below = area(unit.code)
        if below is not None:
            figures.put(kpi, unit.code, place, own[unit.code] or (0, 0), below)
