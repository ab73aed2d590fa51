"""Which periods the page offers, and in which order.

A page is kept small enough for a phone and a mail, so it shows the running figure and the newest periods of
each kind; all others stay in `marts.kpi_scoreboard`, and the page says how many it left out.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from orchestration.reports.asked import Asked
from orchestration.reports.page.source import Period
from orchestration.reports.words import PERIODS

NEWEST_KEPT: Final[Mapping[str, int]] = MappingProxyType(
    {"to_date": 1, "campaign": 8, "year": 4, "quarter": 8, "month": 13, "week": 4}
)
"""How many of each kind are offered: a month can be compared with the same month of the year before."""


def offered_periods(periods: Iterable[Period], asked: Asked | None = None) -> list[Period]:
    """Return the periods to offer, kinds in the order of `words.PERIODS`, the newest of a kind first; those `asked`
    for are among them, however old."""
    kinds = list(PERIODS)
    newest_first = sorted(set(periods), key=lambda period: (period.start, period.end, period.name), reverse=True)
    offered: list[Period] = []
    for kind in kinds:
        of_kind = [period for period in newest_first if period.type == kind]
        kept = NEWEST_KEPT[kind]
        offered += of_kind[:kept] + [period for period in of_kind[kept:] if asked and asked.fits(period)]
    return offered
