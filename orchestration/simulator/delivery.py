"""Where files go: below the inbox at once, or below the folder of the night in which they arrive."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from orchestration.simulator import quirks
from orchestration.simulator.dice import chance, whole
from orchestration.simulator.officedays import ONE_DAY
from orchestration.simulator.windows import Export

LATE, TWICE = 0.06, 0.04
"""Shares of files that arrive one to four nights late, and once more in a later night."""
MOST_NIGHTS_LATE = 4
REPEATED_EVERY = 25


@dataclass(frozen=True, slots=True)
class Nights:
    """The nights in which a range's files arrive, from 1; the first one brings all that was exported before it."""

    count: int
    last: date

    @property
    def first(self) -> date:
        """The day of the first night."""
        return self.last - timedelta(days=self.count - 1)

    def number(self, day: date) -> int:
        """Give the night of a day, at least the first."""
        return max((day - self.first).days, 0) + 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file: its path below the inbox, its records, and the nights it arrives in (0: all at once)."""

    path: str
    rows: int
    exported: datetime
    copy_of: str | None
    nights: tuple[int, ...]


class Delivery:
    """The files written so far, and the newest export."""

    def __init__(self, out: Path, start: date, end: date, nights: int, seed: int) -> None:
        """Take the inbox, the range's days, in how many nights files arrive (0: all at once) and the seed."""
        self._out, self._seed = out, seed
        self._nights = Nights(nights, end + ONE_DAY) if nights else None
        self._last_night = datetime.combine(end, time(0)) + ONE_DAY
        self.arrivals: list[Arrival] = []
        self.newest = datetime.combine(start, time(0))
        self.quirks: Counter[str] = Counter()

    def send(self, export: Export, extension: str, write: Callable[[Path], int]) -> tuple[str, bool]:
        """Let `write` make the file, which gives its records.

        Gives the file's path below the inbox, and whether its bytes were sent a second time.
        """
        path = export.path(extension)
        nights = self._drawn_nights(path, export)
        target = self._folder(nights[0]) / path
        rows = write(target)
        self._note(path, rows, export, None, nights)
        is_repeated = export.live and self._is_repeated(export)
        if is_repeated:
            self._repeat(path, target, export, extension, rows)
        return path.as_posix(), is_repeated

    def _repeat(self, path: Path, written: Path, export: Export, extension: str, rows: int) -> None:
        """Send the same bytes once more under a later stamp."""
        again = export.again(2)
        copy = again.path(extension)
        nights = self._drawn_nights(copy, again)
        target = self._folder(nights[0]) / copy
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(written, target)
        self._note(copy, rows, again, path.as_posix(), nights)

    def _is_repeated(self, export: Export) -> bool:
        repeats = export.window.index % REPEATED_EVERY == 2  # noqa: PLR2004 - which of them
        return repeats and export.source in ("cases", "payments") and export.exported < self._last_night

    def _folder(self, night: int) -> Path:
        return self._out / f"night-{night:04d}" if night else self._out

    def _drawn_nights(self, path: Path, export: Export) -> tuple[int, ...]:
        """Draw the nights in which a file arrives: mostly one, the night of its export."""
        if self._nights is None:
            return (0,)
        rng = Random(f"{self._seed}/arrival/{path.as_posix()}")
        night = self._nights.number(export.exported.date())
        if chance(rng, LATE):
            night = min(night + whole(rng, 1, MOST_NIGHTS_LATE), self._nights.count)
        if night < self._nights.count and chance(rng, TWICE):
            return night, whole(rng, night + 1, self._nights.count)
        return (night,)

    def _note(self, path: Path, rows: int, export: Export, copy_of: str | None, nights: tuple[int, ...]) -> None:
        """Remember a written file, and deliver it again where that was drawn."""
        self.arrivals.append(Arrival(path.as_posix(), rows, export.exported, copy_of, nights))
        self.newest = max(self.newest, export.exported)
        self.quirks[quirks.REPEATED] += copy_of is not None
        self.quirks[quirks.REPLACED] += not export.live
        self.quirks[quirks.PACKED] += path.suffix in {".gz", ".zip"}
        if self._nights is None:
            return
        self.quirks[quirks.LATE_FILE] += nights[0] > self._nights.number(export.exported.date())
        for night in nights[1:]:
            self.quirks[quirks.TWICE] += 1
            target = self._folder(night) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._folder(nights[0]) / path, target)
