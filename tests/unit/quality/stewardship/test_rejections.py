"""Rejected loads and rows: how they are named, which decision stands, what a run is told, what goes back."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from orchestration.quality.stewardship.items import Finding, ItemError
from orchestration.quality.stewardship.rejections import (
    Sent,
    check_rejectable,
    rejections_in_force,
    sent_of,
    write_rejections,
)
from orchestration.quality.stewardship.sending import rows_to_send, write_back
from orchestration.warehouse.opening import SCHEMAS, TABLES

from .deciding import decision

LOAD, OTHER = "0123456789abcdef", "fedcba9876543210-12"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    for schema in SCHEMAS:
        con.execute(f"create schema {schema}")
    for table in TABLES:
        con.execute(table)
    con.execute("create table control.files (file_id integer, load_id varchar, source_file varchar, rows_read integer)")
    files = "insert into control.files values (1, $1, 'cases/t/a.zip', 9), (2, $2, 'cases/t/b.csv', 0)"
    con.execute(files, [LOAD, OTHER])
    con.execute("create table quality.row_fate (file_id integer, source_file varchar, source_line integer)")
    con.execute("insert into quality.row_fate values (1, 'cases/t/a.zip!x.csv', 7)")
    con.execute(
        "create table quality.quarantine (load_id varchar, source_file varchar, source_line integer,"
        " natural_key varchar, field varchar, rule_code varchar, rule_text varchar, kept_older_version boolean)"
    )
    con.execute(
        "insert into quality.quarantine values"
        " ($1, 'cases/t/a.zip!x.csv', 7, '=cmd|calc', 'due_at', 'bad_timestamp', 'Không đọc được', true),"
        " ($1, 'cases/t/a.zip!x.csv', 9, 'C2', 'due_at', 'bad_timestamp', 'Không đọc được', false),"
        " ($2, 'cases/u/b.csv', 7, 'C3', null, 'unreadable_row', 'Dòng hỏng', false)",
        [LOAD, OTHER],
    )
    yield con
    con.close()


@pytest.mark.parametrize(
    ("item", "sent"),
    [
        (LOAD, Sent(LOAD)),
        (f"{OTHER}:7", Sent(OTHER, "", 7)),
        (f"{LOAD}!tháng 9/sổ: 1.csv:7", Sent(LOAD, "tháng 9/sổ: 1.csv", 7)),
        ("loads.something_arrived", None),
        ("0123456789abcdeg", None),
    ],
)
def test_what_an_item_names(item: str, sent: Sent | None) -> None:
    assert sent_of(item) == sent


def test_only_a_load_or_a_row_is_rejected() -> None:
    later = decision("reject", f"{OTHER}:3", day=2)
    decisions = [decision("reject", LOAD), later, decision("reject", "loads.x")]
    assert set(rejections_in_force(decisions)) == {LOAD, f"{OTHER}:3"}
    assert set(rejections_in_force(decisions, datetime(2023, 9, 1, 12))) == {LOAD}, "as known then"


def told(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    query = "select load_id, member, line, is_now, was_before, is_changed from control.rejection order by all"
    return con.execute(query).fetchall()


def test_a_run_is_told_what_changed_since_the_last_publication(con: duckdb.DuckDBPyConnection) -> None:
    one = {f"{LOAD}!x.csv:7": decision("reject", f"{LOAD}!x.csv:7")}
    write_rejections(con, one, is_full=False)
    assert told(con) == [(LOAD, "x.csv", 7, True, False, True)]
    (message,) = con.execute("select message from control.rejection").fetchone() or ("",)
    assert message == "rejected by Lan on 2023-09-01: lý do"
    con.execute("update control.rejection set was_before = true, is_changed = false")  # published
    write_rejections(con, one, is_full=False)
    assert told(con) == [(LOAD, "x.csv", 7, True, True, False)]
    write_rejections(con, {}, is_full=False)
    assert told(con) == [(LOAD, "x.csv", 7, False, True, True)]
    write_rejections(con, one, is_full=False)
    assert told(con) == [(LOAD, "x.csv", 7, True, True, True)], "a run without publication may have followed the other"
    write_rejections(con, one, is_full=True)
    assert told(con) == [(LOAD, "x.csv", 7, True, False, True)]


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("loads.something_arrived", "a check is waived"),
        ("aaaaaaaaaaaaaaaa", "there is no load aaaaaaaaaaaaaaaa"),
        (OTHER, "no row of this load was read"),
        (f"{LOAD}!x.csv:8", "no record of this load stands there; motcua rows --file 0123456789abcdef"),
        (f"{LOAD}:7", "no record of this load stands there"),
    ],
)
def test_what_cannot_be_rejected(con: duckdb.DuckDBPyConnection, item: str, fault: str) -> None:
    check_rejectable(con, LOAD)
    check_rejectable(con, f"{LOAD}!x.csv:7")
    with pytest.raises(ItemError, match=fault):
        check_rejectable(con, item)


def test_faulty_rows_go_back_with_place_rule_and_reason(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sent = rows_to_send(con, LOAD, None)
    path = write_back(sent, tmp_path / "out", datetime(2023, 9, 30, 17))
    assert path.name == "tra_lai_0123456789abcdef.xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[3:] == [
        ["Tệp", "Dòng", "Mã bản ghi", "Trường", "Quy tắc", "Lý do", "Đang tính theo bản cũ"],
        ["cases/t/a.zip!x.csv", 7, "=cmd|calc", "due_at", "bad_timestamp", "Không đọc được", "có"],
        ["cases/t/a.zip!x.csv", 9, "C2", "due_at", "bad_timestamp", "Không đọc được", "không"],
    ]
    assert b"<f>" not in sheet_xml(path), "a text that looks like a formula is a text"


def sheet_xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_a_row_a_portal_and_a_check_can_be_sent(con: duckdb.DuckDBPyConnection) -> None:
    assert [row[2] for row in rows_to_send(con, f"{LOAD}!x.csv:9", None).rows] == ["C2"]
    assert [row[2] for row in rows_to_send(con, "cases/u", None).rows] == ["C3"]
    finding = Finding("fct_cases.x", "warn", "failed", 1, "Có hạn.", "1 dòng sai", "", "Bổ sung hạn.", ["H09-1"])
    assert rows_to_send(con, "fct_cases.x", finding).rows == [
        ("H09-1", None, None, None, "fct_cases.x", "Có hạn. Bổ sung hạn.", None)
    ]
    with pytest.raises(ItemError, match="nothing to send back"):
        rows_to_send(con, "cases/v", None)
    with pytest.raises(ItemError, match="write a check that failed"):
        rows_to_send(con, "something.else", None)
