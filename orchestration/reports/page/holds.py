"""Units whose figures the page shows as they were last good: why, since when, and how old the figures are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.reports.numbers import ABSENT, format_day
from orchestration.reports.page.source import Unit


@dataclass(frozen=True, slots=True)
class Hold:
    """One held unit and reason. `days`: how long it is held by the publication's day; `figures_of`: the day on which
    its figures were judged, or a dash where none was good before."""

    code: str
    name: str
    reason: str
    since: str
    days: int
    figures_of: str

    @property
    def text(self) -> str:
        """The hold in one sentence."""
        of = f"; số liệu tính đến {self.figures_of}" if self.figures_of != ABSENT else ""
        return f"{self.reason}. Giữ từ {self.since}{of}."


def read_holds(con: duckdb.DuckDBPyConnection, units: Mapping[str, Unit], as_of: date) -> list[Hold]:
    """Return the holds of `units`, the longest first."""
    found = con.execute(
        """
        select unit_code, held_reason, min(held_since) as since, max(good_as_of)::date
        from quality.held_units
        where list_contains($1, unit_code)
        group by unit_code, held_reason
        order by since, unit_code, held_reason
        """,
        [list(units)],
    ).fetchall()
    return [
        Hold(code, units[code].name, reason, format_day(since), (as_of - since).days, format_day(good))
        for code, reason, since, good in found
    ]


def texts_of(holds: list[Hold]) -> dict[str, str]:
    """Return what the page's script tells of each held unit, by its code."""
    texts: dict[str, list[str]] = {}
    for hold in holds:
        texts.setdefault(hold.code, []).append(hold.text)
    return {code: " ".join(told) for code, told in texts.items()}
