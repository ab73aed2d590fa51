"""Landing: files leave the inbox for the archive, and the ledger says so, exactly once.

A batch is landed in four steps: write down what will be done (`.landing.json`), move the files, append the ledger
lines, remove the note. After a kill at any point `recover` finishes the noted batch, so that no file is lost and none
counts twice.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.chain import repair_tail
from orchestration.clock import local_now
from orchestration.portal.contracts import ContractSet
from orchestration.portal.ledger import Arrival, Ledger, arrival_of
from orchestration.portal.naming import IGNORED_NAMES, ExportName, Refusal, parse_export_name

FUTURE_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Landed:
    """What one landing did: the arrivals in ledger order."""

    arrivals: tuple[Arrival, ...]


def judge_arrival(path: str, size: int, moment: datetime, contracts: ContractSet) -> ExportName | Refusal:
    """Whether a file is an export that can be read, by its name, size and moment of arrival alone.

    A pure function of what the ledger records, so that a rebuild judges as the night did (but for the contracts,
    which are today's).
    """
    name = parse_export_name(path)
    if isinstance(name, Refusal):
        return name
    if size == 0:
        return Refusal(f"{path}: the file has 0 bytes, the transfer broke; send it again")
    if name.exported_at > moment + FUTURE_TOLERANCE:
        return Refusal(
            f"{path}: exported {name.exported_at:%Y-%m-%dT%H:%M:%S} lies more than a day after its arrival"
            f" {moment:%Y-%m-%dT%H:%M:%S}; mend the portal's clock and export again"
        )
    if contracts.find(name.source, name.portal) is None:
        return Refusal(
            f"{path}: no contract covers source {name.source} of portal {name.portal}; write one below the contracts"
            " folder, the next refresh reads the file then"
        )
    return name


def waiting_files(inbox: Path, settle_seconds: float = 0.0) -> list[Path]:
    """Files of the inbox whose size and time have stood still for `settle_seconds`, in the order of their paths."""
    if not inbox.is_dir():
        return []
    newest = time.time() - settle_seconds
    found = (path for path in sorted(inbox.rglob("*")) if path.is_file() and path.name not in IGNORED_NAMES)
    return [path for path in found if settle_seconds == 0 or path.stat().st_mtime <= newest]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _archived_name(path: str, sha256: str, known: bool) -> str:
    folder = path.split("/", 1)[0] if known else "_unknown"
    suffixes = "".join(Path(path).suffixes[-2:]) if path.endswith(".gz") else Path(path).suffix
    return f"{folder}/{sha256[:2]}/{sha256}{suffixes}"


def _printable(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 are written as `\\xff`, so that ledger and warehouse can hold them."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _mark(path: Path) -> tuple[int, int, int]:
    """What changes when a file is overwritten: its inode, size and time."""
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _arrivals(inbox: Path, paths: list[Path], ledger: Ledger, contracts: ContractSet) -> Iterator[Arrival]:
    moment = local_now().replace(microsecond=0)
    for sequence, path in enumerate(paths, start=len(ledger.arrivals) + 1):
        relative = _printable(path.relative_to(inbox))
        size, sha256 = path.stat().st_size, _sha256(path)
        judged = judge_arrival(relative, size, moment, contracts)
        refused = judged.message if isinstance(judged, Refusal) else ""
        archived = _archived_name(relative, sha256, isinstance(judged, ExportName))
        verdict = "refused" if refused else "taken"
        yield Arrival(sequence, relative, sha256, size, moment, verdict, refused, archived)


def _move(source: Path, target: Path) -> None:
    """Move a file so that the archive never holds half of one; a file that is there already stays as it is."""
    if not source.exists():
        return
    if target.exists():
        source.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError:  # another file system: copy beside, then rename
        partial = target.with_name(f"{target.name}.partial")
        shutil.copyfile(source, partial)
        partial.replace(target)
        source.unlink()


def _write_durably(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


class Landing:
    """The way from one inbox into one archive."""

    def __init__(self, inbox: Path, archive: Path) -> None:
        """Neither folder need exist yet."""
        self.inbox = inbox
        self.archive = archive
        self.note = archive / ".landing.json"
        self.ledger_path = archive / "ledger.jsonl"

    def recover(self) -> Ledger:
        """Finish a batch that a kill interrupted, and give the whole ledger."""
        repair_tail(self.ledger_path)
        ledger = Ledger(self.ledger_path)
        if self.note.exists():
            lines: list[str] = json.loads(self.note.read_text(encoding="utf-8"))
            records = [json.loads(line) for line in lines]
            self._move_same(records)
            kept = [record for record in records if (self.archive / record["archived"]).exists()]
            if len(kept) < len(records):
                lines = ledger.lines_for(_numbered_again(ledger, [arrival_of(record) for record in kept]))
            self._finish(ledger, lines)
        return ledger

    def _move_same(self, records: list[dict[str, object]]) -> None:
        """Move what the note names, but only files with the noted bytes: others came after the kill."""
        for record in records:
            source = self.inbox / str(record["path"])
            if source.exists() and _sha256(source) == record["sha256"]:
                _move(source, self.archive / str(record["archived"]))

    def land(self, contracts: ContractSet, settle_seconds: float = 0.0) -> Landed:
        """Land every waiting file; refused ones are archived too, with the reason in the ledger."""
        ledger = self.recover()
        paths = waiting_files(self.inbox, settle_seconds)
        marks = [_mark(path) for path in paths]
        arrivals = list(_arrivals(self.inbox, paths, ledger, contracts))
        if not arrivals:
            return Landed(())
        self._note(ledger.lines_for(arrivals))
        kept = []
        for arrival, path, mark in zip(arrivals, paths, marks, strict=True):
            # Overwritten since it was hashed: these bytes were never whole here, the new ones are landed next time.
            if path.exists() and _mark(path) == mark:
                _move(path, self.archive / arrival.archived)
                kept.append(arrival)
        kept = _numbered_again(ledger, kept)
        lines = ledger.lines_for(kept)
        if len(kept) < len(arrivals):
            self._note(lines)
        self._finish(ledger, lines)
        return Landed(tuple(kept))

    def _note(self, lines: list[str]) -> None:
        _write_durably(self.note, json.dumps(lines, ensure_ascii=False))

    def _finish(self, ledger: Ledger, lines: list[str]) -> None:
        known = len(ledger.arrivals)
        ledger.append([line for line in lines if json.loads(line)["sequence"] > known])
        self.note.unlink()


def _numbered_again(ledger: Ledger, arrivals: list[Arrival]) -> list[Arrival]:
    """Arrivals without gaps, where some were overwritten in the inbox before they could be kept."""
    return [replace(arrival, sequence=n) for n, arrival in enumerate(arrivals, start=len(ledger.arrivals) + 1)]
