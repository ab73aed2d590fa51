"""The sheet of form 06a as Biểu II.06a/VPCP/KSTT prints it, and one beside it that compares with the portals' own.

The first sheet is the form's real layout, so that the contract of the source `report_06a` reads it again: the
header cell `STT`, merged headings of three levels, the row of formula numbers, `Tổng cộng`, signatures.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from xlsxwriter.worksheet import Worksheet

from orchestration.reports.book import A4, COUNT, Book, Cell, height_of, print_setup
from orchestration.reports.edition import Edition
from orchestration.reports.form_06a.area import Form, FormRow
from orchestration.reports.form_06a.counts import FIRST_COLUMN, IDENTITIES, Counts, broken_identities, total_of
from orchestration.reports.numbers import format_day, format_number
from orchestration.reports.words import VERDICTS, period_label

_GROUPS: Final = (
    ("Số hồ sơ tiếp nhận", 2, 5),
    ("Số hồ sơ đã giải quyết", 6, 9),
    ("Số hồ sơ đang giải quyết", 10, 12),
)
_IN_PERIOD: Final = ("Trong kỳ", 3, 4)
_COLUMNS: Final = (
    "STT", "Đơn vị",
    "Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước",
    "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn",
    "Tổng số", "Trong hạn", "Quá hạn",
)  # fmt: skip
_WIDTHS: Final = (5.5, 46, *(11,) * 11)
_HEAD: Final = 5
"""Row of the first heading, counted from 0."""
_BODY: Final = _HEAD + 4

_TITLE: Final = (
    "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH\nTẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"
)
_MARK: Final = "#F6C4CB"
"""Fill of a line whose identities do not hold; its number carries an asterisk too, and a note names it."""
_EMPTY: Final = "……………………………"


def write_form(book: Book, form: Form, reported: Mapping[str, Counts], edition: Edition) -> None:
    """Write the form of `form`; `reported`: the portals' own counts of these days."""
    sheet = book.sheet("II.06a")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _title(book, sheet, form)
    _headings(book, sheet)
    row = _lines(book, sheet, form)
    row = _notes(book, sheet, row + 1, _notes_of(form, reported, edition))
    _signatures(book, sheet, row + 1)
    sheet.freeze_panes(_BODY, 2)
    print_setup(sheet, A4, (_HEAD, _BODY - 1), f"Biểu II.06a/VPCP/KSTT – {form.top.name}")
    sheet.print_area(0, 0, row + 4, len(_COLUMNS) - 1)


def _title(book: Book, sheet: Worksheet, form: Form) -> None:
    period = form.period
    label = period_label(period.type, period.name, period.start, period.end)
    sheet.set_row(0, 34)
    book.merged(sheet, (0, 0, 0, 1), "Biểu số II.06a/VPCP/KSTT", bold=True)
    book.merged(sheet, (0, 2, 0, 8), _TITLE, bold=True, align="center", text_wrap=True)
    book.merged(sheet, (0, 9, 0, 12), f"Đơn vị báo cáo: {form.top.name}", text_wrap=True)
    book.merged(sheet, (1, 2, 1, 8), f"Kỳ báo cáo: {label}", bold=True, align="center")
    book.merged(sheet, (1, 9, 1, 12), f"Đơn vị nhận báo cáo: {_EMPTY}")
    days = f"(Từ ngày {format_day(form.span.start)} đến ngày {format_day(form.span.last)})"
    book.merged(sheet, (2, 2, 2, 8), days, align="center", italic=True)
    book.merged(sheet, (3, 9, 3, 12), "Đơn vị tính: Số hồ sơ TTHC", italic=True, align="right")


def _headings(book: Book, sheet: Worksheet) -> None:
    look = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": "#EEF2F5"}
    for column in (0, 1):
        book.merged(sheet, (_HEAD, column, _HEAD + 2, column), _COLUMNS[column], **look)
    for name, first, last in _GROUPS:
        book.merged(sheet, (_HEAD, first, _HEAD, last), name, **look)
    name, first, last = _IN_PERIOD
    book.merged(sheet, (_HEAD + 1, first, _HEAD + 1, last), name, **look)
    for column in range(2, len(_COLUMNS)):
        top = _HEAD + 2 if first <= column <= last else _HEAD + 1
        book.merged(sheet, (top, column, _HEAD + 2, column), _COLUMNS[column], **look)
    sheet.set_row(_HEAD + 2, 44)
    sheet.set_row(_HEAD + 3, 28)
    sums = dict(IDENTITIES[:3])  # 3 = 7 + 11 is checked and stands in the notes, as on the form
    for column in range(len(_COLUMNS)):
        parts = sums.get(column + 1, ())
        told = f"({column + 1})" + (f"={'+'.join(f'({part})' for part in parts)}" if parts else "")
        book.put(sheet, _HEAD + 3, column, told, align="center", italic=True, font_size=8, border=1, text_wrap=True)


def _lines(book: Book, sheet: Worksheet, form: Form) -> int:
    """Write a line for each unit and the total; gives the first row below."""
    row = _BODY
    for number, line in enumerate(form.rows, 1):
        look = {"border": 1} | ({"bg_color": _MARK} if broken_identities(line.counts) else {})
        shown = f'{COUNT}"*"' if "bg_color" in look else COUNT
        book.put(sheet, row, 0, number, align="center", num_format=shown, **look)
        book.put(sheet, row, 1, line.name, text_wrap=True, **look)
        for column, count in enumerate(line.counts, 2):
            book.put(sheet, row, column, count, **look)
        row += 1
    look = {"bold": True, "border": 1, "bg_color": "#EEF2F5"}
    book.merged(sheet, (row, 0, row, 1), "Tổng cộng", align="center", **look)
    for column, count in enumerate(total_of([line.counts for line in form.rows]), 2):
        book.put(sheet, row, column, count, **look)
    return row + 1


def _notes_of(form: Form, reported: Mapping[str, Counts], edition: Edition) -> list[str]:
    notes = [
        "Mỗi đơn vị chỉ tính hồ sơ của chính mình, đếm từ từng hồ sơ; so theo ngày, không theo giờ. Không tính hồ sơ"
        " mới đăng ký và hồ sơ không được tiếp nhận. Cột (9) gồm cả hồ sơ không có hạn, hồ sơ rút và hồ sơ dừng xử lý"
        " trong kỳ; cột (12) gồm cả hồ sơ chờ bổ sung.",
        *_identity_notes(form),
    ]
    if form.span.last < form.period.end:
        notes.append(f"Kỳ chưa hết: số liệu tính đến hết ngày {format_day(form.span.last)}.")
    if form.held:
        notes.append(
            "Bảng điểm đang giữ số cũ của các đơn vị sau vì số liệu mới chưa qua kiểm định; biểu này đếm theo số liệu"
            f" mới, cần xem lại trước khi gửi: {'; '.join(form.held)}."
        )
    if reported:
        others = len({line.unit.code for line, *_ in differences(form, reported)})
        told = f"{others} đơn vị có số khác với số đếm ở trên, nêu ở trang “Đối chiếu”" if others else "khớp hoàn toàn"
        notes.append(f"Phần mềm một cửa đã gửi biểu của đúng kỳ này cho {len(reported)} đơn vị: {told}.")
    verdict = edition.publication.verdict
    return [*notes, f"{edition.in_words} Kiểm định: {VERDICTS.get(verdict, verdict)}."]


def _identity_notes(form: Form) -> list[str]:
    """What was checked, and each line where an identity fails: it is told and left as it was counted."""
    told = "; ".join(f"({whole})={'+'.join(f'({part})' for part in parts)}" for whole, parts in IDENTITIES)
    failing = [
        f"STT {number} – {line.name}: {'; '.join(broken)}"
        for number, line in enumerate(form.rows, 1)
        if (broken := broken_identities(line.counts))
    ]
    count = format_number(len(form.rows))
    if not failing:
        return [f"Đã kiểm tra {told}: đúng ở cả {count} đơn vị."]
    return [
        f"Đã kiểm tra {told}: không đúng ở {len(failing)} trên {count} đơn vị (dấu * sau STT, nền đỏ nhạt); số được giữ"
        " nguyên như đếm được. Thường do hồ sơ rút hoặc dừng xử lý không ghi ngày nên không thuộc (7) và (11).",
        *failing,
    ]


def _notes(book: Book, sheet: Worksheet, row: int, notes: list[str]) -> int:
    """Write the notes under the table; gives the first row below."""
    book.merged(sheet, (row, 0, row, 12), "Ghi chú:", bold=True)
    for place, note in enumerate(notes, row + 1):
        book.merged(sheet, (place, 0, place, 12), f"– {note}", text_wrap=True, valign="top")
        sheet.set_row(place, height_of([(note, sum(_WIDTHS))]))
    return row + 1 + len(notes)


def _signatures(book: Book, sheet: Worksheet, row: int) -> None:
    look = {"align": "center"}
    book.merged(sheet, (row, 8, row, 12), "……………, ngày …… tháng …… năm ………", italic=True, **look)
    book.put(sheet, row + 1, 1, "NGƯỜI LẬP BIỂU", bold=True, **look)
    book.merged(sheet, (row + 1, 8, row + 1, 12), "THỦ TRƯỞNG ĐƠN VỊ", bold=True, **look)
    book.put(sheet, row + 2, 1, "(Ký, ghi rõ họ tên)", italic=True, **look)
    book.merged(sheet, (row + 2, 8, row + 2, 12), "(Ký, đóng dấu, ghi rõ họ tên)", italic=True, **look)


def differences(form: Form, reported: Mapping[str, Counts]) -> Iterator[tuple[FormRow, int, int, int]]:
    """Give each line and column in which a portal's own form differs: line, column of the form, said, counted."""
    for line in form.rows:
        said = reported.get(line.unit.code, line.counts)
        for place, (theirs, ours) in enumerate(zip(said, line.counts, strict=True), FIRST_COLUMN):
            if theirs != ours:
                yield line, place, theirs, ours


def write_comparison(book: Book, form: Form, reported: Mapping[str, Counts]) -> None:
    """Write where the portals' own forms differ from the count; no sheet where they do not."""
    found = list(differences(form, reported))
    if not found:
        return
    sheet = book.sheet("Đối chiếu")
    look = {"bold": True, "border": 1, "bg_color": "#EEF2F5", "align": "center", "text_wrap": True}
    titles = ("Mã đơn vị", "Đơn vị", "Cột của biểu", "Phần mềm báo cáo", "Đếm từ hồ sơ", "Chênh lệch")
    for column, (title, width) in enumerate(zip(titles, (18, 46, 44, 19, 15, 13), strict=True)):
        sheet.set_column(column, column, width)
        book.put(sheet, 0, column, title, **look)
    for row, (line, place, said, counted) in enumerate(found, 1):
        cells: list[Cell] = [line.unit.code, line.name, _column_name(place), said, counted, said - counted]
        for column, cell in enumerate(cells):
            book.put(sheet, row, column, cell, border=1)
    sheet.autofilter(0, 0, len(found), len(titles) - 1)
    sheet.freeze_panes(1, 2)
    print_setup(sheet, A4, (0, 0), f"Đối chiếu biểu II.06a – {form.top.name}")


def _column_name(number: int) -> str:
    group = next(name for name, first, last in _GROUPS if first <= number - 1 <= last)
    return f"({number}) {group} – {_COLUMNS[number - 1]}"
