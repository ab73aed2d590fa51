"""The figures as the page's script reads them, packed inside the database: columns of small numbers.

One block holds one KPI in one period of one group: [n, d, v, light, target, rank, held, subtree n, d, v,
light]. Its columns are in the order of the group's units; those of the subtree hold only units with a
subtree. n and d have at most one decimal, v is in tenths, lights are digits of one text. A column whose
values are all the same is that value alone; `held` lists places of units. -1 stands for "does not exist",
which no published component is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb

from orchestration.reports.page.board import Board
from orchestration.reports.page.rounding import number_sql, rate_tenths_sql, tenths_sql
from orchestration.reports.page.scope import SCORES, Scope
from orchestration.reports.page.source import Kpi
from orchestration.reports.page.targets import numbered_targets, target_text
from orchestration.reports.words import LIGHTS

Blocks = Mapping[tuple[int, int, str], str]
"""(place of the group, place of the period in it, KPI code) → block in JSON, for what has a published row."""

_LIGHT_DIGITS: Final = " ".join(f"when '{light}' then '{place}'" for place, light in enumerate(LIGHTS))


def read_blocks(
    con: duckdb.DuckDBPyConnection, scope: Scope, kpis: Mapping[str, Kpi], boards: Sequence[Board]
) -> Blocks:
    """Return the blocks of all groups; `boards` are those of `scope`, in its order."""
    parameters = scope.parameters() | _kpi_parameters(kpis) | _target_parameters(boards)
    found = con.execute(_QUERY, parameters).fetchall()
    return {(group, period, kpi): block for group, period, kpi, block in found}


def _kpi_parameters(kpis: Mapping[str, Kpi]) -> dict[str, list[Any]]:
    return {
        "kpi_codes": list(kpis),
        "kpi_scales": [100 if kpi.value_unit == "percent" else 1 for kpi in kpis.values()],
        "kpi_is_count": [kpi.is_count for kpi in kpis.values()],
    }


def _target_parameters(boards: Sequence[Board]) -> dict[str, list[Any]]:
    """Return the number of each group's targets, by what a row of the scoreboard holds of them."""
    numbers: dict[tuple[int, str, float, str], int] = {}
    for place, board in enumerate(boards):
        numbered = numbered_targets(board)
        value_units = {kpi.code: kpi.value_unit for kpi in board.kpis}
        for (_, code), tally in board.tallies.items():
            for target in tally.targets:
                number = numbered[target.value, target_text(target, value_units[code])]
                numbers[place, code, target.value, target.comparison] = number
    return {
        "target_groups": [group for group, _, _, _ in numbers],
        "target_kpis": [kpi for _, kpi, _, _ in numbers],
        "target_values": [value for _, _, value, _ in numbers],
        "target_comparisons": [comparison for _, _, _, comparison in numbers],
        "target_numbers": list(numbers.values()),
    }


def _figure_sql(prefix: str) -> str:
    """Return the four texts of a figure. A missing row is 0 of 0 (kpi semantics, "Rows"), or a count of 0."""
    numerator, denominator, value, light = (
        f"{prefix}{name}" for name in ("numerator", "denominator", "value", "light")
    )
    tenths = rate_tenths_sql(value, numerator, denominator, "kpi_scale")
    return f"""
        case when is_missing then '0' else coalesce({number_sql(f"{numerator}_tenths")}, '-1') end
            as {numerator}_text,
        case
            when is_missing then if(is_count, '-1', '0')
            else coalesce({number_sql(f"{denominator}_tenths")}, '-1')
        end as {denominator}_text,
        case when is_missing then if(is_count, '0', '-1') else coalesce(({tenths})::varchar, '-1') end
            as {value}_text,
        case
            if(is_missing, if(is_count, 'no_target', 'no_data'), {light}) {_LIGHT_DIGITS}
        end as {light}_text,"""


def _column_sql(text: str, among: str = "true") -> str:
    """Return a column of a block: its texts as a list, or the one text that they all are."""
    chosen = f"filter (where {among})"
    return f"""
            case
                when min({text}) {chosen} = max({text}) {chosen} then min({text}) {chosen}
                else '[' || coalesce(string_agg({text}, ',' order by unit_place) {chosen}, '') || ']'
            end"""


def _lights_sql(text: str, among: str = "true") -> str:
    """Return a column of lights: one text of their digits, or of the one digit that they all are."""
    chosen = f"filter (where {among})"
    return f"""
            '"' || case
                when min({text}) {chosen} = max({text}) {chosen} then min({text}) {chosen}
                else coalesce(string_agg({text}, '' order by unit_place) {chosen}, '')
            end || '"'"""


_BLOCK: Final = (
    _column_sql("numerator_text"),
    _column_sql("denominator_text"),
    _column_sql("value_text"),
    _lights_sql("light_text"),
    _column_sql("target_text"),
    _column_sql("rank_text"),
    """
            '['
            || coalesce(string_agg(unit_place, ',' order by unit_place) filter (where is_held), '') || ']'""",
    _column_sql("subtree_numerator_text", "has_subtree"),
    _column_sql("subtree_denominator_text", "has_subtree"),
    _column_sql("subtree_value_text", "has_subtree"),
    _lights_sql("subtree_light_text", "has_subtree"),
)

_QUERY: Final = f"""
with {SCORES},

kpis as (
    select
        unnest($kpi_codes::varchar[]) as kpi_code,
        unnest($kpi_scales::integer[]) as kpi_scale,
        unnest($kpi_is_count::boolean[]) as is_count,
),

targets as (
    select
        unnest($target_groups::integer[]) as group_place,
        unnest($target_kpis::varchar[]) as kpi_code,
        unnest($target_values::double[]) as target_value,
        unnest($target_comparisons::varchar[]) as target_comparison,
        unnest($target_numbers::integer[]) as target_number,
),

grid as (
    select shown.group_place, shown.period_place, shown.kpi_code, placed.unit_place, placed.has_subtree
    from (select distinct group_place, period_place, kpi_code from scores) as shown
    inner join placed on shown.group_place = placed.group_place
),

cells as (
    select
        grid.*,
        kpis.kpi_scale,
        kpis.is_count,
        scores.unit_code is null as is_missing,
        coalesce(scores.is_held, false) as is_held,
        coalesce(targets.target_number, -1)::varchar as target_text,
        coalesce(scores.rank_in_level, -1)::varchar as rank_text,
        scores.* exclude (
            group_place, period_place, kpi_code, unit_place, unit_code, is_held, is_held_below, target_comparison,
            target_plan, target_section, target_value, rank_in_level
        ),
        {tenths_sql("scores.numerator")} as numerator_tenths,
        {tenths_sql("scores.denominator")} as denominator_tenths,
        {tenths_sql("scores.subtree_numerator")} as subtree_numerator_tenths,
        {tenths_sql("scores.subtree_denominator")} as subtree_denominator_tenths,
    from grid
    inner join kpis on grid.kpi_code = kpis.kpi_code
    left join scores
        on grid.group_place = scores.group_place
        and grid.period_place = scores.period_place
        and grid.kpi_code = scores.kpi_code
        and grid.unit_place = scores.unit_place
    left join targets
        on scores.group_place = targets.group_place
        and scores.kpi_code = targets.kpi_code
        and scores.target_value = targets.target_value
        and scores.target_comparison = targets.target_comparison
),

texts as (
    select
        group_place, period_place, kpi_code, unit_place, has_subtree, is_held, target_text, rank_text,
        {_figure_sql("")}
        {_figure_sql("subtree_")}
    from cells
)

select
    group_place,
    period_place,
    kpi_code,
    '[' || concat_ws(',', {", ".join(_BLOCK)}) || ']' as block,
from texts
group by all
"""
