"""What has been written to the inbox."""

from datetime import date, datetime, time
from pathlib import Path

from orchestration.simulator.windows import Export


class Delivery:
    """The files written so far: records by path below the inbox, and the newest export."""

    def __init__(self, out: Path, start: date) -> None:
        """Take the inbox that is written to and the first day of the range."""
        self.out = out
        self.rows: dict[str, int] = {}
        self.newest = datetime.combine(start, time(0))

    def note(self, path: Path, export: Export, rows: int) -> None:
        """Remember a written file."""
        self.rows[path.relative_to(self.out).as_posix()] = rows
        self.newest = max(self.newest, export.exported)
