"""Append-only files of chained lines: each line is one record in canonical JSON and carries the hash of the one before.

The ledger of arrivals and the journal of stewards' decisions are such files. With the archive they are all that is
needed to make every publication again, so an edited, cut or reordered line must be found out.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FIRST_HASH = "0" * 64
"""What the first line carries in place of the hash of a line before it."""


class ChainError(RuntimeError):
    """A chained file was edited or cut; the message names file and line."""


def line_hash(line: str) -> str:
    """The hash that the next line carries: SHA-256 of the line's UTF-8 text without its line break."""
    return hashlib.sha256(line.encode()).hexdigest()


def chained_line(record: Mapping[str, Any], previous: str) -> str:
    """A record as the line that follows the line with hash `previous`."""
    return json.dumps({**record, "previous": previous}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_chain(path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Each line's number, record and hash; nothing for a file that is not there.

    Every record has a `sequence`, counted from 1. Raises ChainError at the first line that does not follow the one
    before it.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    head = FIRST_HASH
    # Not splitlines(): a value may hold other characters that Python takes for a line's end.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), start=1):
        try:
            record: dict[str, Any] = json.loads(line)
            previous, sequence = record.pop("previous"), record["sequence"]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ChainError(f"{path} line {number} is not a chained line ({error}): restore it") from error
        if previous != head or sequence != number:
            raise ChainError(
                f"{path} line {number} does not follow the line before it: the file was edited or cut;"
                " restore it from a copy"
            )
        head = line_hash(line)
        yield number, record, head


def append_lines(path: Path, lines: Sequence[str]) -> None:
    """Append chained lines and make them durable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def repair_tail(path: Path) -> None:
    """Cut a last line that a kill left half written (it has no line break); what it told is done again."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
            os.fsync(file.fileno())
