"""The published figures of one plan in one period, row by row from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

import duckdb

from orchestration.reports.asked import Asked
from orchestration.reports.numbers import half_up
from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.source import Plan
from orchestration.reports.words import PERIODS

_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Score:
    """One published row: components exact, value and achievement as the mart has them (unrounded, in percent).

    `outlook` to `needed_more` are those of `marts.kpi_needs`, None where the target is met or there is none.
    """

    unit_code: str
    kpi_code: str
    kpi_name: str
    value_unit: str
    period_type: str
    period_name: str
    period_start: date
    period_end: date
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    comparison: str | None
    section: str | None
    achievement: float | None
    light: str
    rank: int | None
    subtree_numerator: float | None
    subtree_denominator: float | None
    subtree_value: float | None
    subtree_light: str
    status: str
    held_since: date | None
    held_reason: str | None
    is_held_below: bool
    outlook: str | None
    shortfall: float | None
    expected_more: float | None
    needed_more: float | None


@dataclass(frozen=True, slots=True)
class PlanArea:
    """A plan with the units that look to it."""

    plan: Plan
    group: PlanGroup


def read_scores(con: duckdb.DuckDBPyConnection, area: PlanArea, asked: Asked) -> Iterator[Score]:
    """Give the rows of the units under a plan: KPIs with most targets first, each in the order of the tree.

    Rows that another plan of the same issuer judges are left to that plan's sheet. Rows come in batches.
    """
    cursor = con.cursor()
    try:
        cursor.execute(_QUERY, _parameters(area, asked))
        while rows := cursor.fetchmany(_BATCH):
            yield from (Score(*row) for row in rows)
    finally:
        cursor.close()


def rounded(value: float | None, numerator: float | None, denominator: float | None, value_unit: str) -> float | None:
    """Return a value rounded half up to one decimal, for show; from its exact parts where these are whole."""
    if value is None:
        return None
    if numerator is not None and denominator and numerator.is_integer() and denominator.is_integer():
        scale = 100 if value_unit == "percent" else 1
        return half_up(Fraction(int(numerator) * scale, int(denominator))) / 10
    return half_up(value) / 10


def _parameters(area: PlanArea, asked: Asked) -> dict[str, object]:
    return {
        "units": [placed.unit.code for placed in area.group.units],
        "others": [plan.code for plan in area.group.plans if plan != area.plan],
        "period": asked.name,
        "period_types": list(PERIODS) if asked.type is None else [asked.type],
    }


_QUERY: Final = """
with placed as (
    select unnest($units::varchar[]) as unit_code, generate_subscripts($units::varchar[], 1) as unit_place
),

kinds as (
    select
        unnest($period_types::varchar[]) as period_type,
        generate_subscripts($period_types::varchar[], 1) as kind_place,
),

scores as (
    select
        figures.*, placed.unit_place, kinds.kind_place, kpis.name_vi, kpis.value_unit,
        needs.outlook, needs.shortfall, needs.expected_more, needs.needed_more,
    from marts.kpi_scoreboard as figures
    inner join placed on figures.unit_code = placed.unit_code
    inner join kinds on figures.period_type = kinds.period_type
    inner join marts.dim_kpi as kpis on figures.kpi_code = kpis.kpi_code
    left join marts.kpi_needs as needs
        on figures.unit_code = needs.unit_code
        and figures.kpi_code = needs.kpi_code
        and figures.period_type = needs.period_type
        and figures.period_name = needs.period_name
        and figures.period_start = needs.period_start
        and figures.period_end = needs.period_end
    where
        figures.period_name = $period
        and coalesce(figures.target_plan not in (select unnest($others::varchar[])), true)
),

-- A plan that sets a figure for each office is about that figure.
importance as (
    select kind_place, kpi_code, count(distinct target_value) as targets, count(target_value) as judged
    from scores
    group by kind_place, kpi_code
)

select
    unit_code, kpi_code, name_vi, value_unit, period_type, period_name, period_start, period_end,
    numerator, denominator, value, target_value, target_comparison, target_section, achievement, light, rank_in_level,
    subtree_numerator, subtree_denominator, subtree_value, subtree_light, data_status, held_since,
    held_reason, coalesce(held_below, false) as is_held_below,
    outlook, shortfall, expected_more, needed_more,
from scores
inner join importance using (kind_place, kpi_code)
order by kind_place, targets desc, judged desc, name_vi, kpi_code, unit_place
"""
