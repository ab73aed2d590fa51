"""Asking for the fates of a file's lines: how a file can be named, and what is said where nothing is found."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.quality.row_fates import (
    Asked,
    Load,
    RowFate,
    fate_counts,
    find_loads,
    no_such_file,
    no_such_line,
    row_fates,
)

FIRST, SECOND, OTHER = "a1" * 32, "b2" * 32, "c3" * 32

FILL = f"""
create schema control; create schema quality;
create table control.files (
    file_id integer, load_seq integer, load_id varchar, source varchar, portal varchar, contract_id varchar,
    source_file varchar, sha256 varchar, outcome varchar, message varchar, rows_read bigint, arrived_at timestamp
);
insert into control.files values
    (1, 1, 'L1', 'cases', 'tinh', 'c', 'cases/tinh/x.zip', '{FIRST}', 'replaced', null, 2, '2023-02-01 01:00'),
    (2, 2, 'L2', 'cases', 'tinh', 'c', 'cases/tinh/x.zip', '{SECOND}', 'loaded', null, 4, '2023-02-02 01:00'),
    (3, 3, 'L3', 'cases', 'huyen', null, 'cases/huyen/y.csv', '{OTHER}', 'rejected', 'lacks a header', 0,
        '2023-02-02 01:00');
create table quality.row_fate (
    source varchar, file_id integer, source_file varchar, source_line integer, natural_key varchar, fate varchar,
    reason varchar, field varchar, instead_source_file varchar, instead_source_line integer
);
insert into quality.row_fate values
    ('cases', 1, 'cases/tinh/x.zip!a.json', 1, 'C1', 'superseded', 'replaced_file', null, 'cases/tinh/x.zip', null),
    ('cases', 1, 'cases/tinh/x.zip!b.json', 1, 'C2', 'superseded', 'replaced_file', null, 'cases/tinh/x.zip', null),
    ('cases', 2, 'cases/tinh/x.zip!b.json', 7, 'C2', 'quarantined', 'bad_code, bad_timestamp', 'due_at, status',
        'cases/tinh/z.csv', 3),
    ('cases', 2, 'cases/tinh/x.zip!a.json', 3, 'C1', 'kept', null, null, null, null),
    ('cases', 2, 'cases/tinh/x.zip!a.json', 2, 'C1', 'duplicate', 'equal_record', null,
        'cases/tinh/x.zip!a.json', 3);
"""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(FILL)
        yield connection


@pytest.mark.parametrize(
    ("wanted", "loads"),
    [
        ("x.zip", ["L1", "L2"]),
        ("cases/tinh/x.zip", ["L1", "L2"]),
        ("raw/inbox/cases/tinh/x.zip", ["L1", "L2"]),
        ("x.zip!a.json", ["L1", "L2"]),
        (SECOND, ["L2"]),
        ("b2b2b2b2", ["L2"]),
        (f"raw/archive/cases/b2/{SECOND}.zip", ["L2"]),
        ("L1", ["L1"]),
        # Too short for a hash, the end of a name, and a pattern: none of them names a file.
        ("b2b2b2b", []),
        (".zip", []),
        ("%", []),
    ],
)
def test_a_file_is_found_by_each_of_its_names(con: duckdb.DuckDBPyConnection, wanted: str, loads: list[str]) -> None:
    assert [load.load_id for load in find_loads(con, wanted)] == loads


def the_load(con: duckdb.DuckDBPyConnection, load_id: str) -> Load:
    (load,) = find_loads(con, load_id)
    return load


def test_fates_are_counted_and_each_is_named(con: duckdb.DuckDBPyConnection) -> None:
    assert fate_counts(con, the_load(con, "L2")) == {"kept": 1, "quarantined": 1, "superseded": 0, "duplicate": 1}


def test_rows_come_in_the_order_of_the_file(con: duckdb.DuckDBPyConnection) -> None:
    rows = row_fates(con, the_load(con, "L2"), Asked(limit=2))
    assert rows == [
        RowFate("a.json", 2, "C1", "duplicate", "equal_record", None, "cases/tinh/x.zip!a.json:3"),
        RowFate("a.json", 3, "C1", "kept", None, None, None),
    ]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (Asked(9, member="b.json"), [7]),
        (Asked(9, line=3), [3]),
        (Asked(9, line=4), []),
        (Asked(9, fate="quarantined"), [7]),
        (Asked(9, member="a.json", fate="quarantined"), []),
    ],
)
def test_rows_are_chosen(con: duckdb.DuckDBPyConnection, asked: Asked, lines: list[int]) -> None:
    assert [row.line for row in row_fates(con, the_load(con, "L2"), asked)] == lines


def test_an_export_in_a_rows_place_has_no_line(con: duckdb.DuckDBPyConnection) -> None:
    rows = row_fates(con, the_load(con, "L1"), Asked(9))
    assert {(row.reason, row.instead) for row in rows} == {("replaced_file", "cases/tinh/x.zip")}


def test_an_unknown_file_is_told_with_the_names_that_are_near(con: duckdb.DuckDBPyConnection) -> None:
    assert no_such_file(con, "in/y.csw").startswith(
        "--file in/y.csw: no such file was loaded; near names: cases/huyen/y.csv; give its name"
    )
    assert "near names" not in no_such_file(con, "something else")


def test_an_unknown_line_is_told_with_the_lines_that_there_are(con: duckdb.DuckDBPyConnection) -> None:
    told = no_such_line(con, [the_load(con, "L2"), the_load(con, "L3")], 5)
    assert told.splitlines() == [
        "--line 5: no record stands there (headings, subtotals and signatures are none)",
        "  cases/tinh/x.zip (load L2, loaded): its 3 records stand on lines 2 to 7",
        "  cases/huyen/y.csv (load L3, rejected): no record was read from it",
        "    lacks a header",
    ]
