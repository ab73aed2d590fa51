"""The shelf of publications: `current` → `publications/<publication_id>/`, swapped in one step."""

import os
import shutil
from pathlib import Path

from orchestration.publication.manifest import Manifest, read_manifest


class Shelf:
    """The folder `published/`; readers only follow `current`."""

    def __init__(self, root: Path) -> None:
        """`root` need not exist yet."""
        self.root = root
        self.publications = root / "publications"
        self.link = root / "current"

    def current(self) -> Path | None:
        """The folder of the publication that readers see, or None before the first one."""
        return self.link.resolve() if self.link.exists() else None

    def current_manifest(self) -> Manifest | None:
        """Its manifest."""
        folder = self.current()
        return read_manifest(folder) if folder else None

    def manifests(self) -> list[Manifest]:
        """All manifests on the shelf, oldest first."""
        folders = sorted(path for path in self.publications.glob("*") if (path / "manifest.json").exists())
        return sorted((read_manifest(folder) for folder in folders), key=lambda manifest: manifest["number"])

    def begin(self, publication_id: str) -> Path:
        """An empty folder to build in; what a killed run left is thrown away.

        A run killed between the name and the swap leaves a publication of this very number, which no reader ever saw.
        """
        number = publication_id.split("-", maxsplit=1)[0]
        for leftover in (*self.publications.glob(".building-*"), *self.publications.glob(f"{number}*")):
            shutil.rmtree(leftover)
        folder = self.publications / f".building-{publication_id}"
        folder.mkdir(parents=True)
        return folder

    def discard(self, folder: Path) -> None:
        """Throw away a folder that was begun and is not put out."""
        shutil.rmtree(folder, ignore_errors=True)

    def put_out(self, built: Path, publication_id: str) -> Path:
        """Give the built folder its name and point `current` at it: readers see the old one or the new one."""
        folder = self.publications / publication_id
        built.replace(folder)
        partial = self.root / ".current.partial"
        partial.unlink(missing_ok=True)
        partial.symlink_to(Path("publications") / publication_id)
        partial.replace(self.link)
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return folder
