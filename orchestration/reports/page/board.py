"""One plan group's share of the figures: which KPIs, in which order, and what the page opens with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.reports.numbers import format_number, format_percent
from orchestration.reports.page.plans import PlacedUnit, PlanGroup
from orchestration.reports.page.source import Figure, Kpi, Period, Row, Rows, ScoreboardError, Target
from orchestration.reports.words import JUDGED_LIGHTS

_NOT_A_ROW = Figure(numerator=0.0, denominator=0.0, value=None, light="no_data")
_NO_COUNT = Figure(numerator=0.0, denominator=None, value=0.0, light="no_target")


@dataclass(frozen=True, slots=True)
class Board:
    """A plan group with the rows of its units. `kpis` and `periods` are never empty.

    `targeted` holds the codes of the KPIs for which the group was given targets; they come first in `kpis`.
    The page opens with `opening_kpi` in `opening_period`.
    """

    group: PlanGroup
    kpis: tuple[Kpi, ...]
    periods: tuple[Period, ...]
    targeted: frozenset[str]
    rows: Rows
    opening_kpi: Kpi
    opening_period: Period

    def row(self, period: Period, kpi: Kpi, placed: PlacedUnit) -> Row:
        """Return the published row, or what its absence means: 0 of 0 (kpi semantics, "Rows")."""
        found = self.rows.get((period, kpi.code), {}).get(placed.unit.code)
        if found is not None:
            return found
        nothing = _NO_COUNT if kpi.is_count else _NOT_A_ROW
        return Row(own=nothing, subtree=nothing, target=None, rank=None, is_held=False)

    def shown(self, period: Period, kpi: Kpi, placed: PlacedUnit) -> Figure:
        """Return the figure that stands for a unit: its own, but a province's subtree.

        A province has no cases of its own and its targets judge its subtree (kpi semantics, "Target").
        """
        row = self.row(period, kpi, placed)
        return row.subtree if placed.unit.level == "province" else row.own

    def is_targeted(self, period: Period, kpi: Kpi) -> bool:
        """Whether any unit of the group has a target for this KPI in this period."""
        return _is_targeted(self.rows, period, kpi)


def make_board(group: PlanGroup, kpis: Mapping[str, Kpi], periods: Sequence[Period], all_rows: Rows) -> Board:
    """Return the board of a group. Raises `ScoreboardError` where a figure's KPI is not in the catalogue."""
    rows = _rows_of(group, periods, all_rows)
    unknown = sorted({code for _, code in rows} - set(kpis))
    if unknown:
        raise ScoreboardError(
            f"marts.kpi_scoreboard.kpi_code: {', '.join(unknown)} not in marts.dim_kpi: "
            "add it to the KPI catalogue"
        )
    ordered, targeted = _ordered_kpis(kpis, rows)
    opening = _opening_period(periods, rows)
    first = next((kpi for kpi in ordered if _is_targeted(rows, opening, kpi)), ordered[0])
    return Board(group, tuple(ordered), tuple(periods), targeted, rows, first, opening)


def _rows_of(group: PlanGroup, periods: Sequence[Period], all_rows: Rows) -> Rows:
    codes, wanted = group.unit_codes, set(periods)
    rows: dict[tuple[Period, str], Mapping[str, Row]] = {}
    for (period, kpi), by_unit in all_rows.items():
        own = {code: row for code, row in by_unit.items() if code in codes}
        if own and period in wanted:
            rows[period, kpi] = own
    return rows


def _ordered_kpis(kpis: Mapping[str, Kpi], rows: Rows) -> tuple[list[Kpi], frozenset[str]]:
    """Return the KPIs that have rows, and the codes of those with targets.

    First come those whose targets differ most from unit to unit: a plan that sets a figure for each office is
    about that figure. Then those that judge most units, then by name.
    """
    targets: dict[str, set[float]] = defaultdict(set)
    judged: dict[str, int] = defaultdict(int)
    for (_, code), by_unit in rows.items():
        targets[code].update(row.target.value for row in by_unit.values() if row.target is not None)
        judged[code] += sum(row.own.light in JUDGED_LIGHTS for row in by_unit.values())
    order = sorted(targets, key=lambda code: (-len(targets[code]), -judged[code], kpis[code].name, code))
    return [kpis[code] for code in order], frozenset(code for code in order if targets[code])


def _opening_period(periods: Sequence[Period], rows: Rows) -> Period:
    """Return the first period in which anything is judged: a drive's plan judges its campaign and not
    `to_date`."""
    judged = {
        period
        for (period, _), by_unit in rows.items()
        if any(
            light in JUDGED_LIGHTS for row in by_unit.values() for light in (row.own.light, row.subtree.light)
        )
    }
    return next((period for period in periods if period in judged), periods[0])


def _is_targeted(rows: Rows, period: Period, kpi: Kpi) -> bool:
    return any(row.target is not None for row in rows.get((period, kpi.code), {}).values())


def target_text(target: Target, value_unit: str) -> str:
    """Return a target as readers write it: `≥ 50%`, `≤ 30`."""
    sign = "≥" if target.comparison == "at_least" else "≤"
    write = format_percent if value_unit == "percent" else format_number
    return f"{sign} {write(target.value, 2, trim=True)}"


def targets_of(board: Board, kpi: Kpi) -> list[Target]:
    """Return the distinct targets the group was given for a KPI, by plan, section and value."""
    found = {
        row.target
        for (_, code), by_unit in board.rows.items()
        if code == kpi.code
        for row in by_unit.values()
        if row.target is not None
    }
    return sorted(
        found, key=lambda target: (target.plan_code, target.section, target.comparison, target.value)
    )


def targets_in_words(board: Board, kpi: Kpi) -> str:
    """Return what was asked for, and where the plan says so: `≥ 50% đến ≥ 100% tùy đơn vị (4623/KH-UBND, Phụ
    lục II)`."""
    numbers = {plan.code: plan.number for plan in board.group.plans}
    by_section: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in targets_of(board, kpi):
        by_section[target.plan_code, target.section].append(target)
    parts = []
    for (plan, section), targets in by_section.items():
        low = target_text(min(targets, key=lambda target: target.value), kpi.value_unit)
        high = target_text(max(targets, key=lambda target: target.value), kpi.value_unit)
        asked = low if low == high else f"{low} đến {high}, tùy đơn vị và kỳ"
        where = ", ".join(text for text in (numbers.get(plan, plan), section) if text)
        parts.append(f"{asked} ({where})")
    return "; ".join(parts)
