"""The shelf: readers see the old publication or the new one."""

from pathlib import Path

import pytest

from orchestration.publication.manifest import write_manifest
from orchestration.publication.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "published")


def put_out(shelf: Shelf, number: int) -> Path:
    folder = shelf.begin(f"{number:06d}")
    write_manifest(folder, {"number": number})
    return shelf.put_out(folder, f"{number:06d}")


def test_before_the_first_there_is_none(shelf: Shelf) -> None:
    assert (shelf.current(), shelf.current_manifest(), shelf.manifests()) == (None, None, [])


def test_the_last_one_is_current_and_all_are_kept(shelf: Shelf) -> None:
    put_out(shelf, 1)
    assert put_out(shelf, 2) == shelf.publications / "000002"
    assert shelf.current() == (shelf.publications / "000002").resolve()
    assert shelf.current_manifest() == {"number": 2}
    assert shelf.manifests() == [{"number": 1}, {"number": 2}]


def test_the_link_holds_wherever_the_shelf_is_moved(shelf: Shelf, tmp_path: Path) -> None:
    put_out(shelf, 1)
    shelf.root.rename(tmp_path / "elsewhere")
    assert Shelf(tmp_path / "elsewhere").current_manifest() == {"number": 1}


def test_what_a_killed_run_was_building_is_thrown_away(shelf: Shelf) -> None:
    put_out(shelf, 1)
    (shelf.begin("000002") / "half").touch()
    folder = shelf.begin("000003")
    assert list(folder.iterdir()) == []
    assert [path.name for path in shelf.publications.glob(".*")] == [folder.name]
    assert shelf.manifests() == [{"number": 1}]


def test_a_kill_between_the_name_and_the_swap_is_made_good(shelf: Shelf) -> None:
    put_out(shelf, 1)
    folder = shelf.begin("000002-20230301T000000")
    write_manifest(folder, {"number": 2, "is": "killed"})
    folder.rename(shelf.publications / "000002-20230301T000000")
    assert shelf.current_manifest() == {"number": 1}
    # By the next night the as-of moment has moved on, and with it the name.
    put_out(shelf, 2)
    assert shelf.manifests() == [{"number": 1}, {"number": 2}]
