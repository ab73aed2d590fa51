"""Which rows of `marts.kpi_scoreboard` are on the page: its plan groups' units in the periods it offers.

The scoreboard has hundreds of thousands of rows and the page shows some of them, so each query of the page
joins the scoreboard to the page's own units and periods first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.source import Period

PLACES: Final = """
placed as (
    select
        unnest($unit_codes::varchar[]) as unit_code,
        unnest($unit_groups::integer[]) as group_place,
        unnest($unit_places::integer[]) as unit_place,
        unnest($unit_has_subtree::boolean[]) as has_subtree,
),

offered as (
    select
        unnest($period_groups::integer[]) as group_place,
        unnest($period_places::integer[]) as period_place,
        unnest($period_types::varchar[]) as period_type,
        unnest($period_names::varchar[]) as period_name,
        unnest($period_starts::date[]) as period_start,
        unnest($period_ends::date[]) as period_end,
)
"""
"""Common table expressions of the page's units and periods. Parameters: `Scope.parameters`."""

ON_THE_PAGE: Final = """
    inner join placed on figures.unit_code = placed.unit_code
    inner join offered
        on placed.group_place = offered.group_place
        and figures.period_type = offered.period_type
        and figures.period_name = offered.period_name
        and figures.period_start = offered.period_start
        and figures.period_end = offered.period_end
"""
"""Joins `figures`, a mart by unit and period, to `PLACES`: what is left is on the page."""

SCORES: Final = f"""
{PLACES.strip()},

scores as (
    select
        placed.group_place,
        placed.unit_place,
        offered.period_place,
        figures.unit_code,
        figures.kpi_code,
        figures.light,
        figures.subtree_light,
        figures.target_comparison,
        figures.target_plan,
        coalesce(figures.target_section, '') as target_section,
        figures.numerator::double as numerator,
        figures.denominator::double as denominator,
        figures.value::double as value,
        figures.subtree_numerator::double as subtree_numerator,
        figures.subtree_denominator::double as subtree_denominator,
        figures.subtree_value::double as subtree_value,
        figures.target_value::double as target_value,
        figures.rank_in_level,
        coalesce(figures.data_status = 'held', false) as is_held,
        coalesce(figures.held_below, false) as is_held_below,
    from marts.kpi_scoreboard as figures
    {ON_THE_PAGE.strip()}
)
"""
"""Common table expressions of the published rows that are on the page. A unit looks to the plans of one group
only, so a row is there once. Parameters: `Scope.parameters`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The plan groups on the page and the periods offered for each; a place is a number in these
    sequences."""

    groups: Sequence[PlanGroup]
    offered: Sequence[Sequence[Period]]

    def parameters(self) -> dict[str, list[Any]]:
        """Return what `SCORES` needs, as columns."""
        units = [
            (place, unit_place, placed)
            for place, group in enumerate(self.groups)
            for unit_place, placed in enumerate(group.units)
        ]
        periods = [
            (place, period_place, period)
            for place, offered in enumerate(self.offered)
            for period_place, period in enumerate(offered)
        ]
        return {
            "unit_codes": [placed.unit.code for _, _, placed in units],
            "unit_groups": [group for group, _, _ in units],
            "unit_places": [place for _, place, _ in units],
            "unit_has_subtree": [placed.has_subtree for _, _, placed in units],
            "period_groups": [group for group, _, _ in periods],
            "period_places": [place for _, place, _ in periods],
            "period_types": [period.type for _, _, period in periods],
            "period_names": [period.name for _, _, period in periods],
            "period_starts": [period.start for _, _, period in periods],
            "period_ends": [period.end for _, _, period in periods],
        }
