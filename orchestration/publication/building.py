"""Building a publication: copy the last one, write the touched partitions, hash them, and chain the manifest."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publication.catalogue import catalogue_of
from orchestration.publication.hashing import (
    PartitionHash,
    columns_of,
    content_sha256,
    partition_hashes,
    row_hash_sql,
)
from orchestration.publication.history import Since, parts_of, write_history
from orchestration.publication.tables import (
    ROW_HASH,
    TABLES,
    VIEW_SCHEMAS,
    PartitionValues,
    PublishedTable,
)

STORAGE_VERSION = "v1.2.0"
"""Older clients of DuckDB can open files of this layout (docs/decisions/0001-stack.md)."""
ROW_GROUP_SIZE = 16_384
"""As in the warehouse: a night changes few rows, and what it appends to is written anew."""

Partitions = dict[str, PartitionHash]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A table as it stands in the new publication: its partitions, and those that were written with their values."""

    table: PublishedTable
    partitions: Partitions
    written: Mapping[str, PartitionValues]

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
    since: Since,
) -> list[BuiltTable]:
    """Write `motcua.duckdb` and `parquet/` into `folder`.

    `previous`: the folder of the publication to start from, None to write everything. `known`: its partitions by
    table; only those with changed rows are written again. `since`: from where the tables of history go on. Raises what
    DuckDB raises, and HistoryError; the folder is then thrown away.
    """
    if previous is not None:
        shutil.copyfile(previous / "motcua.duckdb", folder / "motcua.duckdb")
    (folder / "parquet").mkdir()
    with _attached(con, folder / "motcua.duckdb"):
        for schema in sorted({name.split(".")[0] for t in TABLES for name in (t.name, t.store)}):
            con.execute(f"create schema if not exists published.{schema}")
        built = [_build(con, table, known.get(table.short_name) if previous else None, since) for table in TABLES]
        _copy_views(con)
        _write_parquet(con, folder, previous, built)
    return built


def rebuild_of_audit(
    con: duckdb.DuckDBPyConnection, folder: Path, built: Sequence[BuiltTable]
) -> tuple[list[BuiltTable], dict[str, str]]:
    """Write again, into what was built before the audit was over, the tables that it decides on.

    Gives all tables, and the catalogue of the whole file.
    """
    with _attached(con, folder / "motcua.duckdb"):
        decided = {one.table: _build_whole(con, one.table) for one in built if one.table.of_audit}
        _write_parquet(con, folder, None, list(decided.values()))
        catalogue = catalogue_of(con)
    return [decided.get(one.table, one) for one in built], catalogue


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, target: Path) -> Iterator[None]:
    """The file of the publication as the database `published`, whole on disk afterwards."""
    con.execute("set preserve_insertion_order = true")
    options = f"storage_version '{STORAGE_VERSION}', row_group_size {ROW_GROUP_SIZE}"
    con.execute(f"attach '{target}' as published ({options})")
    try:
        yield
        con.execute("checkpoint published")
    finally:
        con.execute("detach published")
        con.execute("set preserve_insertion_order = false")


def _build(con: duckdb.DuckDBPyConnection, table: PublishedTable, known: Partitions | None, since: Since) -> BuiltTable:
    if table.of_history:
        touched = write_history(con, table, since)
        return _gathered(con, table, known or {}, touched) if touched is not None else _whole(con, table)
    if known is None or table.changes is None:
        return _build_whole(con, table)
    touched = parts_of(con, table, table.changes)
    if touched:
        _replace_changed(con, table, table.changes)
    return _gathered(con, table, known, touched)


def _gathered(
    con: duckdb.DuckDBPyConnection, table: PublishedTable, known: Partitions, touched: Mapping[str, PartitionValues]
) -> BuiltTable:
    """The partitions that were known, those that were touched hashed again."""
    fresh = partition_hashes(con, "published", table, touched=touched.values(), trusting=True) if touched else {}
    kept = {name: value for name, value in known.items() if name not in touched}
    return BuiltTable(table, {**kept, **fresh}, {name: touched[name] for name in fresh})


def _build_whole(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> BuiltTable:
    """Rows lie by partition and key: what a night or a Parquet file asks for then lies together."""
    con.execute(
        f"create or replace table published.{table.store} as select {_columns(con, table)}"
        f" from warehouse.{table.store} order by {', '.join((*table.partition, *table.key))}"
    )
    return _whole(con, table)


def _whole(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> BuiltTable:
    """A table all of which was written just now."""
    partitions = partition_hashes(con, "published", table, trusting=bool(table.partition))
    if not table.partition:
        return BuiltTable(table, partitions, dict.fromkeys(partitions, ()))
    return BuiltTable(table, partitions, parts_of(con, table, f"published.{table.store}"))


def _replace_changed(con: duckdb.DuckDBPyConnection, table: PublishedTable, changes: str) -> None:
    """Delete the rows of the changed keys and insert what the warehouse has of them."""
    keys = ", ".join(table.key)
    same = " and ".join(f"rows_there.{key} is not distinct from changed.{key}" for key in table.key)
    con.execute(f"create or replace temp table changed as select distinct {keys} from {changes}")
    # By their places: a row's other columns are then read for these rows only.
    places = "select rows_there.rowid from {}.{} as rows_there semi join changed on {}"
    con.execute(f"delete from published.{table.store} where rowid in ({places.format('published', table.store, same)})")
    con.execute(
        f"insert into published.{table.store} by name select {_columns(con, table)} from warehouse.{table.store}"
        f" where rowid in ({places.format('warehouse', table.store, same)})"
    )
    con.execute("drop table changed")


def _columns(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> str:
    """Columns of the store but for the key by which records compete, which is nobody's business outside."""
    names = [name for name in columns_of(con, "warehouse", table.store) if name != "record_key"]
    listed = ", ".join(f'"{name}"' for name in names)
    if not table.partition:
        return listed
    return f"{listed}, {row_hash_sql([name for name in names if name not in table.volatile])} as {ROW_HASH}"


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
    if not table.partition:
        path = root / f"{table.short_name}.parquet"
        con.execute(f"copy (select * {hidden} from {table.name} order by {order}) to '{path}' (format parquet)")
        return
    (root / table.short_name).mkdir()
    for name in sorted(one.partitions.keys() - one.written.keys()):
        assert previous is not None, "a partition that is not written comes from the publication before"
        os.link(previous / table.short_name / f"{name}.parquet", root / table.short_name / f"{name}.parquet")
    for name, values in sorted(one.written.items()):
        con.execute(
            f"copy (select * {hidden} from {table.name} where {table.condition(values)} order by {order})"
            f" to '{root / table.short_name / name}.parquet' (format parquet)"
        )
