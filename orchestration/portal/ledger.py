"""The ledger: one chained line an arrival (`orchestration/chain.py`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.chain import FIRST_HASH, ChainError, append_lines, chained_line, line_hash, read_chain


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


class Ledger:
    """The arrivals of one archive, read whole (one line a file) and appended to.

    `heads[n]` is the hash of the chain after n arrivals.
    """

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet; raises ChainError where the chain is broken."""
        self.path = path
        self.arrivals: list[Arrival] = []
        self.heads: list[str] = [FIRST_HASH]
        for number, record, head in read_chain(path):
            try:
                self.arrivals.append(arrival_of(record))
            except (ValueError, TypeError, KeyError) as error:
                raise ChainError(f"{path} line {number} is not a ledger line ({error}): restore it") from error
            self.heads.append(head)

    def lines_for(self, arrivals: Sequence[Arrival]) -> list[str]:
        """The lines that would append `arrivals`, each chained to the one before."""
        lines, head = [], self.heads[-1]
        for arrival in arrivals:
            lines.append(chained_line({**asdict(arrival), "moment": arrival.moment.isoformat()}, head))
            head = line_hash(lines[-1])
        return lines

    def append(self, lines: Sequence[str]) -> None:
        """Append chained lines and make them durable."""
        append_lines(self.path, lines)
        for line in lines:
            self.arrivals.append(arrival_of(json.loads(line)))
            self.heads.append(line_hash(line))
