"""The manifests that lie on a shelf, read so that a broken one is told and not raised."""

from collections.abc import Iterator, Sequence
from typing import Any

from orchestration.publication.manifest import Manifest, read_manifest
from orchestration.publication.shelf import Shelf
from orchestration.publication.verification.remarks import Remark, note

NEEDED = ("publication_id", "number", "previous", "tables", "files")
"""Fields that every manifest has had since the first publication."""


def manifests_on(shelf: Shelf) -> tuple[list[Manifest], list[Remark]]:
    """The manifests that can be read, in the order of their numbers, and what is to be said of the others."""
    read: list[Manifest] = []
    told: list[Remark] = []
    folders = sorted(path for path in shelf.publications.glob("*") if not path.name.startswith("."))
    for folder in folders:
        path = folder / "manifest.json"
        if not path.exists():
            told.append(Remark(f"{path}: missing"))
            continue
        try:
            manifest = read_manifest(folder)
        except (ValueError, OSError) as error:
            told.append(Remark(f"{path}: cannot be read ({error})"))
            continue
        missing = [name for name in NEEDED if not isinstance(manifest, dict) or name not in manifest]
        if missing:
            told.append(Remark(f"{path}: has no {missing[0]}, which every manifest has"))
        elif not isinstance(manifest["number"], int):
            told.append(Remark(f"{path}: number is {manifest['number']!r} and no number"))
        elif manifest["publication_id"] != folder.name:
            told.append(
                Remark(f"{folder}: its manifest says that it is {manifest['publication_id']}: renamed or edited")
            )
        else:
            read.append(manifest)
    return sorted(read, key=lambda one: one["number"]), told


def with_field(manifests: Sequence[Manifest], name: str) -> Iterator[tuple[Manifest, Any] | Remark]:
    """Each manifest with the value of a field; a note for one that was made before there was such a field."""
    for manifest in manifests:
        if name in manifest:
            yield manifest, manifest[name]
        else:
            yield note(
                f"{manifest['publication_id']}: its manifest has no {name!r}: it was made before manifests had that"
                " field, and what the field would prove was not checked"
            )
