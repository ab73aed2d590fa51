"""Content hashes: over what a table says, not over how it is laid out."""

import hashlib
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.publication.hashing import PartitionHash, content_sha256, partition_hashes
from orchestration.publication.tables import PublishedTable

TABLE = PublishedTable("marts.t", "main.t", ("id",), split_by="month", volatile=("seen_at",))
ROWS = [(1, "2023-01", "a", 1.5, "x"), (2, "2023-01", None, 0.1, "y"), (3, "2023-02", "ă", -0.0, "z")]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def hashed(con: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> dict[str, PartitionHash]:
    con.execute("create or replace table t (id integer, month varchar, name varchar, value double, seen_at varchar)")
    con.executemany("insert into t values ($1, $2, $3, $4, $5)", rows)
    return partition_hashes(con, "memory", TABLE)


def test_a_partition_is_hashed_over_its_rows_in_the_order_of_the_key(con: duckdb.DuckDBPyConnection) -> None:
    parts = hashed(con, list(ROWS))
    texts = ["[1, 2023-01, a, 1.5]", "[2, 2023-01, NULL, 0.1]"]
    lines = "id,month,name,value:" + "".join(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    assert parts["2023-01"] == PartitionHash(2, hashlib.sha256(lines.encode()).hexdigest())
    assert set(parts) == {"2023-01", "2023-02"}


@settings(deadline=None)
@given(order=st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(order: list[tuple[object, ...]]) -> None:
    with duckdb.connect() as con:
        assert hashed(con, order) == hashed(con, list(ROWS))


def test_what_tells_only_when_does_not_matter(con: duckdb.DuckDBPyConnection) -> None:
    assert hashed(con, [(*row[:4], "other") for row in ROWS]) == hashed(con, list(ROWS))


@pytest.mark.parametrize(
    "other",
    [
        [(1, "2023-01", "b", 1.5, "x"), *ROWS[1:]],
        [(1, "2023-01", None, 1.5, "x"), *ROWS[1:]],
        [(1, "2023-01", "a", 1.5000000000000002, "x"), *ROWS[1:]],
        [ROWS[0], (2, "2023-01", "null", 0.1, "y"), ROWS[2]],
        [ROWS[0], (2, "2023-01", "", 0.1, "y"), ROWS[2]],
        [(2, "2023-01", "a", 1.5, "x"), (1, "2023-01", None, 0.1, "y"), ROWS[2]],
        ROWS[:2],
        [*ROWS, ROWS[2]],
        [*ROWS[:2], (3, "2023-01", "ă", -0.0, "z")],
    ],
)
def test_any_other_value_or_row_does(con: duckdb.DuckDBPyConnection, other: list[tuple[object, ...]]) -> None:
    assert content_sha256(hashed(con, other)) != content_sha256(hashed(con, list(ROWS)))


def test_a_column_has_its_name_in_the_hash(con: duckdb.DuckDBPyConnection) -> None:
    before = hashed(con, list(ROWS))
    con.execute("alter table t rename name to title")
    assert partition_hashes(con, "memory", TABLE) != before


def test_only_the_named_partitions_are_hashed(con: duckdb.DuckDBPyConnection) -> None:
    whole = hashed(con, list(ROWS))
    assert partition_hashes(con, "memory", TABLE, touched=[("2023-02",), ("2023-09",)]) == {"2023-02": whole["2023-02"]}


def test_a_table_is_hashed_over_its_sorted_partitions() -> None:
    parts = {"b": PartitionHash(1, "22"), "a": PartitionHash(1, "11")}
    assert content_sha256(parts) == hashlib.sha256(b"a:11\nb:22\n").hexdigest()
    assert content_sha256({}) == hashlib.sha256(b"").hexdigest()
