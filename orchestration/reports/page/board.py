"""One plan group's share of the figures: which KPIs, in which order, and what the page opens with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.reports.asked import Asked
from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.scores import Tallies
from orchestration.reports.page.source import Kpi, Period, ScoreboardError


@dataclass(frozen=True, slots=True)
class Board:
    """A plan group with what is known of its figures. `kpis` and `periods` are never empty.

    KPIs with targets come first in `kpis`. The page opens with `opening_kpi` in `opening_period`.
    """

    group: PlanGroup
    kpis: tuple[Kpi, ...]
    periods: tuple[Period, ...]
    tallies: Tallies
    opening_kpi: Kpi
    opening_period: Period

    def is_targeted(self, period: Period, kpi: Kpi) -> bool:
        """Whether any unit of the group has a target for this KPI in this period."""
        return _is_targeted(self.tallies, period, kpi)

    def periods_by_need(self) -> Iterator[Period]:
        """Yield the opening period first, so that it is never the one left out, then the others in order."""
        yield self.opening_period
        yield from (period for period in self.periods if period != self.opening_period)


def make_board(
    group: PlanGroup,
    kpis: Mapping[str, Kpi],
    periods: Sequence[Period],
    tallies: Tallies,
    asked: Asked | None = None,
) -> Board:
    """Return the board of a group, which opens with the period `asked` for where the group has it.

    Raises `ScoreboardError` where a figure's KPI is not in the catalogue.
    """
    unknown = sorted({code for _, code in tallies} - set(kpis))
    if unknown:
        raise ScoreboardError(
            f"marts.kpi_scoreboard.kpi_code: {', '.join(unknown)} not in marts.dim_kpi: add it to the KPI catalogue"
        )
    ordered = _ordered_kpis(kpis, tallies)
    opening = _opening_period([p for p in periods if asked and asked.fits(p)] or periods, tallies)
    first = next((kpi for kpi in ordered if _is_targeted(tallies, opening, kpi)), ordered[0])
    return Board(group, tuple(ordered), tuple(periods), tallies, first, opening)


def _ordered_kpis(kpis: Mapping[str, Kpi], tallies: Tallies) -> list[Kpi]:
    """Return the KPIs that have rows.

    First come those whose targets differ most from unit to unit: a plan that sets a figure for each office is
    about that figure. Then those that judge most units, then by name.
    """
    targets: dict[str, set[float]] = defaultdict(set)
    judged: dict[str, int] = defaultdict(int)
    for (_, code), tally in tallies.items():
        targets[code].update(target.value for target in tally.targets)
        judged[code] += tally.judged
    order = sorted(targets, key=lambda code: (-len(targets[code]), -judged[code], kpis[code].name, code))
    return [kpis[code] for code in order]


def _opening_period(periods: Sequence[Period], tallies: Tallies) -> Period:
    """Return the first period in which anything is judged: a drive's plan judges its campaign and not
    `to_date`."""
    judged = {period for (period, _), tally in tallies.items() if tally.has_judged}
    return next((period for period in periods if period in judged), periods[0])


def _is_targeted(tallies: Tallies, period: Period, kpi: Kpi) -> bool:
    tally = tallies.get((period, kpi.code))
    return tally is not None and bool(tally.targets)
