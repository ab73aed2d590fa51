"""Content hashes: over a table's rows in key order, not over the layout of a file.

A partition's hash is SHA-256 over the names of the columns and its rows' hashes in key order, a row's hash SHA-256 over
the list of its values as text (DuckDB quotes what would be ambiguous; three times faster than JSON); a table's hash is
SHA-256 over its sorted partitions and their hashes. The rows of a partitioned table carry their hashes in the
published file, so that a night hashes the rows that changed and gathers the hashes of the partitions they are in.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.publication.tables import (
    ROW_HASH,
    PartitionValues,
    PublishedTable,
    partition_name,
    sql_literal,
)


@dataclass(frozen=True, slots=True)
class PartitionHash:
    """Rows of one partition and the hash over them."""

    rows: int
    sha256: str


def columns_of(con: duckdb.DuckDBPyConnection, catalog: str, table: str) -> list[str]:
    """Names of a table's or view's columns in their order."""
    rows = con.execute(f"describe {catalog}.{table}").fetchall()
    return [str(row[0]) for row in rows]


def row_hash_sql(columns: Sequence[str]) -> str:
    """SQL of a row's hash, 32 bytes, from the columns that count."""
    values = ", ".join(f'"{name}"::varchar' for name in columns)
    return f"unhex(sha256([{values}]::varchar))"


def hashed_columns(con: duckdb.DuckDBPyConnection, catalog: str, table: PublishedTable) -> list[str]:
    """The columns of a store that its hash is over."""
    return [name for name in columns_of(con, catalog, table.store) if name not in (*table.volatile, ROW_HASH)]


def partition_hashes(
    con: duckdb.DuckDBPyConnection,
    catalog: str,
    table: PublishedTable,
    *,
    touched: Collection[PartitionValues] | None = None,
    trusting: bool = False,
) -> dict[str, PartitionHash]:
    """Hash the partitions of `table.store` in `catalog`.

    `touched`: the values of the partitions to hash, None for all. `trusting`: the rows' hashes are taken as they stand
    in the store, not worked out from the values.
    """
    hashed = hashed_columns(con, catalog, table)
    parts = [f"p{place}" for place in range(len(table.partition))]
    cut = "".join(f"{sql} as {part}, " for sql, part in zip(table.partition, parts, strict=True))
    order = ", ".join(f"{key} nulls first" for key in (*table.key, ROW_HASH))
    hash_of_row = ROW_HASH if trusting else f"{row_hash_sql(hashed)} as {ROW_HASH}"
    rows = con.execute(
        f"""select {"".join(f"{part}, " for part in parts)} count(*),
            sha256('{",".join(hashed)}:' || string_agg(lower(hex({ROW_HASH})), '' order by {order}))
        from (
            select {cut} {", ".join(table.key)}, {hash_of_row}
            from {catalog}.{table.store} {_between(table, touched)}
        ) as hashed {_among(parts, touched)}
        group by {", ".join(parts) or "()"}
        having count(*) > 0"""
    ).fetchall()
    return {
        partition_name(tuple(names)) if names else "all": PartitionHash(int(count), str(digest))
        for *names, count, digest in rows
    }


def wrong_row_hashes(con: duckdb.DuckDBPyConnection, catalog: str, table: PublishedTable) -> int:
    """How many rows of a partitioned store carry another hash than their values have."""
    hash_of_values = row_hash_sql(hashed_columns(con, catalog, table))
    row = con.execute(
        f"select count(*) from {catalog}.{table.store} where {ROW_HASH} is distinct from {hash_of_values}"
    ).fetchone()
    return int(row[0]) if row else 0


def content_sha256(partitions: Mapping[str, PartitionHash]) -> str:
    """The hash of a table, from those of its partitions."""
    text = "".join(f"{name}:{partitions[name].sha256}\n" for name in sorted(partitions))
    return hashlib.sha256(text.encode()).hexdigest()


def _between(table: PublishedTable, touched: Collection[PartitionValues] | None) -> str:
    """The months from the first to the last, so that row groups of others are passed over."""
    months = [month for values in touched or () if isinstance(month := values[-1], date)]
    if not table.month_of or not touched or len(months) < len(touched):
        return ""
    return (
        f"where {table.month_of} >= {sql_literal(min(months))}"
        f" and {table.month_of} < {sql_literal(max(months))} + interval 1 month"
    )


def _among(parts: Sequence[str], touched: Collection[PartitionValues] | None) -> str:
    if touched is None:
        return ""
    rows = ", ".join(f"({', '.join(map(sql_literal, values))})" for values in touched)
    same = " and ".join(f"hashed.{part} is not distinct from touched.{part}" for part in parts)
    return f"semi join (values {rows}) as touched ({', '.join(parts)}) on {same}"
