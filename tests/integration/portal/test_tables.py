"""CSV and XLSX into raw rows: headers, encodings, layouts, and the messages about bad files."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pytest
import xlsxwriter

from orchestration.portal.contracts import Contract, ContractSet
from orchestration.portal.readers import FileToRead, ReadResult, read_exports

Reader = Callable[..., ReadResult]
Rows = Callable[..., list[tuple[Any, ...]]]

RATINGS = "Mã đánh giá,Mã hồ sơ,Thời điểm,Mức độ"


def test_columns_in_any_order_and_spelling(read: Reader, rows: Rows) -> None:
    text = "MỨC  ÐỘ,Ghi chú,Mã hồ sơ,Thời điểm,Mã đánh giá\r\n5,x,H1,01/02/2023 10:00,D1\r\n"
    result = read("ratings", "tinh", "csv", text.encode())
    assert (result.rows_read, result.rejected) == (1, None)
    assert [note.message for note in result.notes] == [
        "column 'Ghi chú' is not in the contract and was not read",
        "columns stand elsewhere than in the contract, and were read by name: 'Mã đánh giá' (now column 5),"
        " 'Mức độ' (now column 1)",
    ]
    assert not any(note.needs_steward for note in result.notes)
    assert rows("ratings", "file_id, member, line, unreadable, rating_code, case_code, rated_at, score") == [
        (1, None, 2, None, "D1", "H1", "01/02/2023 10:00", "5")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_are_told_by_their_bytes(read: Reader, rows: Rows, encoding: str) -> None:
    assert read("ratings", "tinh", "csv", f"{RATINGS}\nD1,Đặng,null,-\n".encode(encoding)).rows_read == 1
    assert rows("ratings", "line, case_code, rated_at, score") == [(2, "Đặng", "null", "-")]


def test_windows_1258_keeps_its_combining_marks(read: Reader, rows: Rows) -> None:
    header = b"M\xe3 \xf0\xe1nh gi\xe1,M\xe3 h\xf4\xcc s\xf5,Th\xf5\xcci \xf0i\xea\xd2m,M\xfd\xecc \xf0\xf4\xf2"
    header = header.replace(b"M\xe3", b"Ma\xde")  # the code page has no letter with a tilde
    assert read("ratings", "tinh", "csv", header + b"\nD1,\xd0\xe3\xf2ng,x,5\n").rows_read == 1
    assert rows("ratings", "case_code, score") == [("Đă\u0323ng", "5")]


def test_text_stays_as_exported(read: Reader, rows: Rows) -> None:
    read("ratings", "tinh", "csv", f'{RATINGS}\r\n D1 ,"a\r\nb",,"x""y"\r\nD2,c,,5\r\n'.encode())
    assert rows("ratings", "line, rating_code, case_code, rated_at, score") == [
        (2, " D1 ", "a\r\nb", "", 'x"y'),
        (4, "D2", "c", "", "5"),
    ]


def test_a_bad_line_does_not_take_others_along(read: Reader, rows: Rows) -> None:
    body = ["D1,H1,x,1", "", 'D2,"H2,x,2', "D3,H3,x", 'D4,"H,4",x,4', "D5,H5,x,5,6", "D6,H6,x,6"]
    assert read("ratings", "tinh", "csv", "\n".join([RATINGS, *body]).encode()).rows_read == 6
    assert rows("ratings", "line, rating_code, case_code, unreadable") == [
        (2, "D1", "H1", None),
        (4, None, None, "a quote is opened and not closed"),
        (5, None, None, "has 3 fields, the header has 4"),
        (6, "D4", "H,4", None),
        (7, None, None, "has 5 fields, the header has 4"),
        (8, "D6", "H6", None),
    ]


@pytest.mark.parametrize("body", ["", "\n", "\r\n\r\n"])
def test_a_header_alone_is_a_window_without_records(read: Reader, rows: Rows, body: str) -> None:
    result = read("ratings", "tinh", "csv", (RATINGS + body).encode())
    assert (result.rows_read, result.rejected) == (0, None)
    assert rows("ratings", "line") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has 0 bytes"),
        ("Mã đánh giá,Mã hồ sơ,Thời điểm\nD1,H1,x\n".encode(), "the header lacks 'Mức độ'"),
        (f"{RATINGS},mức độ\n".encode(), "columns 4 and 5 of the header are both 'Mức độ'"),
        ('"Mã đánh giá\n'.encode(), "line 1: the header a quote is opened"),
        (RATINGS.encode("utf-16")[:-1], "is broken UTF-16"),
        (RATINGS.encode() + b"\n\x81\xd2\x9d\n", "is neither UTF-8 nor Windows-1258"),
    ],
)
def test_tables_that_are_rejected(read: Reader, rows: Rows, data: bytes, words: str) -> None:
    result = read("ratings", "tinh", "csv", data)
    assert result.rejected is not None
    assert result.rejected.startswith("ratings/tinh/x.csv: ")
    assert words in result.rejected
    assert rows("ratings", "line") == []


def test_a_missing_column_that_no_figure_rests_on_is_noted(read: Reader, rows: Rows) -> None:
    head = "Mã lượt,Mã đơn vị,Giờ lấy số,Giờ gọi,Giờ xong,Mã hồ sơ"
    result = read("counter_visits", "tinh", "csv", f"{head}\nL1,U,a,b,c,H\n".encode())
    assert [note.message for note in result.notes] == [
        "column 'Quầy' is missing; counter is empty; export it, or name it by its new name among the aliases of counter"
        " in contract motcua-counter-visits-tinh"
    ]
    assert rows("counter_visits", "visit_code, counter") == [("L1", None)]


Cell = str | int | float | dt.date | None
HEAD = ["STT", "Mã giao dịch", "Mã hồ sơ", "Loại", "Số tiền", "Hình thức thanh toán"]
HEAD += ["Kênh thanh toán", "Thời điểm tạo", "Thời điểm thanh toán", "Trạng thái"]
MOMENT = dt.datetime(2023, 1, 25, 8, 56, 7)


def sheet(
    lines: Sequence[Sequence[Cell]],
    merges: Sequence[tuple[int, int, int, int, str]] = (),
    before: bool = False,
) -> bytes:
    """A workbook of these rows; merged ranges as (row, column, row, column, text) from 0."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    if before:
        book.add_worksheet("Bìa").write(0, 0, "SỔ THEO DÕI")
    page = book.add_worksheet()
    styles = {
        True: book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
        False: book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for y, row in enumerate(lines):
        for x, cell in enumerate(row):
            if isinstance(cell, dt.date):
                page.write_datetime(y, x, cell, styles[isinstance(cell, dt.datetime)])
            elif cell is not None:
                page.write(y, x, cell)
    for top, left, bottom, right, text in merges:
        page.merge_range(top, left, bottom, right, text)
    book.close()
    return buffer.getvalue()


def payment(number: Cell, code: Cell, amount: Cell, paid: Cell) -> list[Cell]:
    """One row of a register of payments."""
    return [number, code, "H1", "Phí", amount, "Tiền mặt", "Quầy", "24/01/2023", paid, "Thành công"]


def test_a_register_between_title_and_signature(read: Reader, rows: Rows) -> None:
    data = sheet([
        ["SỔ GIAO DỊCH THANH TOÁN"],
        ["Từ ngày 01/01/2023 đến ngày 31/01/2023"],
        HEAD,
        [f"({n})" for n in range(1, 11)],
        payment(1, "GD1", 85000, MOMENT),
        payment(2, "GD2", 1234.5, dt.date(2023, 1, 25)),
        ["Cộng"],
        [None, "Cộng", None, None, 9],
        ["Lĩnh vực đất đai"],
        payment("3", "Cộng đồng", "1.000", "-"),
        payment(None, "GD4", 5, None),
        payment(5, None, 5, None),
        ["Tổng cộng: 5 hồ sơ"],
        ["Trong đó"],
        [],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
        [None, None, None, None, None, None, None, "(Ký, ghi rõ họ tên)"],
    ])  # fmt: skip
    result = read("payments", "huyen", "xlsx", data)
    assert result.rows_read == 5
    assert [note.message for note in result.notes] == ["row 9 stands among the records and is none; not read"]
    assert rows("payments", "line, payment_code, amount, created_at, paid_at, unreadable") == [
        (5, "GD1", "85000", "24/01/2023", "2023-01-25 08:56:07", None),
        (6, "GD2", "1234.5", "24/01/2023", "2023-01-25", None),
        (10, "Cộng đồng", "1.000", "24/01/2023", "-", None),
        (11, "GD4", "5", "24/01/2023", "", None),
        (12, "", "5", "24/01/2023", "", None),
    ]


@pytest.mark.parametrize("shift", [0, 1])
@pytest.mark.parametrize("height", [0, 7, 30])
def test_the_title_may_be_of_any_height_and_the_first_column_empty(
    read: Reader, rows: Rows, height: int, shift: int
) -> None:
    lines: list[list[Cell]] = [["TIÊU ĐỀ"]] * height
    table: list[list[Cell]] = [[*HEAD], payment(1, "GD1", 1, None)]
    lines += [[*([None] * shift), *row] for row in table]
    assert read("payments", "huyen", "xlsx", sheet(lines, before=height == 7)).rows_read == 1
    assert rows("payments", "line, payment_code") == [(height + 2, "GD1")]


GROUPS = ("Số hồ sơ tiếp nhận", "Số hồ sơ đã giải quyết", "Số hồ sơ đang giải quyết")
LEVEL = ["Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước"]
LEVEL += ["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn"]
REPORT = "line, unit_name, received_total, carried_in, resolved_total, resolved_late, open_total, open_late"
REPORTED = [("Sở A", "1", "4", "5", "8", "9", "11")]


def report_rows(group_row: list[Cell], between: list[list[Cell]]) -> list[list[Cell]]:
    """Form 06a with one unit whose columns hold 1 to 11."""
    body: list[Cell] = [1, "Sở A", *range(1, 12)]
    return [
        ["Biểu số II.06a"],
        group_row,
        *between,
        [None, None, *LEVEL],
        [f"({n})" for n in range(1, 14)],
        body,
    ]


def test_a_report_with_merged_headings(read: Reader, rows: Rows) -> None:
    merges = [(1, 0, 2, 0, "STT"), (1, 1, 2, 1, "Đơn vị"), (1, 2, 1, 5, GROUPS[0]), (1, 6, 1, 9, GROUPS[1])]
    data = sheet(report_rows([], []), [*merges, (1, 10, 1, 12, GROUPS[2])])
    assert read("report_06a", "tinh", "xlsx", data).notes == []
    assert rows("report_06a", REPORT) == [(5, *REPORTED[0])]


def test_a_report_with_three_levels(read: Reader, rows: Rows) -> None:
    merges = [(1, 0, 3, 0, "STT"), (1, 1, 3, 1, "Đơn vị"), (1, 2, 1, 5, GROUPS[0]), (1, 6, 1, 9, GROUPS[1])]
    merges += [
        (1, 10, 1, 12, GROUPS[2]),
        (2, 3, 2, 5, "Trong đó"),
        (2, 7, 2, 9, "Trong đó"),
        (2, 11, 2, 12, "Trong đó"),
    ]
    data = sheet(report_rows([], [[]]), merges)
    assert read("report_06a", "tinh", "xlsx", data).notes == []
    assert rows("report_06a", REPORT) == [(6, *REPORTED[0])]


def test_a_report_whose_cells_are_not_merged(read: Reader, rows: Rows) -> None:
    group: list[Cell] = ["STT", "Đơn vị", GROUPS[0], None, None, None, GROUPS[1], None, None, None, GROUPS[2]]
    assert read("report_06a", "tinh", "xlsx", sheet(report_rows(group, []))).notes == []
    assert rows("report_06a", REPORT) == [(5, *REPORTED[0])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no workbook", "is no readable workbook"),
        (sheet([["a", "b"]]), "holds the cell 'STT' in the first 8 columns"),
        (sheet([[None]] * 40 + [[*HEAD]]), "no row of the first 40"),
        (sheet([["Sổ"], HEAD[:-1]]), "sheet Sheet1, row 2: the header lacks 'Trạng thái'"),
    ],
)
def test_workbooks_that_are_rejected(read: Reader, data: bytes, words: str) -> None:
    result = read("payments", "huyen", "xlsx", data)
    assert result.rejected is not None
    assert words in result.rejected


def test_a_header_without_rows(read: Reader) -> None:
    result = read("payments", "huyen", "xlsx", sheet([HEAD]))
    assert (result.rows_read, result.rejected) == (0, None)


def test_many_files_keep_their_order_and_a_bad_one_stops_none(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, tmp_path: Any
) -> None:
    files = []
    for number in range(1, 41):
        path = tmp_path / f"{number}"
        path.write_text("" if number == 20 else f"{RATINGS}\nD{number},H,x,1\n")
        files.append(FileToRead(number, path, f"ratings/tinh/{number}.csv", "csv"))
    files.append(FileToRead(41, tmp_path / "gone", "ratings/tinh/41.csv", "csv"))
    contract: Contract | None = contracts.find("ratings", "tinh")
    assert contract is not None
    results = read_exports(con, contract, files)
    assert [result.file_id for result in results] == list(range(1, 42))
    assert [result.file_id for result in results if result.rejected] == [20, 41]
    found = con.execute("select file_id, rating_code from raw.ratings_record order by rowid").fetchall()
    assert found == [(number, f"D{number}") for number in range(1, 41) if number != 20]


def test_the_caller_decides_about_the_transaction(read: Reader, con: duckdb.DuckDBPyConnection) -> None:
    read("ratings", "tinh", "csv", f"{RATINGS}\nD1,H,x,1\n".encode())
    con.rollback()
    assert con.execute("select count(*) from raw.ratings_record").fetchall() == [(0,)]
    con.begin()
