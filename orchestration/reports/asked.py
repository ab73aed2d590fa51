"""Which published periods a person means by a name: `2023-09`, `2023-Q3`, `2023-W36`, `2023`, `to_date`, a campaign.

A campaign may be called like a year or a month (campaigns.csv: Đức Phổ's is `2023`); the name then means both, and each
report shows them side by side.
"""

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

import duckdb

from orchestration.reports.page.source import Period, read_publication
from orchestration.reports.words import PERIODS

TO_DATE: Final = "to_date"

_KINDS: Final = MappingProxyType(
    {
        "year": "years",
        "quarter": "quarters",
        "month": "months",
        "week": "weeks",
        "campaign": "campaigns",
    }
)
"""Period type → how an error lists those that there are."""


class ReportError(ValueError):
    """What was asked for cannot be made of this publication; the message says what can."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A period by its published name; `type` (a key of `words.PERIODS`) where only one of that name is meant."""

    name: str
    type: str | None = None

    def fits(self, period: Period) -> bool:
        """Whether `period` is meant."""
        return period.name == self.name and self.type in (None, period.type)


def in_file_name(name: str) -> str:
    """Return a period's name as a file's name may hold it: a user's register may call a campaign anything."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in name)


def find_periods(con: duckdb.DuckDBPyConnection, asked: Asked) -> list[Period]:
    """Return the published periods that are meant, in the order of `words.PERIODS`; `to_date` once a province.

    Raises ReportError that names the periods there are.
    """
    rows = con.execute(
        "select distinct period_type, period_name, period_start, period_end from marts.kpi_scoreboard"
        " where period_name = $1 order by all",
        [asked.name],
    ).fetchall()
    kinds = list(PERIODS)
    found = [period for row in rows if asked.fits(period := Period(*row))]
    if not found:
        raise ReportError(f"--period {asked.name}: no such period is published; {_what_there_is(con)}")
    return sorted(found, key=lambda period: (kinds.index(period.type), period))


def newest_month_over(con: duckdb.DuckDBPyConnection) -> Asked:
    """Return the newest published month that was over at the as-of moment.

    A month is over with its last second: an as-of moment of 2023-12-31T23:59:59 ends December. Raises ReportError where
    none is over.
    """
    today = (read_publication(con).as_of + timedelta(seconds=1)).date()
    row = con.execute(
        "select max(period_name) from marts.kpi_scoreboard where period_type = 'month' and period_end < $1", [today]
    ).fetchone()
    if row is None or row[0] is None:
        raise ReportError(f"no month is over yet: name a period with --period; {_what_there_is(con)}")
    return Asked(str(row[0]), "month")


def _what_there_is(con: duckdb.DuckDBPyConnection) -> str:
    rows = con.execute(
        "select period_type, list(distinct period_name order by period_name) from marts.kpi_scoreboard group by all"
    ).fetchall()
    names: dict[str, list[str]] = dict(rows)
    told = []
    for kind, word in _KINDS.items():
        if there := names.get(kind):
            is_span = kind in ("month", "week") and len(there) > 1
            told.append(f"{word} {there[0]} to {there[-1]}" if is_span else f"{word} {', '.join(there)}")
    told += [TO_DATE] if TO_DATE in names else []
    return f"there are {'; '.join(told)}" if told else "no figure is published at all"
