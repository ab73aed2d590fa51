"""The record of publications: one chained line for each act on the shelf (`orchestration/chain.py`).

It lies beside the stewards' decisions, in what is backed up, so that a publication stays known when the warehouse is
gone, and so that an edit of the last manifest, which no later one is chained to, is found out. A line is written after
the swap; nothing is ever taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from orchestration.chain import FIRST_HASH, ChainError, append_lines, chained_line, line_hash, read_chain, repair_tail
from orchestration.clock import local_now
from orchestration.publication.manifest import Manifest, manifest_sha256

Act = Literal["publish", "restore", "prune"]
ACTS: tuple[Act, ...] = get_args(Act)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `moment`: of the machine, local time; of a publication that of its making (`created_at`).

    `publish`: a publication was put out; `restore`: it was made again after its folder was lost; `prune`: of
    `publication_ids` only the manifests are kept. The other fields are those of the manifest, and `manifest_sha256` its
    hash; a `prune` has none of them. `chained_to`: what the manifest says of the one before; `decisions`,
    `decisions_head`: the stewards' decisions before it.
    """

    sequence: int
    moment: datetime
    act: Act
    publication_ids: tuple[str, ...]
    number: int | None = None
    as_of: datetime | None = None
    load_seq: int | None = None
    covered_to: date | None = None
    manifest_sha256: str | None = None
    chained_to: Mapping[str, str] | None = None
    decisions: int | None = None
    decisions_head: str | None = None

    @property
    def publication_id(self) -> str:
        """The publication that was put out."""
        return self.publication_ids[0]


@dataclass(slots=True)
class Record:
    """The acts of one warehouse, in order. `heads[n]` is the hash of the chain after n acts."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    heads: list[str] = field(default_factory=lambda: [FIRST_HASH])

    @classmethod
    def read(cls, path: Path) -> "Record":
        """Read the record at `path`, which need not exist. Raises ChainError where it was edited or cut."""
        record = cls(path)
        for number, line, head in read_chain(path):
            try:
                record.entries.append(_entry_of(line))
            except (ValueError, TypeError, KeyError) as error:
                raise ChainError(f"{path} line {number} is no act on the shelf ({error}): restore it") from error
            record.heads.append(head)
        return record

    def made(self) -> list[Entry]:
        """The acts that put out each publication, in the order of their numbers."""
        return [one for one in self.entries if one.act == "publish"]

    def last_making(self, publication_id: str) -> Entry | None:
        """The act that put out the publication as it should lie on the shelf, None for one that is not recorded."""
        of_it = (one for one in reversed(self.entries) if one.act != "prune" and one.publication_id == publication_id)
        return next(of_it, None)

    def pruned(self) -> set[str]:
        """The publications of which only the manifest is kept."""
        return {name for one in self.entries if one.act == "prune" for name in one.publication_ids}

    def expected(self) -> list[Entry]:
        """The makings that should lie on the shelf: since the last time that all of it was lost."""
        restored = [one.number or 0 for one in self.entries if one.act == "restore"]
        first = max(restored, default=0)
        makings = [self.last_making(one.publication_id) for one in self.made() if (one.number or 0) >= first]
        return [one for one in makings if one is not None]

    def append(self, act: Act, manifest: Manifest) -> Entry:
        """Note durably that a publication was put out."""
        return self._append(
            act,
            moment=datetime.fromisoformat(manifest["created_at"]),
            publication_ids=(manifest["publication_id"],),
            number=manifest["number"],
            as_of=datetime.fromisoformat(manifest["as_of"]),
            load_seq=manifest["load_seq"],
            covered_to=date.fromisoformat(manifest["covered_to"]),
            manifest_sha256=manifest_sha256(manifest),
            chained_to=manifest["previous"],
            decisions=manifest["decisions"]["count"],
            decisions_head=manifest["decisions"]["head"],
        )

    def append_pruned(self, publication_ids: Sequence[str]) -> Entry:
        """Note durably that of these publications only the manifests are kept."""
        return self._append("prune", moment=local_now().replace(microsecond=0), publication_ids=tuple(publication_ids))

    def _append(self, act: Act, **fields: Any) -> Entry:
        repair_tail(self.path)
        entry = Entry(len(self.entries) + 1, act=act, **fields)
        line = chained_line(_plain(asdict(entry)), self.heads[-1])
        append_lines(self.path, [line])
        self.entries.append(entry)
        self.heads.append(line_hash(line))
        return entry


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in fields.items()}


def _entry_of(line: Mapping[str, Any]) -> Entry:
    read: dict[str, Any] = {"moment": datetime.fromisoformat, "as_of": datetime.fromisoformat}
    read |= {"covered_to": date.fromisoformat, "publication_ids": tuple}
    fields = {name: read[name](one) if name in read and one is not None else one for name, one in line.items()}
    entry = Entry(**fields)
    if entry.act not in ACTS:
        raise ValueError(f"act {entry.act!r} is none of {', '.join(ACTS)}")
    return entry
