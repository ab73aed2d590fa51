"""The ledger: one line an arrival, append-only, each line carrying the hash of the one before.

With the archive and the stewards' decisions it is all that is needed to make every publication again.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FIRST_HASH = "0" * 64
"""What the first line carries in place of the hash of a line before it."""


class LedgerError(RuntimeError):
    """The ledger was edited or cut; the message names the line."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that arrived: `path` below the inbox, size in bytes, `moment` of the machine, local time.

    `verdict` is `taken` or `refused` as judged on arrival, `message` why; `archived` is its place below the archive.
    """

    sequence: int
    path: str
    sha256: str
    size: int
    moment: datetime
    verdict: str
    message: str
    archived: str


def arrival_of(record: Mapping[str, Any]) -> Arrival:
    """The arrival that a ledger line records; raises KeyError, TypeError or ValueError for anything else."""
    fields = {name: value for name, value in record.items() if name != "previous"}
    return Arrival(**{**fields, "moment": datetime.fromisoformat(record["moment"])})


def _line_of(arrival: Arrival, previous: str) -> str:
    record = {**asdict(arrival), "moment": arrival.moment.isoformat(), "previous": previous}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def line_hash(line: str) -> str:
    """The hash that the next line carries: SHA-256 of the line's UTF-8 text without its line break."""
    return hashlib.sha256(line.encode()).hexdigest()


class Ledger:
    """The arrivals of one archive, read whole (one line a file) and appended to."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet; raises LedgerError where the chain is broken."""
        self.path = path
        self.arrivals: list[Arrival] = []
        self.head = FIRST_HASH
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text:
            self._read(text)

    def _read(self, text: str) -> None:
        # Not splitlines(): a file's name may hold other characters that Python takes for a line's end.
        for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
            try:
                record = json.loads(line)
                previous = record["previous"]
                arrival = arrival_of(record)
            except (ValueError, TypeError, KeyError) as error:
                raise LedgerError(f"{self.path} line {number} is not a ledger line ({error}): restore it") from error
            if previous != self.head or arrival.sequence != number:
                raise LedgerError(
                    f"{self.path} line {number} does not follow the line before it: the ledger was edited or cut;"
                    " restore it from a copy"
                )
            self.arrivals.append(arrival)
            self.head = line_hash(line)

    def lines_for(self, arrivals: Sequence[Arrival]) -> list[str]:
        """The lines that would append `arrivals`, each chained to the one before."""
        lines, head = [], self.head
        for arrival in arrivals:
            lines.append(_line_of(arrival, head))
            head = line_hash(lines[-1])
        return lines

    def append(self, lines: Sequence[str]) -> None:
        """Append chained lines and make them durable."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        for line in lines:
            self.arrivals.append(arrival_of(json.loads(line)))
            self.head = line_hash(line)


def repair_tail(path: Path) -> None:
    """Cut a last line that a kill left half written (it has no line break); its arrival is landed again."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
