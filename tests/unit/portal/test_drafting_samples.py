"""Samples for drafts: packed files, encodings, headers and delimiters are found, and memory stays small."""

import gzip
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from orchestration.portal.drafting.draft import draft_contract, take_sample
from orchestration.portal.drafting.opening import HEAD_BYTES
from orchestration.portal.drafting.sample import SAMPLE_ROWS
from orchestration.portal.readers.parts import Rejected
from orchestration.settings import PROJECT_ROOT

NO_CONTRACTS = PROJECT_ROOT / "docs"


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("titles", [[], ["A report", ""], ["Report;of,all|cases\tof 2023", "printed 01/02/2023", ""]])
def test_delimiter_and_header_line_are_found(tmp_path: Path, delimiter: str, titles: list[str]) -> None:
    lines = [*titles, delimiter.join(["Code", "Opened", "State"])]
    lines += [delimiter.join([f"C{n}", "25/12/2023", '"a, b; c"' if n % 2 else "open"]) for n in range(30)]
    sample = take_sample(put(tmp_path, "x.csv", "\n".join(lines)))
    assert sample.csv is not None
    assert (sample.csv.delimiter, sample.csv.header_line) == (delimiter, len(titles) + 1)
    assert [column.name for column in sample.columns] == ["Code", "Opened", "State"]
    assert (sample.rows, sample.is_whole) == (30, True)


@pytest.mark.parametrize(
    ("data", "encoding", "is_doubtful"),
    [
        ("Mã,Tên\n1,Đặng\n".encode(), "utf-8", False),
        ("Mã,Tên\n1,Đặng\n".encode("utf-8-sig"), "utf-8", False),
        ("Mã,Tên\n1,Đặng\n".encode("utf-16"), "utf-16le", False),
        ("Code,Name\n1,caf\xe9\n".encode("cp1252"), "windows-1258", True),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str, is_doubtful: bool) -> None:
    sample = take_sample(put(tmp_path, "x.csv", data))
    assert (sample.encoding, sample.doubt is not None) == (encoding, is_doubtful)
    assert len(sample.columns) == 2


def test_packed_files(tmp_path: Path) -> None:
    text = "Code,State\nA,open\nB,open\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no data")
        archive.writestr("a.xlsx", workbook([["Code", "State"], ["A", "open"], ["B", "open"]]))
        archive.writestr("b.csv", text)
    packed = take_sample(put(tmp_path, "x.csv.gz", gzip.compress(text.encode())))
    zipped = take_sample(put(tmp_path, "x.zip", buffer.getvalue()))
    assert (packed.kind, packed.rows) == ("csv", 2)
    assert (zipped.kind, zipped.member, zipped.members, zipped.rows) == ("xlsx", "a.xlsx", 3, 2)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.csv", b"", "has 0 bytes"),
        ("x.csv", b"1,2\n3,4\n", "looks like a header"),
        ("x.csv", b"Nguyen Van A,0912345678\nTran B,0912345679\n", "looks like a header"),
        ("x.csv.gz", b"no gzip", "is a broken archive"),
        ("x.zip", b"no zip", "is a broken archive"),
        ("x.xlsx", b"no workbook", "is no readable workbook"),
        ("x.xlsx", workbook([[1, 2], [3, 4]]), "looks like a header"),
        ("x.json", b"[1, 2]", "is no object with a list 'data'"),
        ("x.json", b'{"rows": []}', "holds no list 'data'"),
        ("x.ndjson", b"1\n2\n", "holds no object"),
        ("x.csv", b"a,b\n\x00\xff\xfe,2\n", "is no text"),
    ],
)
def test_files_that_cannot_be_drafted(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    with pytest.raises(Rejected, match=re.escape(told)):
        take_sample(put(tmp_path, name, data))


def test_json_is_read_from_the_front(tmp_path: Path) -> None:
    document = {"meta": {"data": 1}, "service": "S", "data": [{"A": "1", "L": [{"B": 2}], "O": {}}, 5, {"A": True}]}
    text = json.dumps(document)
    sample = take_sample(put(tmp_path, "x.json", text))
    assert (sample.service, sample.rows, sample.notes) == ("S", 3, ("1 elements looked at are no objects",))
    assert [(one.name, one.texts, bool(one.entries), bool(one.note)) for one in sample.columns] == [
        ("A", ("1", "true"), False, False), ("L", (), True, False), ("O", (), False, True),
    ]  # fmt: skip
    cut = take_sample(put(tmp_path, "cut.json", text[: text.index(", 5")]))
    assert cut.rows == 1


def test_two_columns_of_one_name_are_told_and_not_taken(tmp_path: Path) -> None:
    sample = take_sample(put(tmp_path, "x.csv", "Code,Note,note,State,Kind\nA,1,2,x,y\n"))
    assert [column.name for column in sample.columns] == ["Code", "State", "Kind"]
    assert sample.notes == (
        "2 columns are named 'note' and cannot be told apart: have the column exported once, or under two names",
    )


def peak(path: Path) -> int:
    """Bytes of Python that a draft takes at most."""
    tracemalloc.start()
    draft_contract(path, NO_CONTRACTS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("extension", ["csv", "csv.gz", "ndjson", "json"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, extension: str) -> None:
    def write(rows: int) -> Path:
        path = tmp_path / f"{rows}.{extension}"
        element = '{"Code": "C-1234", "State": "open", "Text": "' + "x" * 1000 + '"}'
        with gzip.open(path, "wt") if extension.endswith("gz") else path.open("w") as file:
            file.write('{"data": [' if extension == "json" else "" if extension == "ndjson" else "Code,State,Text\n")
            for number in range(rows):
                if extension.startswith("csv"):
                    file.write(f"C-{number},open,{'x' * 1000}\n")
                else:
                    file.write(element + (",\n" if extension == "json" else "\n"))
        return path

    rows = HEAD_BYTES // 1000 + 1000
    small, large = peak(write(rows)), peak(write(3 * rows))
    assert large < 1.1 * small
    assert not take_sample(tmp_path / f"{3 * rows}.{extension}").is_whole


def test_memory_does_not_grow_with_a_workbook(tmp_path: Path) -> None:
    """Beyond the rows of the sample nothing is kept: neither cells nor shared texts nor merged cells."""

    def write(rows: int) -> Path:
        book = xlsxwriter.Workbook(tmp_path / f"{rows}.xlsx")
        page = book.add_worksheet()
        page.write_row(0, 0, ["Code", "State"])
        for number in range(rows):
            page.write_row(1 + number, 0, [f"C-{number}", "open"])
        page.merge_range(rows + 5, 0, rows + 5, 1, "signed")
        book.close()
        return tmp_path / f"{rows}.xlsx"

    few, many = SAMPLE_ROWS + 2_000, 3 * SAMPLE_ROWS
    assert peak(write(many)) < 1.1 * peak(write(few))
    sample = take_sample(tmp_path / f"{many}.xlsx")
    assert (sample.is_whole, sample.columns[0].texts[:2], sample.columns[1].texts[0]) == (False, ("C-0", "C-1"), "open")
