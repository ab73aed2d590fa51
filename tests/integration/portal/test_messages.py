"""Sync messages: NDJSON and JSON into raw rows."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from orchestration.portal.contract_model import Contract
from orchestration.portal.contracts import ContractSet
from orchestration.portal.readers import FileToRead, ReadResult, careful_reading, read_exports, reading

Reader = Callable[..., ReadResult]
Rows = Callable[..., list[tuple[Any, ...]]]

CASE = {
    "MaHoSo": "000.00.01.H09-230101-0001",
    "KenhThucHien": "2",
    "ChuHoSo": 'Nguyễn Văn A: "chủ", tổ 5]',
    "NgayTra": "",
    "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000000001"}],
    "DanhSachLePhi": [],
    "DanhSachGiaHan": [{"NgayGiaHan": "20230105080000", "LyDo": "null"}, {"LyDo": "-"}],
}


def line(**changes: object) -> str:
    """One case as a line of NDJSON."""
    return json.dumps({**CASE, **changes}, ensure_ascii=False)


def test_a_message_becomes_a_row(read: Reader, rows: Rows) -> None:
    result = read("cases", "tinh", "ndjson", (line() + "\n").encode())
    assert (result.rows_read, result.rejected) == (1, None)
    columns = "file_id, member, line, unreadable, case_code, channel, applicant_name, returned_at, due_at"
    assert rows("cases", columns) == [
        (1, None, 1, None, "000.00.01.H09-230101-0001", "2", 'Nguyễn Văn A: "chủ", tổ 5]', "", None)
    ]
    ((identities, fees, extensions, results),) = rows("cases", "identities, fees, extensions, results")
    assert identities == [{"identity_kind": "1", "identity_number": "000000001"}]
    assert (fees, results) == ([], None)
    empty = dict.fromkeys(("due_before", "due_after", "apology_number", "apology_date", "apology_due"))
    assert extensions == [
        {"extended_at": "20230105080000", "reason": "null", **empty},
        {"extended_at": None, "reason": "-", **empty},
    ]


def test_a_bad_line_is_one_row_with_its_line(read: Reader, rows: Rows) -> None:
    text = "\n".join([
        line(), "", line()[:-20], "[1]", line().replace("{", '{"MaHoSo": "y", ', 1),
        line(DinhDanhCHS=[{"SoDinhDanh": "1"}]).replace('"1"}', '"1", "SoDinhDanh": "2"}'), "   ",
        line()[:-1] + ",}", line(NgayTra={"x": "1"}), line(MaHoSo="last"),
    ])  # fmt: skip
    result = read("cases", "tinh", "ndjson", text.encode())
    assert result.rows_read == 8
    assert rows("cases", "line, unreadable is null, case_code") == [
        (1, True, CASE["MaHoSo"]),
        (3, False, None),
        (4, False, None),
        (5, False, None),
        (6, False, None),
        (8, False, None),
        (9, False, None),
        (10, True, "last"),
    ]
    faults = {row[0]: row[1] for row in rows("cases", "line, unreadable")}
    assert faults[4] == "is not an object"
    assert faults[5] == "has the key MaHoSo twice"
    assert faults[6] == "has the key SoDinhDanh twice"
    assert faults[8].startswith("is not JSON")
    assert faults[9] == "NgayTra is not a plain value"


@pytest.mark.parametrize("separator", ['":', '" :', '"\t: ', '"  :'])
def test_a_double_key_is_seen_however_it_is_written(read: Reader, rows: Rows, separator: str) -> None:
    text = line().replace('": "2"', f'{separator} "2", "KenhThucHien{separator} "1"')
    read("cases", "tinh", "ndjson", text.encode())
    assert rows("cases", "unreadable") == [("has the key KenhThucHien twice",)]


def test_a_double_key_that_stands_in_for_a_missing_one(read: Reader, rows: Rows) -> None:
    twice = '{"MaHoSo": "x", "DinhDanhCHS": [{"SoDinhDanh": "1", "SoDinhDanh": "2"}]}'
    read("cases", "tinh", "ndjson", twice.encode())
    assert rows("cases", "unreadable") == [("has the key SoDinhDanh twice",)]


def test_plain_values_of_other_kinds_are_taken_as_text(read: Reader, rows: Rows) -> None:
    read(
        "cases",
        "tinh",
        "ndjson",
        b'{"MaHoSo": 17, "KenhThucHien": true, "NgayTra": null, "TaiLieuNop": null}',
    )
    assert rows("cases", "unreadable, case_code, channel, returned_at, documents") == [(None, "17", "true", None, None)]


def test_unknown_fields_are_noted_and_do_not_hide_faults(read: Reader, rows: Rows) -> None:
    good = line(GhiChu="x", TrangThaiHoSo="2")
    result = read("cases", "tinh", "ndjson", f'{good}\n{good[:-1]}, "GhiChu": "y"}}\n'.encode())
    assert [note.message for note in result.notes] == ["field 'GhiChu' is not in the contract and was not read"]
    assert rows("cases", "line, unreadable") == [(1, None), (2, "has the key GhiChu twice")]


def test_keys_that_differ_in_case_only(read: Reader, rows: Rows) -> None:
    read("cases", "tinh", "ndjson", b'{"MaHoSo": "x", "mahoso": "y", "": "z", "a\\"b": "c"}')
    assert rows("cases", "unreadable, case_code") == [(None, "x")]


def test_a_line_that_is_not_utf8_is_one_bad_line(read: Reader, rows: Rows) -> None:
    data = line(MaHoSo="a").encode() + b'\n{"MaHoSo": "\xff\xfe"}\n' + line(MaHoSo="b").encode()
    read("cases", "tinh", "ndjson", data)
    assert rows("cases", "line, unreadable, case_code") == [
        (1, None, "a"), (2, "is not UTF-8", None), (3, None, "b"),
    ]  # fmt: skip


def test_json_elements_count_from_one(read: Reader, rows: Rows) -> None:
    elements = ",\n  ".join(
        [line(MaHoSo="a"), "7", line(MaHoSo="b").replace("{", '{"MaHoSo":"c",', 1), line(MaHoSo="d")]
    )
    text = '\ufeff{\n"service": "DongBoHoSoMC", "isUpdating": "false", "data": [\n  ' + elements + "\n]}"
    assert read("cases", "tinh", "json", text.encode()).rows_read == 4
    assert rows("cases", "line, unreadable, case_code") == [
        (1, None, "a"),
        (2, "is not an object", None),
        (3, "has the key MaHoSo twice", None),
        (4, None, "d"),
    ]


def test_an_empty_window_is_no_fault(read: Reader, rows: Rows) -> None:
    result = read("procedures", "tinh", "json", b'{"service": "DongBoTTHC", "data": []}')
    assert (result.rows_read, result.rejected) == (0, None)
    assert read("cases", "tinh", "ndjson", b"\n\n").rows_read == 0
    assert rows("procedures", "line") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"data": [{"MaHoSo": "1"}', "is not one JSON object (line 1, column 26)"),
        (b'{"data": [{"MaHoSo": "1"},]}', "is not one JSON object (line 1"),
        (b'[{"MaHoSo": "1"}]', "is not one JSON object"),
        (b'{"service": "x"}', "holds no list 'data'"),
        (b'{"data": {"MaHoSo": "1"}}', "holds no list 'data'"),
        (b'{"data": [], "data": [{"MaHoSo": "1"}]}', "holds no list 'data' (or two)"),
        (b"\xff{}", "is not text in utf-8"),
        (b"", "has 0 bytes, the transfer broke"),
    ],
)
def test_json_that_is_no_message_is_rejected(read: Reader, rows: Rows, data: bytes, words: str) -> None:
    result = read("cases", "tinh", "json", data)
    assert result.rejected is not None
    assert result.rejected.startswith("cases/tinh/x.json: ")
    assert words in result.rejected
    assert rows("cases", "line") == []


def zipped(**members: bytes) -> bytes:
    """A zip archive; `_` in a name stands for the point."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def test_lines_count_within_each_member(read: Reader, rows: Rows) -> None:
    more = json.dumps({"data": [{"MaHoSo": "c"}]}).encode()
    data = zipped(one_ndjson=b'{"MaHoSo": "a"}\n{"MaHoSo": "b"}\n', two_json=more, Thumbs_db=b"x")
    assert read("cases", "tinh", "zip", data).rows_read == 3
    assert rows("cases", "member, line, case_code") == [
        ("one.ndjson", 1, "a"), ("one.ndjson", 2, "b"), ("two.json", 1, "c"),
    ]  # fmt: skip


def test_gzip(read: Reader, rows: Rows) -> None:
    assert read("cases", "tinh", "ndjson.gz", gzip.compress(b'{"MaHoSo": "a"}\n')).rows_read == 1
    assert rows("cases", "member, case_code") == [(None, "a")]


@pytest.mark.parametrize(
    ("extension", "data", "words"),
    [
        ("ndjson.gz", b"no gzip", "is a broken gzip file"),
        ("ndjson.gz", gzip.compress(b'{"MaHoSo": "a"}\n' * 99, mtime=0)[:-9], "is a broken gzip file"),
        ("zip", b"no zip", "is a broken zip archive"),
        ("zip", zipped(a_ndjson=b'{"MaHoSo": "a"}')[:-30], "is a broken zip archive"),
        ("zip", zipped(), "without members"),
        ("zip", zipped(a_ndjson=b'{"MaHoSo": "a"}', b_pdf=b"x"), "member b.pdf: format 'pdf'"),
        ("zip", zipped(a_ndjson=b'{"MaHoSo": "a"}', b_ndjson=b""), "member b.ndjson: has 0 bytes"),
        ("zip", zipped(a_ndjson=b'{"MaHoSo": "a"}', b_json=b"[]"), "member b.json: is not one JSON object"),
        ("csv", b"MaHoSo\n1\n", "format 'csv' is not one that contract"),
    ],
)
def test_a_broken_archive_leaves_no_row(read: Reader, rows: Rows, extension: str, data: bytes, words: str) -> None:
    result = read("cases", "tinh", extension, data)
    assert result.rejected is not None
    assert words in result.rejected
    assert result.rows_read == 0
    assert rows("cases", "line") == []


def test_a_file_that_is_not_there_does_not_stop_the_others(read: Reader, rows: Rows) -> None:
    assert read("cases", "tinh", "ndjson", b"").rejected is not None
    assert read("cases", "tinh", "ndjson", b'{"MaHoSo": "a"}').rows_read == 1
    assert rows("cases", "file_id, case_code") == [(2, "a")]


@pytest.fixture(params=[(1, 1), (1, 4), (4000, 4), (2**30, 4), (2**30, 1000)])
def inserted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The batches of each insert of lines, with few waiting bytes or many, and with small row groups."""
    told: list[list[int]] = []
    insert = reading.insert_lines

    def watched(con: duckdb.DuckDBPyConnection, contract: Contract, lines: pa.Table, **how: Any) -> None:
        told.append([batch.num_rows for batch in lines.to_batches()])
        insert(con, contract, lines, **how)

    monkeypatch.setattr(reading, "insert_lines", watched)
    waiting, group = request.param
    monkeypatch.setattr(reading, "WAITING_BYTES", waiting)
    monkeypatch.setattr(reading, "ROW_GROUP_SIZE", group)
    return told


def test_inserts_are_whole_row_groups_and_lose_nothing(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, rows: Rows, tmp_path: Path, inserted: list[list[int]]
) -> None:
    """Eleven files of 0 to 10 lines; every third has a key of its own, so two kinds of lines wait side by side."""
    files, expected = [], []
    for number in range(11):
        path, more = tmp_path / f"{number}", {"GhiChu": "x"} if number % 3 == 0 else {}
        path.write_text("".join(line(MaHoSo=f"{number}/{i}", **more) + "\n" for i in range(number)) or "\n")
        files.append(FileToRead(number, path, f"cases/tinh/{number}.ndjson", "ndjson"))
        expected += [(number, i + 1, None, f"{number}/{i}") for i in range(number)]
    contract = contracts.find("cases", "tinh")
    assert contract is not None
    with careful_reading(con, contract):
        results = read_exports(con, contract, files)
    assert [result.rows_read for result in results] == list(range(11))
    assert rows("cases", "file_id, line, unreadable, case_code") == expected
    assert all(size == reading.ROW_GROUP_SIZE for sizes in inserted for size in sizes[:-1])
    assert all(0 < sizes[-1] <= reading.ROW_GROUP_SIZE for sizes in inserted)
    begun = [sizes for sizes in inserted if sizes[-1] < reading.ROW_GROUP_SIZE]
    if reading.WAITING_BYTES > 1:  # with one byte all is too long to wait
        assert len(begun) <= 2, "only the last insert of each kind of lines leaves a row group unfilled"
    if reading.WAITING_BYTES == 2**30:
        assert len(inserted) == 2, "one statement for each kind of lines, however many files"
