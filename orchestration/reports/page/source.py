"""What the page reads from a publication but its figures: units, KPIs, plans, periods and the verdict.

Only the published schemas `marts`, `quality` and `meta` are read, nothing is written. Every query is ordered
or ends in a mapping, so that two makings of one publication give the same page.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from orchestration.reports.words import LEVELS, PERIODS, counted_word


class ScoreboardError(ValueError):
    """The publication contradicts itself, so no page can be made of it. The message names table, field and
    mend."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Which state of the warehouse the page shows. `checks` counts the gate's checks by outcome."""

    as_of: datetime
    verdict: str
    checks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One office, as its newest version has it. `level` is a key of `words.LEVELS`."""

    code: str
    name: str
    level: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI of the catalogue, its definition in Vietnamese. A count has no denominator: its value is the numerator,
    shown whole. `counted` is the word for what the numerator counts."""

    code: str
    name: str
    numerator_vi: str
    denominator_vi: str
    value_unit: str
    better: str
    source_plans: str
    is_count: bool
    counted: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan that gives targets to its issuer and the units below."""

    code: str
    number: str
    title_en: str
    issuer_code: str
    issued_date: date | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period as published. `type` is a key of `words.PERIODS`; both days are included."""

    type: str
    name: str
    start: date
    end: date


def read_publication(con: duckdb.DuckDBPyConnection) -> Publication:
    """Return what `meta.publication` and `quality.check_results` say; the identity of the run is left out on
    purpose."""
    found = con.execute("select as_of, verdict from meta.publication").fetchall()
    if len(found) != 1:
        raise ScoreboardError(
            f"meta.publication has {len(found)} rows, the page needs exactly 1: build the publication again"
        )
    as_of, verdict = found[0]
    if as_of is None or verdict is None:
        raise ScoreboardError("meta.publication: as_of and verdict must not be null: build the publication again")
    checks = con.execute("select outcome, count(*) from quality.check_results group by outcome").fetchall()
    return Publication(as_of=as_of, verdict=verdict, checks=dict(sorted(checks)))


def read_units(con: duckdb.DuckDBPyConnection) -> dict[str, Unit]:
    """Return every unit that ever was, by code, in its newest version: closed units keep their figures and
    name."""
    found = con.execute(
        """
        select unit_code, unit_name, unit_level, parent_unit_code
        from marts.dim_unit
        qualify row_number() over (partition by unit_code order by valid_from desc nulls last, unit_key) = 1
        order by unit_code
        """
    ).fetchall()
    units = {code: Unit(code, name, level, parent) for code, name, level, parent in found}
    for unit in units.values():
        _known("marts.dim_unit", "unit_level", unit.level, LEVELS)
    return units


def read_kpis(con: duckdb.DuckDBPyConnection) -> dict[str, Kpi]:
    """Return the catalogue by KPI code."""
    found = con.execute(
        """
        select
            kpi_code,
            name_vi,
            coalesce(numerator_vi, ''),
            coalesce(denominator_vi, ''),
            value_unit,
            better,
            coalesce(source_plans, ''),
            coalesce(trim(denominator_text), '') = '',
            coalesce(input, ''),
            coalesce(is_additive, false),
        from marts.dim_kpi
        order by kpi_code
        """
    ).fetchall()
    kpis = {}
    for row in found:
        fields, (kpi_input, is_additive) = row[:-2], row[-2:]
        kpis[row[0]] = Kpi(*(*fields, counted_word(kpi_input, is_additive=is_additive)))
    return kpis


def read_plans(con: duckdb.DuckDBPyConnection) -> list[Plan]:
    """Return all plans, the earliest first."""
    found = con.execute(
        """
        select plan_code, coalesce(plan_number, ''), coalesce(title_en, ''), issuer_unit_code, issued_date,
            valid_from, valid_to,
        from marts.dim_plan
        order by valid_from, plan_code
        """
    ).fetchall()
    return [Plan(code, _plan_number(number), *rest) for code, number, *rest in found]


def read_periods(con: duckdb.DuckDBPyConnection) -> dict[Period, frozenset[str]]:
    """Return the published periods, each with the codes of the units that have figures of their own in it."""
    found = con.execute(
        """
        select period_type, period_name, period_start, period_end, list(distinct unit_code)
        from marts.kpi_scoreboard
        where coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0
        group by all
        order by all
        """
    ).fetchall()
    periods: dict[Period, frozenset[str]] = {}
    for kind, name, start, end, units in found:
        _known("marts.kpi_scoreboard", "period_type", kind, PERIODS)
        periods[Period(kind, name, start, end)] = frozenset(units)
    return periods


def _plan_number(number: str) -> str:
    """Return a plan's number as it is cited: `39 /KH-UBND` without the gap, `/KH-UBND 2023` with its blank
    shown."""
    cited = number.strip().replace(" /", "/")
    return f"…{cited}" if cited.startswith("/") else cited


def _known(table: str, field: str, value: object, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise ScoreboardError(
            f"{table}.{field} holds {value!r}, which is none of {', '.join(allowed)}: mend the model that writes it"
        )
