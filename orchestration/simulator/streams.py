"""Records wait here for the windows they belong to; only those of windows that are still open are held."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Generic, TypeVar

from orchestration.simulator.windows import Export, Window, indices_by_day

Item = TypeVar("Item")


class Stream(Generic[Item]):
    """One source of one portal; its windows may overlap."""

    def __init__(
        self,
        windows: list[Window],
        plan: Callable[[Window], list[Export]],
        write: Callable[[Export, list[Item]], None],
    ) -> None:
        """Take the windows by index, when each is exported, and what writes an export."""
        self._windows = windows
        self._plan, self._write = plan, write
        self._indices = indices_by_day(windows)
        self._closing: defaultdict[date, list[Window]] = defaultdict(list)
        for window in windows:
            self._closing[window.last].append(window)
        self._held: defaultdict[int, list[Item]] = defaultdict(list)

    def take(self, item: Item, moments: Iterable[datetime]) -> None:
        """Put a record into the windows of moments; days outside the range have none."""
        days = {moment.date() for moment in moments}
        for index in sorted({index for day in days for index in self._indices.get(day, ())}):
            self._held[index].append(item)

    def close(self, day: date) -> None:
        """Write the windows that end on the day."""
        for window in self._closing.get(day, ()):
            held = self._held.pop(window.index, [])
            for export in self._plan(window):
                self._write(export, held)
