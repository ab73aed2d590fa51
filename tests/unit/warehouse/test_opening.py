"""Opening the warehouse while others have it open, and how its tables lie in the file."""

import math
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse import opening
from orchestration.warehouse.opening import ROW_GROUP_SIZE, LockedWarehouseError, open_warehouse
from tests.holding import held_by_another_process

KEY = "a key of the tests only"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    warehouse = tmp_path / "warehouse.duckdb"
    open_warehouse(warehouse, KEY).close()
    return warehouse


def test_a_reader_is_waited_for(path: Path) -> None:
    with held_by_another_process(path, read_only=True, seconds=0.5):
        con = open_warehouse(path, KEY)
    assert con.execute("select count(*) from raw.file").fetchone() == (0,)
    con.close()


def test_one_who_does_not_let_go_is_named_and_nothing_is_put_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "READERS_SECONDS", 0.3)
    with held_by_another_process(path, read_only=False), pytest.raises(LockedWarehouseError, match="another process"):
        open_warehouse(path, KEY)
    assert [one.name for one in path.parent.iterdir() if one.name.endswith(".unreadable")] == []


def test_a_file_that_is_no_warehouse_is_put_aside_at_once(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"no database" * 1000)
    con = open_warehouse(path, KEY)
    assert con.execute("select count(*) from raw.file").fetchone() == (0,)
    con.close()
    assert path.with_name("warehouse.duckdb.unreadable").read_bytes().startswith(b"no database")


def test_row_groups_are_small_for_every_connection_of_the_process(path: Path) -> None:
    con = open_warehouse(path, KEY)
    with duckdb.connect(str(path)) as other:
        other.execute("create table core.numbers as select range as number from range(40000)")
        groups = other.execute(
            "select count(distinct row_group_id) from pragma_storage_info('core.numbers')"
        ).fetchone()
    con.close()
    assert groups == (math.ceil(40_000 / ROW_GROUP_SIZE),)
