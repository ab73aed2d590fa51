"""The contents of a publication against its manifest: files, tables, views, and their Parquet."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.catalogue import catalogue_of
from orchestration.publication.hashing import content_sha256, partition_hashes, wrong_row_hashes
from orchestration.publication.manifest import Manifest, file_sha256
from orchestration.publication.record import Record
from orchestration.publication.tables import PublishedTable
from orchestration.publication.verification.remarks import Remark, note


def content_remarks(folder: Path, manifest: Manifest, record: Record) -> Iterator[Remark]:
    """All that differs in one publication; of a pruned one nothing but the manifest may lie there."""
    if folder.name in record.pruned():
        left = sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")
        if left:
            yield Remark(
                f"{folder / left[0]}: lies there although {folder.name} was pruned; motcua prune takes it away"
            )
        return
    try:
        tables = {name: _definition(table["definition"]) for name, table in sorted(manifest["tables"].items())}
    except (KeyError, TypeError) as error:
        yield note(f"{folder.name}: its tables are told in a form that this code does not know ({error}): not checked")
        return
    yield from _file_remarks(folder, manifest, tables)
    yield from map(Remark, _database_differences(folder, manifest, tables))


def _file_remarks(folder: Path, manifest: Manifest, tables: dict[str, PublishedTable]) -> Iterator[Remark]:
    for name, recorded in sorted(manifest["files"].items()):
        path = folder / name
        if not path.exists():
            yield Remark(f"{path}: missing")
        elif file_sha256(path) != recorded:
            yield Remark(f"{path}: changed since it was published")
    published = {"manifest.json", "motcua.duckdb", *manifest["files"]}
    for name, table in tables.items():
        published |= {_below(path, folder) for path in _parquet_files(folder, table, manifest["tables"][name])}
    there = {_below(path, folder) for path in folder.rglob("*") if not path.is_dir()}
    for stranger in sorted(there - published):
        yield Remark(f"{folder / stranger}: was not published")


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _parquet_files(folder: Path, table: PublishedTable, recorded: dict[str, Any]) -> list[Path]:
    root = folder / "parquet"
    if not table.partition:
        return [root / f"{table.short_name}.parquet"]
    return [root / table.short_name / f"{name}.parquet" for name in sorted(recorded["partitions"])]


def _database_differences(folder: Path, manifest: Manifest, tables: dict[str, PublishedTable]) -> Iterator[str]:
    database = folder / "motcua.duckdb"
    if not database.exists():
        yield f"{database}: missing"
        return
    con = duckdb.connect()
    try:
        con.execute(f"attach '{database}' as published (read_only)")
        con.execute("use published")
        yield from _catalogue_differences(con, database, manifest)
        yield from _stamp_differences(con, database, manifest)
        for name, table in tables.items():
            yield from _table_differences(con, folder, table, manifest["tables"][name])
    except duckdb.Error as error:
        yield f"{database}: cannot be read ({str(error).splitlines()[0]})"
    finally:
        con.close()


def _catalogue_differences(con: duckdb.DuckDBPyConnection, database: Path, manifest: Manifest) -> Iterator[str]:
    """Tables and views by name, their columns and their SQL."""
    recorded: dict[str, str] | None = manifest.get("catalogue")
    if recorded is None:
        return
    there = catalogue_of(con)
    for name in sorted(recorded.keys() | there.keys()):
        if name not in there:
            yield f"{database}: {name} is missing"
        elif name not in recorded:
            yield f"{database}: {name} was not published"
        elif there[name] != recorded[name]:
            yield f"{database}: {name} is defined otherwise than it was published"


def _stamp_differences(con: duckdb.DuckDBPyConnection, database: Path, manifest: Manifest) -> Iterator[str]:
    """What is outside the content hash and stands in the manifest too."""
    rows = con.execute("select publication_id, created_at from meta.publication").fetchall()
    told = [(name, made and made.isoformat()) for name, made in rows]
    if "created_at" in manifest and told != [(manifest["publication_id"], manifest["created_at"])]:
        yield f"{database}: meta.publication is not what the manifest says of it"


def _definition(recorded: dict[str, Any]) -> PublishedTable:
    """The table as it was cut and hashed when it was published; later code may do so otherwise.

    Raises TypeError for one that has fields which this code does not know.
    """
    unknown = recorded.keys() - {one.name for one in fields(PublishedTable)}
    if unknown:
        raise TypeError(f"unknown field {min(unknown)}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in recorded.items()
    }
    return PublishedTable(**values)


def _table_differences(
    con: duckdb.DuckDBPyConnection, folder: Path, table: PublishedTable, recorded: dict[str, Any]
) -> Iterator[str]:
    database = folder / "motcua.duckdb"
    fresh = partition_hashes(con, "published", table)
    for name, (rows, digest) in sorted(recorded["partitions"].items()):
        part = fresh.get(name)
        if part is None or part.sha256 != digest or part.rows != rows:
            yield f"{database}: {table.store}, partition {name}, is not what was published"
    if content_sha256(fresh) != recorded["content_sha256"]:
        yield f"{database}: {table.store} is not what was published"
    if table.partition and (wrong := wrong_row_hashes(con, "published", table)):
        yield f"{database}: {table.store} has {wrong} rows with a hash that is not theirs"
    yield from _parquet_differences(con, folder, table, recorded)


def _parquet_differences(
    con: duckdb.DuckDBPyConnection, folder: Path, table: PublishedTable, recorded: dict[str, Any]
) -> Iterator[str]:
    paths = _parquet_files(folder, table, recorded)
    for path in paths:
        if not path.exists():
            yield f"{path}: missing"
            return
    hidden = f"exclude ({', '.join(table.as_of_columns)})" if table.as_of_columns else ""
    files = [str(path) for path in paths]
    if not files:
        return
    table_rows = f"select * {hidden} from {table.name}"
    file_rows = "select * from read_parquet($files, union_by_name := true)"
    root = folder / "parquet" / table.short_name
    for fault, left, right in (
        ("is not in the table", file_rows, table_rows),
        ("is missing", table_rows, file_rows),
    ):
        try:
            row = con.execute(f"select count(*) from ({left} except all {right})", {"files": files}).fetchone()
        except duckdb.Error as error:
            yield f"{root}: cannot be compared with the published table ({str(error).splitlines()[0]})"
            return
        if row and row[0]:
            yield f"{root}: {row[0]} rows differ from the published table: a row {fault}"
            return
