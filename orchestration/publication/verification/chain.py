"""The shelf against the record of publications, and each manifest against the one before."""

from collections.abc import Iterator, Sequence

from orchestration.publication.manifest import Manifest, manifest_sha256
from orchestration.publication.record import Entry, Record
from orchestration.publication.shelf import Shelf
from orchestration.publication.verification.manifests import with_field
from orchestration.publication.verification.remarks import Remark, note


def record_remarks(record: Record, manifests: Sequence[Manifest]) -> Iterator[Remark]:
    """Each publication names the acts before it: later ones may follow, none may be missing or other."""
    for one in with_field(manifests, "record"):
        if isinstance(one, Remark):
            yield one
            continue
        manifest, known = one
        name = manifest["publication_id"]
        if known is None:
            yield note(f"{name}: a replay, of which no record is kept")
        elif known["count"] >= len(record.heads) or record.heads[known["count"]] != known["head"]:
            yield Remark(f"{record.path}: its first {known['count']} acts are not those that {name} was made after")


def shelf_remarks(shelf: Shelf, record: Record, manifests: Sequence[Manifest]) -> Iterator[Remark]:
    """Whether each recorded publication lies there as it was recorded, and no other."""
    there = {one["publication_id"]: one for one in manifests}
    if not _is_recorded_shelf(manifests):
        return
    for entry in record.expected():
        name = entry.publication_id
        if name not in there:
            yield Remark(f"{shelf.publications / name}: missing; {record.path} line {entry.sequence} tells of it")
        else:
            yield from _entry_remarks(shelf, record, entry, there[name])
    expected = {one.publication_id for one in record.expected()}
    first = min((one.number or 0 for one in record.expected()), default=None)
    for name, manifest in there.items():
        if name not in expected and (first is None or manifest["number"] >= first):
            what = "tells of no such publication; where a refresh was interrupted, the next one mends that"
            yield Remark(f"{shelf.publications / name}: {record.path} {what}")


def _is_recorded_shelf(manifests: Sequence[Manifest]) -> bool:
    """A replay stands alone on its shelf and no record tells of it; nor does one of those made before there was any."""
    return not manifests or any(one.get("record") is not None for one in manifests)


def _entry_remarks(shelf: Shelf, record: Record, entry: Entry, manifest: Manifest) -> Iterator[Remark]:
    path = shelf.publications / entry.publication_id / "manifest.json"
    where = f"{record.path} line {entry.sequence}"
    recorded = {"created_at": entry.moment, "as_of": entry.as_of, "covered_to": entry.covered_to}
    told = {name: one and one.isoformat() for name, one in recorded.items()}
    for name, value in {**told, "number": entry.number, "load_seq": entry.load_seq}.items():
        if manifest.get(name) != value:
            yield Remark(f"{path}: {name} is {manifest.get(name)}, recorded is {value} ({where})")
    if manifest["previous"] != entry.chained_to:
        yield Remark(f"{path}: previous is not what was recorded ({where})")
    if manifest_sha256(manifest) != entry.manifest_sha256:
        yield Remark(f"{path}: is not the manifest that was recorded ({where})")


def chain_remarks(shelf: Shelf, manifests: Sequence[Manifest]) -> Iterator[Remark]:
    """Each manifest names the hash of the one before; `current` points at the last."""
    before: Manifest | None = None
    for manifest in manifests:
        name, previous = manifest["publication_id"], manifest["previous"]
        if before is None and previous is not None and manifest.get("record") is None:
            yield Remark(f"{name}: the publication before it is missing from the chain")
        if before is not None and previous is None:
            yield Remark(f"{name}: is chained to nothing, and {before['publication_id']} is before it")
        elif before is not None and previous["manifest_sha256"] != manifest_sha256(before):
            yield Remark(f"{before['publication_id']}: its manifest is not the one that {name} was chained to")
        before = manifest
    current = shelf.current()
    if current is None:
        if manifests:
            yield Remark(f"{shelf.link}: does not point at a publication")
    elif not manifests or current.name != manifests[-1]["publication_id"]:
        yield Remark(f"{shelf.link}: does not point at the last publication")
