"""What is lacking to the targets that are not met, from `marts.kpi_needs`, packed for the page's script.

One list holds one KPI in one period of one group: a member [unit, outlook, lacking, needed, expected] for each unit
whose target is not met. `unit` is its place in the group; `outlook` a place in `OUTLOOKS`; `lacking` and `expected`
are whole; `needed` is whole too, but tenths for an average. -1 stands for "does not exist".
"""

from collections.abc import Mapping
from typing import Final

import duckdb

from orchestration.reports.page.rounding import tenths_sql
from orchestration.reports.page.scope import ON_THE_PAGE, PLACES, Scope

Needs = Mapping[tuple[int, int, str], str]
"""(place of the group, place of the period in it, KPI code) → needs in JSON."""

OUTLOOKS: Final = ("reachable", "out_of_reach", "over")
"""Codes of `marts.kpi_figures.outlook`."""

_OUTLOOK_PLACES: Final = " ".join(f"when '{code}' then {place}" for place, code in enumerate(OUTLOOKS))


def read_needs(con: duckdb.DuckDBPyConnection, scope: Scope) -> Needs:
    """Return the needs of all groups in the periods that the page offers."""
    found = con.execute(_QUERY, scope.parameters()).fetchall()
    return {(group, period, kpi): needs for group, period, kpi, needs in found}


_QUERY: Final = f"""
with {PLACES}

select
    placed.group_place,
    offered.period_place,
    figures.kpi_code,
    '[' || string_agg(
        '[' || concat_ws(
            ',',
            placed.unit_place,
            case figures.outlook {_OUTLOOK_PLACES} end,
            coalesce(figures.shortfall::bigint, -1),
            coalesce(figures.needed_more::bigint, {tenths_sql("average")}, -1),
            figures.expected_more::bigint
        ) || ']',
        ',' order by placed.unit_place
    ) || ']',
from (
    select *, if(needed_average is null, null, greatest(needed_average, 0.0)) as average from marts.kpi_needs
) as figures
{ON_THE_PAGE.strip()}
group by placed.group_place, offered.period_place, figures.kpi_code
"""
