"""What a publication comes after: its place in the chain, and the publication whose history it goes on from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from orchestration.publication.manifest import Manifest, manifest_sha256
from orchestration.publication.record import Entry, Record
from orchestration.publication.shelf import Shelf


class ShelfError(RuntimeError):
    """The shelf does not hold what the record tells of; the message names it and the mend."""


@dataclass(frozen=True, slots=True)
class Before:
    """The publication before; nothing at all before the first one.

    `number`, `publication_id`, `covered_to`: of it; the backlog of the days up to `covered_to` stands. `chained`: what
    the manifest says of it. `folder`, `manifest`: of the publication from which history is taken over, the one before
    or a later one, whose history is then cut back. `seen`: the folder of the one before itself, None where it is gone.
    """

    number: int = 0
    publication_id: str | None = None
    covered_to: date | None = None
    chained: Mapping[str, str] | None = None
    folder: Path | None = None
    manifest: Manifest | None = None
    seen: Path | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """A recorded publication that is to be made again; `aside`: the shelf of those before it."""

    entry: Entry
    aside: Shelf
    is_last: bool


def last_day_over(as_of: datetime) -> date:
    """The newest day that is over at this moment; 23:59:59 is the end of its day."""
    return (as_of + timedelta(seconds=1)).date() - timedelta(days=1)


def before_next(shelf: Shelf, record: Record | None) -> Before:
    """What the next publication on a shelf comes after.

    Raises ShelfError where readers see another publication than the last one that is recorded: a new one must not take
    its place.
    """
    manifest = shelf.current_manifest()
    made = record.made() if record else []
    if made and (manifest is None or manifest["publication_id"] != made[-1].publication_id):
        name = made[-1].publication_id
        raise ShelfError(
            f"{shelf.link}: does not point at {name}, the last publication that is recorded: if its folder is there,"
            f" link it again (ln -sfn publications/{name} {shelf.link}); else put {shelf.root} aside, and the next"
            " refresh makes the recorded publications again"
        )
    if manifest is None:
        return Before()
    chained = {"publication_id": manifest["publication_id"], "manifest_sha256": manifest_sha256(manifest)}
    return _before(manifest, chained, shelf.current())


def before_again(again: Again) -> Before:
    """What a publication comes after that is made again: chained as it was recorded."""
    manifest = again.aside.current_manifest()
    if manifest is None:
        return Before(number=(again.entry.number or 1) - 1, chained=again.entry.chained_to)
    return _before(manifest, again.entry.chained_to, again.aside.current())


def before_moment(moment: datetime, living: Shelf, record: Record) -> Before:
    """What a replay of a moment comes after: the last publication made by then, its history cut out of today's."""
    made = [one for one in record.made() if one.moment <= moment]
    manifest = living.current_manifest()
    if not made or manifest is None:
        return Before()
    last = made[-1]
    seen = living.publications / last.publication_id
    return Before(
        number=last.number or 0,
        publication_id=last.publication_id,
        covered_to=last.covered_to,
        folder=living.current(),
        manifest=manifest,
        seen=seen if (seen / "motcua.duckdb").exists() else None,
    )


def _before(manifest: Manifest, chained: Mapping[str, str] | None, folder: Path | None) -> Before:
    covered_to = manifest.get("covered_to")
    return Before(
        number=manifest["number"],
        publication_id=manifest["publication_id"],
        covered_to=date.fromisoformat(covered_to) if covered_to else None,
        chained=chained,
        folder=folder,
        manifest=manifest,
        seen=folder,
    )
