"""A night that is killed anywhere: readers have a whole publication, and the next night ends as if nothing had been."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication.manifest import read_manifest
from orchestration.publication.record import Record
from orchestration.publication.verification.verifying import verify
from tests.integration.history.two_nights import AFTER, BEFORE
from tests.integration.history.yard import Yard, all_hashes

from .killing import POINTS, killed_after_model, killed_in_models, killed_night

SWAPPED = ("swapped, not yet applied", "recorded, not yet applied")
IN_TURN = [name for name in POINTS if name not in SWAPPED]
"""Points after which the night is still to be done: one after the other they can befall one and the same night."""


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
        # Between the name and the swap a publication stands there to which nobody points.
        assert difference is None or difference.endswith("current: does not point at the last publication")

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


@pytest.fixture(scope="module")
def undisturbed(yard: Yard, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed(yard, tmp_path_factory.mktemp("morning"))


def test_a_night_that_is_killed_at_every_point_in_turn(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    yard = undisturbed.yard
    yard.deliver(AFTER)
    for name in IN_TURN[: IN_TURN.index("models built")]:
        killed_night(yard, [], POINTS[name])
        undisturbed.check_readers()
    for share in (0.2, 0.6, 0.9):
        killed_in_models(yard, share)
    for name in IN_TURN[IN_TURN.index("models built") :]:
        killed_night(yard, [], POINTS[name])
        undisturbed.check_readers()
    undisturbed.check_next_night()


@pytest.mark.parametrize("point", SWAPPED)
def test_a_kill_between_the_swap_and_noting_it(undisturbed: Undisturbed, point: str) -> None:
    undisturbed.restore()
    killed_night(undisturbed.yard, AFTER, POINTS[point])
    assert len(list(undisturbed.yard.settings.published.glob("publications/0*"))) == 2
    undisturbed.check_next_night()
    # Each is recorded once: the one that was put out by the killed night, and the one of the next.
    assert [one.number for one in Record.read(undisturbed.yard.settings.record).made()] == [1, 2, 3]


def test_a_full_run_that_is_killed_is_made_good_by_an_ordinary_night(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    # The facts of cases stand anew with the new files in them, what hangs on them does not.
    killed_after_model(undisturbed.yard, "fct_cases")
    undisturbed.yard.by_dbt = True
    try:
        undisturbed.check_next_night()
    finally:
        undisturbed.yard.by_dbt = False


def test_a_warehouse_that_cannot_be_opened_is_made_again(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    warehouse = undisturbed.yard.settings.warehouse_file
    warehouse.write_bytes(b"no database" * 1000)
    undisturbed.check_next_night()
    assert warehouse.with_name("warehouse.duckdb.unreadable").read_bytes() == b"no database" * 1000
