"""Building a publication: copy the last one, write the touched partitions, hash them, and chain the manifest."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publication.hashing import PartitionHash, columns_of, content_sha256, partition_hashes
from orchestration.publication.tables import TABLES, VIEW_SCHEMAS, PublishedTable

STORAGE_VERSION = "v1.2.0"
"""Older clients of DuckDB can open files of this layout (docs/decisions/0001-stack.md)."""

Partitions = dict[str, PartitionHash]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A table as it stands in the new publication: its partitions, and which of them were written."""

    table: PublishedTable
    partitions: Partitions
    written: frozenset[str]

    @property
    def rows(self) -> int:
        """Rows of the whole table."""
        return sum(partition.rows for partition in self.partitions.values())

    @property
    def sha256(self) -> str:
        """Content hash of the whole table."""
        return content_sha256(self.partitions)


def build_tables(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    previous: Path | None,
    known: Mapping[str, Partitions],
) -> list[BuiltTable]:
    """Write `motcua.duckdb` and `parquet/` into `folder`.

    `previous`: the folder of the publication to start from, None to write everything. `known`: its partitions by
    table; only those with changed rows are written again. Raises what DuckDB raises; the folder is then thrown away.
    """
    target = folder / "motcua.duckdb"
    if previous is not None:
        shutil.copyfile(previous / "motcua.duckdb", target)
    con.execute("set preserve_insertion_order = true")
    con.execute(f"attach '{target}' as published (storage_version '{STORAGE_VERSION}')")
    try:
        for schema in sorted({name.split(".")[0] for t in TABLES for name in (t.name, t.store)}):
            con.execute(f"create schema if not exists published.{schema}")
        built = [_build(con, table, known.get(table.short_name) if previous else None) for table in TABLES]
        _copy_views(con)
        _write_parquet(con, folder, previous, built)
        con.execute("checkpoint published")
    finally:
        con.execute("detach published")
        con.execute("set preserve_insertion_order = false")
    return built


def _build(con: duckdb.DuckDBPyConnection, table: PublishedTable, known: Partitions | None) -> BuiltTable:
    columns = ", ".join(f'"{name}"' for name in _store_columns(con, table))
    order = ", ".join(table.key)
    if known is None or table.partition is None or table.changes is None:
        con.execute(
            f"create or replace table published.{table.store} as"
            f" select {columns} from warehouse.{table.store} order by {order}"
        )
        partitions = partition_hashes(con, "published", table)
        return BuiltTable(table, partitions, frozenset(partitions))
    touched = _touched_partitions(con, table)
    con.execute(
        f"delete from published.{table.store} where list_contains($touched, {table.partition})",
        {"touched": touched},
    )
    con.execute(
        f"insert into published.{table.store} by name select {columns} from warehouse.{table.store}"
        f" where list_contains($touched, {table.partition}) order by {order}",
        {"touched": touched},
    )
    kept = {name: value for name, value in known.items() if name not in touched}
    fresh = partition_hashes(con, "published", table, touched)
    return BuiltTable(table, {**kept, **fresh}, frozenset(fresh))


def _store_columns(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> list[str]:
    """Columns of the store but for the key by which records compete, which is nobody's business outside."""
    return [name for name in columns_of(con, "warehouse", table.store) if name != "record_key"]


def _touched_partitions(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> list[str]:
    rows = con.execute(f"select distinct {table.partition} from warehouse.{table.changes}").fetchall()
    return sorted(str(name) for (name,) in rows)


def _copy_views(con: duckdb.DuckDBPyConnection) -> None:
    query = "select schema_name, view_name, sql from duckdb_views() where database_name = 'warehouse' order by view_oid"
    for schema, name, sql in con.execute(query).fetchall():
        if schema not in VIEW_SCHEMAS:
            continue
        body = sql[sql.index(" AS ") :] if " AS " in sql else sql[sql.lower().index(" as ") :]
        con.execute("use published")
        try:
            con.execute(f"create or replace view {schema}.{name}{body}")
        finally:
            con.execute("use warehouse")


def _write_parquet(
    con: duckdb.DuckDBPyConnection, folder: Path, previous: Path | None, built: list[BuiltTable]
) -> None:
    root = folder / "parquet"
    root.mkdir()
    con.execute("use published")
    try:
        for one in built:
            _write_table(con, root, previous / "parquet" if previous else None, one)
    finally:
        con.execute("use warehouse")


def _write_table(con: duckdb.DuckDBPyConnection, root: Path, previous: Path | None, one: BuiltTable) -> None:
    table = one.table
    hidden = f"exclude ({', '.join(table.as_of_columns)})" if table.as_of_columns else ""
    order = ", ".join(table.key)
    if table.partition is None:
        path = root / f"{table.short_name}.parquet"
        con.execute(f"copy (select * {hidden} from {table.name} order by {order}) to '{path}' (format parquet)")
        return
    (root / table.short_name).mkdir()
    for name in sorted(one.partitions):
        path = root / table.short_name / f"{name}.parquet"
        if name not in one.written and previous is not None:
            os.link(previous / table.short_name / f"{name}.parquet", path)
            continue
        con.execute(
            f"copy (select * {hidden} from {table.name} where {table.partition} = '{name}' order by {order})"
            f" to '{path}' (format parquet)"
        )
