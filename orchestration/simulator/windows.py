"""Export windows, the moments at which a portal writes them, and the paths of the files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from orchestration.simulator.officedays import ONE_DAY, SUNDAY

LONGEST_DAILY_RANGE = 62
"""Up to so many days the province's system writes a file a day, above it a file a week."""
LATE_SYNC_EVERY = 7
LATE_REGISTER_EVERY = 3
LATE_PAYMENTS_EVERY = 4


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

    def path(self, out: Path, extension: str) -> Path:
        """Give the file's path below the inbox `out`; `extension` begins with a dot."""
        first, last, exported = self.window.first, self.window.last, self.exported
        name = f"{self.source}_{first:%Y%m%d}_{last:%Y%m%d}_{exported:%Y%m%dT%H%M%S}{extension}"
        return out / self.source / self.portal / name


def end_of(day: date) -> datetime:
    """Give the last second of a day."""
    return datetime.combine(day, time(23, 59, 59))


def sync_windows(start: date, end: date) -> list[Window]:
    """Cut a range into days or, where it is long, into weeks that end on Sunday."""
    by_day = (end - start).days < LONGEST_DAILY_RANGE
    return _cut(start, end, lambda day: by_day or day.weekday() == SUNDAY)


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


def index_by_day(windows: list[Window]) -> dict[date, int]:
    """Give for each day the index of its window."""
    return {
        window.first + timedelta(days=offset): window.index
        for window in windows
        for offset in range((window.last - window.first).days + 1)
    }


def sync_exports(source: str, portal: str, window: Window, end: date) -> list[Export]:
    """Plan the exports of a window of sync messages: the next night, some windows once more later."""
    late = window.index % LATE_SYNC_EVERY == 3  # noqa: PLR2004
    return _planned(source, portal, window, end, [(1, time(2, 10)), *([(13, time(2, 10))] if late else [])])


def payment_exports(portal: str, window: Window, end: date) -> list[Export]:
    """Plan the exports of a window of payments: the next night, some windows once more later."""
    late = window.index % LATE_PAYMENTS_EVERY == 1
    return _planned("payments", portal, window, end, [(1, time(3, 20)), *([(12, time(3, 20))] if late else [])])


def register_exports(window: Window, end: date) -> list[Export]:
    """Plan the exports of a register's month: early in the next, some once more, all at the end."""
    nights = [(2, time(7, 5))]
    if window.index % LATE_REGISTER_EVERY == 0:
        nights.append((40, time(7, 25)))
    last_night = ((end - window.last).days + 1, time(4, 0))
    earlier = [night for night in nights if night < last_night]
    return _planned("cases", "huyen", window, end, [*earlier, last_night])


def _planned(source: str, portal: str, window: Window, end: date, nights: list[tuple[int, time]]) -> list[Export]:
    """Turn nights (days after the window's last day, hour) into exports, none after the day beyond `end`."""
    moments = [
        datetime.combine(window.last, hour) + timedelta(days=days, seconds=window.index % 1800)
        for days, hour in nights
        if window.last + timedelta(days=days) <= end + ONE_DAY
    ]
    return [
        Export(source, portal, window, moment, live=place == len(moments)) for place, moment in enumerate(moments, 1)
    ]
