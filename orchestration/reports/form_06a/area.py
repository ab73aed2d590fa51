"""Which forms a period makes: one a province, and one a plan for a campaign, each with all units of its area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from orchestration.reports.asked import Asked, ReportError, find_periods
from orchestration.reports.form_06a.counts import NOTHING, Counts, Span, read_counts
from orchestration.reports.page.plans import PlacedUnit, PlanGroup, group_plans, units_below
from orchestration.reports.page.source import Period, Unit, read_plans, read_units


@dataclass(frozen=True, slots=True)
class FormRow:
    """One unit's line. `name` is unique on its form: where two units share one, the unit above stands with it."""

    unit: Unit
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the office that reports, the period, the days that are counted, and a line for each unit.

    `held`: names of its units whose figures of the period the gate held back, while the form counts their newest cases.
    """

    top: Unit
    period: Period
    span: Span
    rows: tuple[FormRow, ...]
    held: tuple[str, ...]


def make_forms(
    con: duckdb.DuckDBPyConnection, asked: Asked, as_of: datetime, plan_code: str | None = None
) -> list[Form]:
    """Return the forms of a period: of each province with cases, of a campaign for the plan's units.

    With `plan_code` there is one, for the units under that plan. Raises ReportError where no case of the area was there
    in the period.
    """
    units = read_units(con)
    periods = find_periods(con, asked)
    with_cases = frozenset(code for (code,) in con.execute("select distinct unit_code from marts.form_06a").fetchall())
    groups = group_plans(read_plans(con), units, with_cases)
    made = []
    for period in periods:
        last = min(period.end, as_of.date())
        areas = _plan_areas(groups, plan_code) if plan_code or period.type == "campaign" else _provinces(units)
        forms = [_form(con, units, area, period, last) for area in areas if _has_period(con, area, period)]
        made += [form for form in forms if any(row.counts != NOTHING for row in form.rows)]
    if not made:
        whose = f"no unit under plan {plan_code}" if plan_code else "no province"
        raise ReportError(f"--period {asked.name}: {whose} had a case in it, so there is no form 06a to write")
    return made


def _plan_areas(groups: Sequence[PlanGroup], plan_code: str | None) -> list[Sequence[PlacedUnit]]:
    return [group.units for group in groups if plan_code is None or plan_code in (plan.code for plan in group.plans)]


def _provinces(units: Mapping[str, Unit]) -> list[Sequence[PlacedUnit]]:
    return [units_below(unit, units) for unit in units.values() if unit.parent_code is None]


def _has_period(con: duckdb.DuckDBPyConnection, area: Sequence[PlacedUnit], period: Period) -> bool:
    """Whether a unit of the area has published figures in the period: another province's days are not its own."""
    row = con.execute(
        "select count(*) from marts.kpi_scoreboard where period_type = $1 and period_name = $2 and period_start = $3"
        " and period_end = $4 and unit_code in (select unnest($5::varchar[]))",
        [period.type, period.name, period.start, period.end, [placed.unit.code for placed in area]],
    ).fetchone()
    return row is not None and row[0] > 0


def _form(
    con: duckdb.DuckDBPyConnection,
    units: Mapping[str, Unit],
    area: Sequence[PlacedUnit],
    period: Period,
    last: date,
) -> Form:
    """Units that were there in the period stand on the form, also with zeros; a province has no cases of its own."""
    span = Span(period.start, last)
    codes = [placed.unit.code for placed in area]
    counted = read_counts(con, codes, period)
    there = _units_there(con, codes, span)
    listed = [
        placed.unit
        for placed in area
        if placed.unit.code in counted or (placed.unit.code in there and placed.unit.level != "province")
    ]
    names = _names(listed, units)
    rows = tuple(FormRow(unit, names[unit.code], counted.get(unit.code, NOTHING)) for unit in listed)
    held = _held(con, period)
    return Form(area[0].unit, period, span, rows, tuple(row.name for row in rows if row.unit.code in held))


def _held(con: duckdb.DuckDBPyConnection, period: Period) -> frozenset[str]:
    found = con.execute(
        "select distinct unit_code from marts.kpi_scoreboard where data_status = 'held' and period_type = $1"
        " and period_name = $2 and period_start = $3 and period_end = $4",
        [period.type, period.name, period.start, period.end],
    ).fetchall()
    return frozenset(code for (code,) in found)


def _units_there(con: duckdb.DuckDBPyConnection, codes: Sequence[str], span: Span) -> frozenset[str]:
    found = con.execute(
        "select distinct unit_code from marts.dim_unit where unit_code in (select unnest($1::varchar[]))"
        " and valid_from <= $3 and coalesce(valid_to >= $2, true)",
        [list(codes), span.start, span.last],
    ).fetchall()
    return frozenset(code for (code,) in found)


def _names(listed: Sequence[Unit], units: Mapping[str, Unit]) -> dict[str, str]:
    """Four names of Bình Dương name two communes each: those are told apart by the unit above."""
    shared: dict[str, int] = {}
    for unit in listed:
        shared[unit.name.casefold()] = shared.get(unit.name.casefold(), 0) + 1
    names = {}
    for unit in listed:
        above = units.get(unit.parent_code or "")
        is_shared = shared[unit.name.casefold()] > 1 and above is not None
        names[unit.code] = f"{unit.name} ({above.name})" if is_shared and above else unit.name
    return names
