"""Pruning: of old publications only the manifest is kept, and the record tells so."""

import shutil
from pathlib import Path

from orchestration.publication.following import before_next
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf


def prune(shelf: Shelf, record: Record, keep: int) -> list[str]:
    """Take away the data of all but the last `keep` publications (at least 1); gives those that were taken.

    Recorded first, so that a kill leaves files of a pruned publication and never an unrecorded loss; the next call
    takes them. The one that readers see is always among the last: raises ShelfError where it is not. Whoever has a file
    of a pruned publication open goes on reading it, for the system keeps its bytes as long as it is open; files that
    other publications share stay.
    """
    before_next(shelf, record)
    old = record.expected()[:-keep]
    names = [one.publication_id for one in old if (shelf.publications / one.publication_id).is_dir()]
    fresh = [name for name in names if name not in record.pruned()]
    if fresh:
        record.append_pruned(fresh)
    for name in names:
        _keep_manifest(shelf.publications / name)
    return fresh


def _keep_manifest(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name == "manifest.json":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
