"""Encodings and containers."""

import csv
import gzip
import io
import unicodedata
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from orchestration.simulator.packing import csv_lines, encoded, windows_1258_text, write_bytes, write_zip
from orchestration.simulator.sheets import Head, sheet

VIETNAMESE = "Tiền mặt, Đã hoàn phí, Hủy, Ủy ban, Quầy, Lệ phí, Nguyễn Thị Hằng, Thuỷ, Ưỡn, ậ ẵ ỗ ỡ ữ"


def test_windows_1258_comes_back_by_composition() -> None:
    data = windows_1258_text(VIETNAMESE).encode("cp1258")
    assert unicodedata.normalize("NFC", data.decode("cp1258")) == VIETNAMESE


def test_windows_1258_by_hand() -> None:
    # ế is ê (EA) and a combining acute (EC)
    assert windows_1258_text("ế").encode("cp1258") == b"\xea\xec"


def test_marks_in_front() -> None:
    assert b"".join(encoded(["Hủy"], "utf-8-sig")) == b"\xef\xbb\xbfH\xe1\xbb\xa7y"
    assert b"".join(encoded(["Hủy"], "utf-16")) == b"\xff\xfeH\x00\xe7\x1ey\x00"
    assert b"".join(encoded(["Hủy"], "utf-8")) == b"H\xe1\xbb\xa7y"


def test_all_lines_are_encoded() -> None:
    lines = [f"{number}\n" for number in range(1234)]
    assert b"".join(encoded(lines, "utf-8")) == "".join(lines).encode()


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r\n\0")), min_size=2, max_size=4)))
def test_csv_comes_back(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_csv_keeps_broken_lines() -> None:
    assert list(csv_lines([["a", "b,c"], "broken,\r\n"])) == ['a,"b,c"\r\n', "broken,\r\n"]


def test_containers_hold_no_clock(tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", [("one.csv", [b"1", b"2"])])
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("one.csv") == b"12"
        assert archive.getinfo("one.csv").date_time == (2023, 1, 1, 0, 0, 0)
    write_bytes(tmp_path / "a.gz", [b"1", b"2"])
    content = (tmp_path / "a.gz").read_bytes()
    assert gzip.decompress(content) == b"12"
    assert content[4:8] == b"\0\0\0\0"


def test_sheet_members_hold_no_clock() -> None:
    content, lines = sheet(Head(("SỔ",), ("STT", "Mã", "Tên", "Đơn vị")), [["1", "2", "3"]])
    assert lines.of(0) == (None, 4), "a title, an empty row, the header"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert b"2023-01-01T00:00:00Z" in archive.read("docProps/core.xml")
