"""A yard between two nights, to come back to, and what an undisturbed second night makes of it."""

import shutil
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.manifest import read_manifest
from orchestration.publication.verification.verifying import verify
from tests.integration.history.two_nights import AFTER, BEFORE
from tests.integration.history.yard import Yard, all_hashes


class Undisturbed:
    """The yard after a first night, kept to come back to, and what an undisturbed second night makes of it."""

    def __init__(self, yard: Yard, place: Path) -> None:
        """`place`: an empty folder. Runs two nights."""
        self.yard, self.place = yard, place
        yard.clear()
        self.first = all_hashes(yard.night(BEFORE))
        for name in ("raw", "warehouse"):
            shutil.copytree(yard.root / name, place / name, symlinks=True)
        self.second = all_hashes(yard.night(AFTER))
        self.loads = loads(yard)

    def restore(self) -> None:
        """Go back to the morning after the first night."""
        for name in ("raw", "warehouse"):
            shutil.rmtree(self.yard.root / name)
            shutil.copytree(self.place / name, self.yard.root / name, symlinks=True)

    def check_readers(self) -> None:
        """Readers see the old publication or the new one, and whole."""
        manifest = read_manifest(self.yard.settings.published / "current")
        tables = {name: table["content_sha256"] for name, table in manifest["tables"].items()}
        assert tables in (self.first, self.second)
        difference = verify(self.yard.settings, manifest["publication_id"])
        # Between its name and the record of it a publication stands there of which nothing tells.
        unended = "tells of no such publication; where a refresh was interrupted, the next one mends that"
        assert difference is None or difference.endswith(unended), difference

    def check_next_night(self) -> None:
        """The next night ends by itself as the undisturbed one did, and counts each file once."""
        assert all_hashes(self.yard.night()) == self.second
        assert loads(self.yard) == self.loads
        self.check_readers()


def loads(yard: Yard) -> list[tuple[Any, ...]]:
    """What became of each file."""
    with duckdb.connect(str(yard.settings.published / "current" / "motcua.duckdb"), read_only=True) as con:
        return con.execute(
            "select source_file, sha256, outcome, rows_read, rows_kept from meta.loads order by all"
        ).fetchall()
