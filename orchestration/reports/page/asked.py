"""Every target of a group's plans, with the section in which it stands and what became of it (`marts.plan_targets`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.reports.numbers import format_day, format_number, format_percent
from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.scores import Target
from orchestration.reports.page.source import Kpi
from orchestration.reports.page.targets import target_text
from orchestration.reports.words import LEVELS, PERIODS, STANDINGS


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One target in words. `applies` says that it judges some figure; else `standing` says why it does not."""

    kpi: str
    whom: str
    target: str
    periods: str
    days: str
    section: str
    standing: str
    applies: bool
    start: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The targets of one group. `starts`: by KPI code the units whose target lies below their printed starting point,
    as (place of the unit, the starting point in tenths)."""

    lines: tuple[AskedLine, ...]
    starts: Mapping[str, Sequence[tuple[int, int]]]


def read_asked(con: duckdb.DuckDBPyConnection, group: PlanGroup, kpis: Mapping[str, Kpi]) -> Asked:
    """Return the targets of a group's plans, by KPI, the widest scope first."""
    found = con.execute(
        """
        select
            kpi_code, scope_type, scope, scope_unit_name, target_value, comparison, plan_code, source_section,
            applies_to, valid_from, valid_to, standing, units_judged, starting_value, is_below_start
        from marts.plan_targets
        where plan_code in (select unnest($plans::varchar[]))
        order by kpi_code, list_position(['all', 'level', 'unit'], scope_type), valid_from, scope
        """,
        {"plans": [plan.code for plan in group.plans]},
    ).fetchall()
    numbers = {plan.code: plan.number for plan in group.plans}
    places = {placed.unit.code: place for place, placed in enumerate(group.units)}
    lines, starts = [], dict[str, list[tuple[int, int]]]()
    for code, kind, scope, unit_name, value, comparison, plan, section, periods, start, end, *rest in found:
        standing, judged, starting_value, is_below = rest
        kpi = kpis[code]
        lines.append(
            AskedLine(
                kpi=kpi.name,
                whom=_whom(kind, scope, unit_name),
                target=target_text(Target(value, comparison, plan, section), kpi.value_unit),
                periods=", ".join(PERIODS[one].lower() for one in periods.split(",")),
                days=_days(start, end),
                section=", ".join(text for text in (numbers[plan], section) if text),
                standing=_standing(standing, judged),
                applies=standing == "judges",
                start=format_percent(starting_value, 1, trim=True) if is_below else "",
            )
        )
        if is_below and scope in places:
            starts.setdefault(code, []).append((places[scope], round(starting_value * 10)))
    return Asked(tuple(lines), starts)


def _whom(kind: str, scope: str | None, unit_name: str | None) -> str:
    if kind == "unit":
        return unit_name or str(scope)
    return f"Cấp {LEVELS[str(scope)].lower()}" if kind == "level" else "Mọi đơn vị"


def _days(start: date, end: date | None) -> str:
    return f"từ {format_day(start)}" + (f" đến {format_day(end)}" if end else "")


def _standing(standing: str, judged: int) -> str:
    if standing == "judges":
        return f"Đang đánh giá {format_number(judged)} đơn vị"
    return STANDINGS.get(standing, standing)
