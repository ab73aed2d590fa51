"""The first sheet: what the workbook is, of which publication, and how to read it."""

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from orchestration.reports.book import A4, COUNT, LIGHT_COLOURS, Book, height_of, print_setup
from orchestration.reports.edition import Edition
from orchestration.reports.numbers import format_moment
from orchestration.reports.page.view import checks_text, verdict_text
from orchestration.reports.words import LIGHTS
from orchestration.reports.workbook.listed import Listed

_WIDTHS: Final = (24, 92, 11, 11)

_LIGHT_MEANINGS: Final = {
    "green": "từ 100% chỉ tiêu trở lên",
    "yellow": "từ 80% đến dưới 100% chỉ tiêu",
    "orange": "từ 50% đến dưới 80% chỉ tiêu",
    "red": "dưới 50% chỉ tiêu",
    "no_data": "mẫu số bằng 0: không có gì để tính",
    "no_target": "kế hoạch không giao chỉ tiêu cho đơn vị, chỉ số, kỳ này",
}
"""Of the thresholds that hold where a plan has none of its own (light_thresholds.csv)."""

_READING: Final = (
    "Mỗi dòng của trang kế hoạch là một đơn vị, một chỉ số và một kỳ. Dùng nút lọc ở dòng tiêu đề để chọn chỉ số, cấp,"
    " đèn; chỉ số được giao chỉ tiêu đứng trước.",
    "Tử số và mẫu số là số chính xác. Giá trị = tử số / mẫu số, chỉ được làm tròn đến một chữ số thập phân (từ 0,05 làm"
    " tròn lên) để hiển thị. Không lấy trung bình các tỷ lệ: cộng tử số, cộng mẫu số rồi mới chia.",
    "“Giá trị”, “Đèn” tính hồ sơ của chính đơn vị; “cả cấp dưới” tính đơn vị cùng mọi đơn vị bên dưới. Tỉnh không có hồ"
    " sơ của riêng mình, nên xem cột “cả cấp dưới”.",
    "Xếp hạng theo giá trị giữa các đơn vị cùng cấp trong một tỉnh, 1 là tốt nhất, bằng nhau thì cùng hạng.",
    "Đơn vị không có dòng cho một chỉ số nghĩa là 0/0. Dấu – nghĩa là không có giá trị, không phải số 0.",
    "“Giữ số cũ”: số liệu mới của đơn vị chưa qua kiểm định, nên giữ số của lần công bố trước và không xếp hạng.",
    "Số hiển thị theo dấu phẩy, dấu chấm của máy đang mở tệp; ở máy đặt tiếng Việt là 1.234,5.",
)


def write_cover(book: Book, sheet: Worksheet, edition: Edition, period: str, listed: Sequence[Listed]) -> None:
    """Write the first sheet. `period`: the words for what was asked for."""
    publication, source = edition.publication, edition.publication_id
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    book.put(sheet, 0, 0, "Bảng theo dõi chỉ tiêu giải quyết thủ tục hành chính", bold=True, font_size=16)
    facts = (
        ("Kỳ", period),
        ("Số liệu tính đến", format_moment(publication.as_of)),
        ("Bản công bố", source),
        ("Kết quả kiểm định", f"{verdict_text(publication)} ({checks_text(publication)})"),
    )
    row = 2
    for row, (name, told) in enumerate(facts, 2):
        book.put(sheet, row, 0, name, bold=True, valign="top")
        book.put(sheet, row, 1, told, text_wrap=True)
    row = _sheets(book, sheet, row + 2, listed)
    row = _legend(book, sheet, row + 1)
    row = _texts(book, sheet, row + 1, "Cách đọc", _READING)
    _texts(book, sheet, row + 1, "Nguồn", _sources(source))
    print_setup(sheet, A4, (0, 0), f"Bản công bố {source}")
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)


def _sources(source: str) -> tuple[str, ...]:
    return (
        "Dữ liệu do các phần mềm một cửa xuất ra, đã qua kiểm định của kho dữ liệu; chỉ tiêu lấy từ văn bản của từng kế"
        " hoạch, mục nêu ở cột “Mục của kế hoạch giao chỉ tiêu”; cách tính ở trang “Cách tính”.",
        "Không có thông tin cá nhân. Từ một con số tìm về từng hồ sơ, tệp và dòng, trên bản công bố"
        f" {source}: motcua explain --unit <mã đơn vị> --kpi <mã chỉ số> --period <kỳ>.",
    )


def _sheets(book: Book, sheet: Worksheet, row: int, listed: Sequence[Listed]) -> int:
    for column, title in enumerate(("Trang", "Nội dung", "Số đơn vị", "Số dòng")):
        book.put(sheet, row, column, title, bold=True, border=1, bg_color="#EEF2F5")
    for place, one in enumerate(listed, row + 1):
        link = book.style(font_color="#12506B", underline=1, border=1)
        sheet.write_url(place, 0, f"internal:'{one.sheet}'!A1", link, one.sheet)
        book.put(sheet, place, 1, one.about, text_wrap=True, border=1)
        book.put(sheet, place, 2, one.units, border=1, align="right", num_format=COUNT)
        book.put(sheet, place, 3, one.lines, border=1, align="right", num_format=COUNT)
    return row + 1 + len(listed)


def _legend(book: Book, sheet: Worksheet, row: int) -> int:
    book.put(sheet, row, 0, "Đèn", bold=True)
    book.put(sheet, row, 1, "Ngưỡng chung; kế hoạch có ngưỡng riêng thì theo ngưỡng riêng.", italic=True)
    for place, (light, word) in enumerate(LIGHTS.items(), row + 1):
        fill, ink = LIGHT_COLOURS[light]
        book.put(sheet, place, 0, word, bold=True, bg_color=fill, font_color=ink, border=1)
        book.put(sheet, place, 1, _LIGHT_MEANINGS[light], border=1)
    return row + 1 + len(LIGHTS)


def _texts(book: Book, sheet: Worksheet, row: int, title: str, texts: Sequence[str]) -> int:
    book.put(sheet, row, 0, title, bold=True, valign="top")
    for place, text in enumerate(texts, row):
        book.put(sheet, place, 1, text, text_wrap=True, valign="top")
        sheet.set_row(place, height_of([(text, _WIDTHS[1])]) + 2)
    return row + len(texts)
