"""Tampering: whatever is touched after four nights (conftest.py), `motcua verify` ends with 3 and names it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.commands.codes import DONE, FAILED
from orchestration.publication.tables import TABLES, PublishedTable

from . import contents, journals, shelf
from .world import IDS, LAST, World


@pytest.fixture
def world(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in ("raw", "warehouse"):
        shutil.copytree(finished / name, tmp_path / name, symlinks=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_RAW_DIR", "raw")
    monkeypatch.setenv("MOTCUA_WAREHOUSE_DIR", "warehouse")
    yield World(tmp_path)
    shutil.rmtree(tmp_path)


def expect_named(capsys: pytest.CaptureFixture[str], expected: str, *words: str) -> None:
    """`verify` ends with 3, and its last line has what was expected."""
    assert main(["verify", *words]) == FAILED
    told = capsys.readouterr().out.splitlines()
    assert expected in told[-1]


def test_what_nobody_touched_is_as_recorded(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.folder().exists()
    assert main(["verify"]) == DONE
    assert capsys.readouterr().out == "Every hash of the chain is as recorded.\n"


def _named(table: PublishedTable) -> str:
    return table.short_name


@pytest.mark.parametrize("table", TABLES, ids=_named)
def test_a_row_more_in_a_table(world: World, capsys: pytest.CaptureFixture[str], table: PublishedTable) -> None:
    world.alter(f"insert into {table.store} select * from {table.store} limit 1")
    with duckdb.connect(str(world.folder() / "motcua.duckdb"), read_only=True) as con:
        (count,) = con.execute(f"select count(*) from {table.store}").fetchone() or (0,)
    if count == 0:
        column = "row_hash" if table.partition else table.key[0]
        world.alter(f"insert into {table.store} ({column}) values (null)")
    # Of the publication itself two rows contradict the manifest first.
    expected = "meta.publication is not" if table.store == "meta.publication" else f"motcua.duckdb: {table.store}"
    expect_named(capsys, expected, LAST)


@pytest.mark.parametrize("table", TABLES, ids=_named)
def test_a_parquet_file_edited(world: World, capsys: pytest.CaptureFixture[str], table: PublishedTable) -> None:
    root = world.folder() / "parquet"
    files = sorted(root.glob(f"{table.short_name}.parquet")) or sorted(root.glob(f"{table.short_name}/*.parquet"))
    if not files:  # a table without a row has no partition: a forged one is a file that was not published
        (root / table.short_name / "2023-01.parquet").write_bytes(b"forged")
        expect_named(capsys, f"{table.short_name}/2023-01.parquet: was not published", LAST)
        return
    (rows,) = duckdb.execute(f"select count(*) from '{files[0]}'").fetchone() or (0,)
    described = duckdb.execute(f"describe from '{files[0]}'").fetchall()
    nothing = ", ".join(f'null::{kind} as "{name}"' for name, kind, *_ in described)
    query = f"from '{files[0]}' limit {rows - 1}" if rows else f"select {nothing}"
    edited = files[0].with_name("edited")
    duckdb.execute(f"copy ({query}) to '{edited}' (format parquet)")
    edited.replace(files[0])
    expect_named(capsys, f"parquet/{table.short_name}: 1 rows differ", LAST)


@pytest.mark.parametrize("name", [IDS[1], LAST])
@pytest.mark.parametrize(
    "key",
    ["as_of", "catalogue", "checks", "code_version", "contracts_sha256", "covered_to", "created_at", "decisions",
     "files", "inputs", "ledger", "load_seq", "number", "previous", "publication_id", "reading", "record", "tables"],
)  # fmt: skip
def test_a_field_of_a_manifest_edited(world: World, capsys: pytest.CaptureFixture[str], key: str, name: str) -> None:
    world.edit_manifest(key, name)
    assert main(["verify"]) == FAILED
    # Counts of arrivals, decisions and acts are held against those journals first, and name the publication.
    assert name in capsys.readouterr().out.splitlines()[-1]


def test_every_field_of_a_manifest_is_tried(world: World) -> None:
    (keys,) = [mark.args[1] for mark in test_a_field_of_a_manifest_edited.pytestmark if mark.args[0] == "key"]
    assert sorted(keys) == sorted(json.loads((world.folder() / "manifest.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("tamper", [*contents.WAYS, *journals.WAYS, *shelf.WAYS], ids=lambda way: way.__name__)
def test_what_was_touched_is_named(
    world: World, capsys: pytest.CaptureFixture[str], tamper: Callable[[World], str]
) -> None:
    expect_named(capsys, tamper(world))


def test_a_manifest_of_before_a_field_existed_is_told_in_words(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in IDS[:-1]:
        shutil.rmtree(world.folder(name))
    world.record.unlink()
    path = world.folder() / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"previous": None}
    for name in ("record", "ledger", "decisions", "catalogue", "covered_to"):
        del manifest[name]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["verify"]) == DONE
    told = capsys.readouterr().out.splitlines()
    assert told[:-1] == [
        f"{LAST}: its manifest has no {name!r}: it was made before manifests had that field, and what the field would"
        " prove was not checked"
        for name in ("ledger", "decisions", "record")
    ]


def test_pruned_is_not_removed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with duckdb.connect(str(world.folder(IDS[0]) / "motcua.duckdb"), read_only=True) as reader:
        assert main(["prune", "--keep", "2"]) == DONE
        # Whoever had it open reads on.
        assert reader.execute("select count(*) from marts.kpi_scoreboard").fetchone() is not None
    assert capsys.readouterr().out == "".join(f"Pruned {name}; its manifest stays.\n" for name in IDS[:2])
    assert [[one.name for one in world.folder(name).iterdir()] for name in IDS[:2]] == [["manifest.json"]] * 2
    assert main(["verify"]) == DONE
    assert main(["prune", "--keep", "2"]) == DONE
    assert capsys.readouterr().out.endswith("Nothing to prune.\n")
    shutil.copyfile(world.folder() / "motcua.duckdb", world.folder(IDS[0]) / "motcua.duckdb")
    expect_named(capsys, f"{IDS[0]}/motcua.duckdb: lies there although {IDS[0]} was pruned")
    (world.folder(IDS[0]) / "motcua.duckdb").unlink()
    shutil.rmtree(world.folder(IDS[0]))
    expect_named(capsys, f"publications/{IDS[0]}: missing")


def test_nothing_is_pruned_where_readers_see_another_publication(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.point_elsewhere(world)
    assert main(["prune", "--keep", "1"]) == FAILED
    assert f"does not point at {LAST}" in capsys.readouterr().err
    assert world.lines(world.record)[-1].count("prune") == 0
    assert main(["prune", "--keep", "1"]) == FAILED
