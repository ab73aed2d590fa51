"""Export windows, the moments at which a portal writes them, and the paths of the files."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from orchestration.simulator.officedays import ONE_DAY, SUNDAY

LONGEST_DAILY_RANGE = 62
"""Up to so many days the province's system writes a file a day, above it a file a week."""
LATE_SYNC_EVERY = 7
LATE_TABLE_EVERY = 3
LATE_PAYMENTS_EVERY = 4
SHORTEST_OVERLAP, LONG_OVERLAP = 6, 60
"""Ranges of so many days get one window that overlaps others; of so many one in every third month."""
HOURS = {
    "cases": time(2, 10), "case_events": time(2, 40), "payments": time(3, 20), "ratings": time(5, 10),
    "counter_visits": time(5, 20), "complaints": time(5, 30), "staffing": time(6, 0),
    "unit_statistics": time(6, 30), "report_06a": time(4, 30),
}  # fmt: skip
OVERLAP_HOUR = time(2, 50)


@dataclass(frozen=True, slots=True)
class Window:
    """Local days `first` to `last`, both included; `index` counts the windows of one source and portal."""

    index: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Export:
    """One writing of one window; `live` says that no later export replaces it."""

    source: str
    portal: str
    window: Window
    exported: datetime
    live: bool

    def again(self, hours: int) -> "Export":
        """Give the same export written once more some hours later."""
        return replace(self, exported=self.exported + timedelta(hours=hours))

    def path(self, extension: str) -> Path:
        """Give the file's path below the inbox; `extension` begins with a dot."""
        first, last, exported = self.window.first, self.window.last, self.exported
        name = f"{self.source}_{first:%Y%m%d}_{last:%Y%m%d}_{exported:%Y%m%dT%H%M%S}{extension}"
        return Path(self.source, self.portal, name)


def end_of(day: date) -> datetime:
    """Give the last second of a day."""
    return datetime.combine(day, time(23, 59, 59))


def sync_windows(start: date, end: date, daily_from: date | None = None) -> list[Window]:
    """Cut a range into days or, where it is long, into weeks that end on Sunday and, from a day on, days."""
    by_day = (end - start).days < LONGEST_DAILY_RANGE
    daily = daily_from - ONE_DAY if daily_from else end
    return _cut(start, end, lambda day: by_day or day.weekday() == SUNDAY or day >= daily)


def overlapping_windows(start: date, end: date, index: int) -> list[Window]:
    """Give windows that lie across others, numbered from `index`: ten days of every third month, or three days."""
    length = (end - start).days + 1
    if length < SHORTEST_OVERLAP:
        return []
    if length < LONG_OVERLAP:
        middle = start + timedelta(days=length // 2)
        return [Window(index, middle - ONE_DAY, middle + ONE_DAY)]
    spans = [(window.first.replace(day=8), window.first.replace(day=17)) for window in month_windows(start, end)[1::3]]
    return [Window(index + place, first, last) for place, (first, last) in enumerate(spans) if last <= end]


def month_windows(start: date, end: date) -> list[Window]:
    """Cut a range at the ends of its months."""
    return _cut(start, end, lambda day: (day + ONE_DAY).day == 1)


def _cut(start: date, end: date, is_last: Callable[[date], bool]) -> list[Window]:
    windows: list[Window] = []
    first = day = start
    while day <= end:
        if is_last(day) or day == end:
            windows.append(Window(len(windows), first, day))
            first = day + ONE_DAY
        day += ONE_DAY
    return windows


def indices_by_day(windows: list[Window]) -> dict[date, list[int]]:
    """Give for each day the indices of its windows."""
    indices: dict[date, list[int]] = {}
    for window in windows:
        for offset in range((window.last - window.first).days + 1):
            indices.setdefault(window.first + timedelta(days=offset), []).append(window.index)
    return indices


def sync_exports(source: str, portal: str, window: Window, end: date) -> list[Export]:
    """Plan the exports of a window of sync messages: the next night, some windows once more later."""
    is_late = window.index % LATE_SYNC_EVERY == 3  # noqa: PLR2004 - which of them
    return _nightly(source, portal, window, end, 13 if is_late else 0)


def payment_exports(portal: str, window: Window, end: date) -> list[Export]:
    """Plan the exports of a window of payments: the next night, some windows once more later."""
    return _nightly("payments", portal, window, end, 12 if window.index % LATE_PAYMENTS_EVERY == 1 else 0)


def overlap_exports(source: str, portal: str, window: Window, end: date) -> list[Export]:
    """Plan the one export of a window that lies across others."""
    return _planned(source, portal, window, end, [(1, OVERLAP_HOUR)])


def register_exports(window: Window, end: date) -> list[Export]:
    """Plan the exports of a register's month: early in the next, some once more, all at the end."""
    nights = [(2, time(7, 5))]
    if window.index % LATE_TABLE_EVERY == 0:
        nights.append((40, time(7, 25)))
    last_night = ((end - window.last).days + 1, time(4, 0))
    earlier = [night for night in nights if night < last_night]
    return _planned("cases", "huyen", window, end, [*earlier, last_night])


def table_exports(source: str, portal: str, window: Window, end: date) -> list[Export]:
    """Plan the exports of a month of a small table: on the second of the next month, some once more later."""
    hour, last = HOURS[source], (end - window.last).days + 1
    late = window.index % LATE_TABLE_EVERY == 1 and last > 20  # noqa: PLR2004 - the day it comes again
    return _planned(source, portal, window, end, [(min(2, last), hour), *([(20, hour)] if late else [])])


def report_exports(source: str, portal: str, window: Window, end: date) -> list[Export]:
    """Plan the one export of a month that sums up a unit: on the fifth of the next month, or in the last night."""
    last = (end - window.last).days + 1
    return _planned(source, portal, window, end, [(min(5, last), HOURS[source])])


def _nightly(source: str, portal: str, window: Window, end: date, late: int) -> list[Export]:
    hour = HOURS[source]
    return _planned(source, portal, window, end, [(1, hour), *([(late, hour)] if late else [])])


def _planned(source: str, portal: str, window: Window, end: date, nights: list[tuple[int, time]]) -> list[Export]:
    """Turn nights (days after the window's last day, hour) into exports, none after the day beyond `end`."""
    moments = [
        datetime.combine(window.last, hour) + timedelta(days=days, seconds=window.index % 1800 + second_of(portal))
        for days, hour in nights
        if window.last + timedelta(days=days) <= end + ONE_DAY
    ]
    return [
        Export(source, portal, window, moment, live=place == len(moments)) for place, moment in enumerate(moments, 1)
    ]


def second_of(portal: str) -> int:
    """Give the second at which a portal writes, so that files of portals have different names."""
    return sum(portal.encode()) % 60
