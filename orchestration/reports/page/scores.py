"""The figures of `marts.kpi_scoreboard`, counted and chosen inside the database.

Python gets counts, the distinct targets, and the rows of the one view that stands in the page without a
script; the figures for the script are packed in `blocks`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.rounding import LARGEST, is_showable_sql
from orchestration.reports.page.scope import SCORES, Scope
from orchestration.reports.page.source import Period, ScoreboardError
from orchestration.reports.words import JUDGED_LIGHTS, LIGHTS


@dataclass(frozen=True, slots=True)
class Figure:
    """Components and value, with their light. `value` is None where there is nothing to divide by."""

    numerator: float | None
    denominator: float | None
    value: float | None
    light: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan asks for. `comparison` is `at_least` or `at_most`; `section` is where the plan says so."""

    value: float
    comparison: str
    plan_code: str
    section: str


@dataclass(frozen=True, slots=True)
class Row:
    """One published row: the unit's own figure and that of the unit with all units below it. `is_held_below`: a unit
    below it is held, and counts there as it was last good."""

    own: Figure
    subtree: Figure
    target: Target | None
    rank: int | None
    is_held: bool
    is_held_below: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one KPI in one period of one group, counted.

    `judged` counts units whose own figure has a light that judges, `has_judged` looks at subtrees too.
    `targets` are distinct, in the order of the units that first have them.
    """

    judged: int
    has_judged: bool
    targets: tuple[Target, ...]


Tallies = Mapping[tuple[Period, str], Tally]
"""(period, KPI code) → tally. What has no published row is not in it."""

Rows = Mapping[tuple[str, str], Row]
"""(KPI code, unit code) → row, of one period."""


def _words(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_ANY_LIGHT: Final = f"one of {', '.join(LIGHTS)}"
_ANY_NUMBER: Final = f"a number from 0 to {LARGEST}"
_IS_LIGHT: Final = f"coalesce({{0}} in ({_words(list(LIGHTS))}), false)"
_RULES: Final = (
    ("light", _IS_LIGHT.format("light"), _ANY_LIGHT),
    ("subtree_light", _IS_LIGHT.format("subtree_light"), _ANY_LIGHT),
    (
        "target_comparison",
        "target_value is null or coalesce(target_comparison in ('at_least', 'at_most'), false)",
        "at_least or at_most",
    ),
    *(
        (column, is_showable_sql(column), _ANY_NUMBER)
        for column in (
            "numerator",
            "denominator",
            "value",
            "subtree_numerator",
            "subtree_denominator",
            "subtree_value",
            "target_value",
        )
    ),
)
"""Column of a score, the condition it must meet, and the condition in words."""


def check_scores(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Raise `ScoreboardError` where a row holds a light, comparison or number that the page cannot show."""
    broken = " ".join(f"when not ({condition}) then '{column}'" for column, condition, _ in _RULES)
    found_there = " ".join(f"when '{column}' then {column}::varchar" for column, _, _ in _RULES)
    found = con.execute(
        f"""
        with {SCORES},
        judged as (select *, case {broken} end as broken_column from scores)
        select broken_column, case broken_column {found_there} end, unit_code, kpi_code
        from judged
        where broken_column is not null
        order by group_place, unit_place, kpi_code, period_place
        limit 1
        """,
        scope.parameters(),
    ).fetchone()
    if found is not None:
        column, value, unit, kpi = found
        allowed = next(words for name, _, words in _RULES if name == column)
        raise ScoreboardError(
            f"marts.kpi_scoreboard.{column} holds {value!r} for {kpi} of {unit}, which is not {allowed}: "
            "mend the model that writes it"
        )


def read_tallies(con: duckdb.DuckDBPyConnection, scope: Scope) -> list[Tallies]:
    """Return the tallies of each group."""
    judging = _words(JUDGED_LIGHTS)
    counted = con.execute(
        f"""
        with {SCORES}
        select
            group_place, period_place, kpi_code,
            count(*) filter (light in ({judging})),
            coalesce(bool_or(light in ({judging}) or subtree_light in ({judging})), false),
        from scores
        group by all
        order by all
        """,
        scope.parameters(),
    ).fetchall()
    targets = _read_targets(con, scope)
    tallies: list[dict[tuple[Period, str], Tally]] = [{} for _ in scope.groups]
    for group, period, kpi, judged, has_judged in counted:
        asked = tuple(targets.get((group, period, kpi), ()))
        tallies[group][scope.offered[group][period], kpi] = Tally(judged, has_judged, asked)
    return list(tallies)


def _read_targets(con: duckdb.DuckDBPyConnection, scope: Scope) -> Mapping[tuple[int, int, str], list[Target]]:
    found = con.execute(
        f"""
        with {SCORES}
        select
            group_place, period_place, kpi_code,
            target_value, target_comparison, target_plan, target_section,
        from scores
        where target_value is not null
        group by all
        order by group_place, period_place, kpi_code, min(unit_place)
        """,
        scope.parameters(),
    ).fetchall()
    targets: dict[tuple[int, int, str], list[Target]] = {}
    for group, period, kpi, value, comparison, plan, section in found:
        asked = Target(value, comparison, str(plan), section)
        targets.setdefault((group, period, kpi), []).append(asked)
    return targets


def read_held(con: duckdb.DuckDBPyConnection, scope: Scope) -> frozenset[str]:
    """Return the units with at least one figure on the page that the gate held back."""
    found = con.execute(
        f"with {SCORES} select distinct unit_code from scores where is_held", scope.parameters()
    ).fetchall()
    return frozenset(code for (code,) in found)


def read_rows(con: duckdb.DuckDBPyConnection, group: PlanGroup, period: Period) -> Rows:
    """Return the published rows of one group in one period."""
    found = con.execute(
        f"""
        with {SCORES}
        select
            kpi_code, unit_code,
            numerator, denominator, value, light,
            subtree_numerator, subtree_denominator, subtree_value, subtree_light,
            rank_in_level, is_held, is_held_below,
            target_value, target_comparison, target_plan, target_section,
        from scores
        """,
        Scope([group], [[period]]).parameters(),
    ).fetchall()
    return {(row[0], row[1]): _row(row[2:]) for row in found}


def _row(fields: Sequence[Any]) -> Row:
    target = None
    if fields[11] is not None:
        value, comparison, plan, section = fields[11:15]
        target = Target(value, comparison, str(plan), section)
    return Row(Figure(*fields[0:4]), Figure(*fields[4:8]), target, *fields[8:11])
