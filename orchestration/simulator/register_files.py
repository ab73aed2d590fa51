"""Writes cases as the registers of the portal `huyen`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestration.simulator import cases
from orchestration.simulator.cases import CaseState, Shown
from orchestration.simulator.packing import csv_lines, encoded, write_bytes, write_zip
from orchestration.simulator.places import Lines, halves
from orchestration.simulator.sheets import Cell, Head, sheet
from orchestration.simulator.spelling import spelt_otherwise
from orchestration.simulator.windows import Window

LONGEST_SHEET = 2_000
"""Registers with more rows are given out as CSV."""
STATUS_WORDS = {
    cases.STATUS_REGISTERED: "Mới đăng ký",
    cases.STATUS_ACCEPTED: "Được tiếp nhận",
    cases.STATUS_REFUSED: "Không được tiếp nhận",
    cases.STATUS_PROCESSING: "Đang xử lý",
    cases.STATUS_SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    cases.STATUS_FEE: "Yêu cầu thực hiện nghĩa vụ tài chính",
    cases.STATUS_WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    cases.STATUS_STOPPED: "Dừng xử lý",
    cases.STATUS_PROCESSED: "Đã xử lý xong",
    cases.STATUS_RETURNED: "Đã trả kết quả",
}
CHANNEL_WORDS = {cases.COUNTER: "Trực tiếp", cases.ONLINE: "Trực tuyến", cases.POST: "Bưu chính công ích"}
BROKEN_LINE = "dòng bị cắt,giữa chừng\r\n"
RegisterLine = CaseState | None
"""A record; None stands for a line that broke off."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a register looks; `absent` stands for a moment that has not come."""

    extension: str
    encoding: str = "utf-8"
    absent: str = ""
    other_names: bool = False
    real_dates: bool = False
    grouped: bool = False
    other_spelling: bool = False
    has_dashes: bool = False


STYLES = (
    Style(".xlsx", absent="-", grouped=True),
    Style(".csv", encoding="utf-8-sig", has_dashes=True),
    Style(".zip", real_dates=True, other_spelling=True),
    Style(".csv", encoding="cp1258", absent="null"),
    Style(".xlsx", real_dates=True, other_names=True),
    Style(".csv.gz", other_names=True, absent="-"),
    Style(".csv", encoding="utf-16", other_names=True, other_spelling=True),
)
Column = tuple[str, str, Callable[[CaseState, Style], Cell]]


def register_style(place: int, rows: int) -> Style:
    """Give the style of the `place`-th register: they take turns, long ones are CSV."""
    style = STYLES[place % len(STYLES)]
    return STYLES[1] if style.extension in (".xlsx", ".zip") and rows > LONGEST_SHEET else style


def holds_broken_lines(extension: str) -> bool:
    """Say whether a file of this kind can have an unreadable line."""
    return extension not in (".xlsx", ".zip", ".json")


def _moment(value: Shown, style: Style) -> Cell:
    if value is None:
        return style.absent
    if isinstance(value, str):
        return value
    if style.real_dates:
        return value.replace(second=0)
    return f"{_date(value, style)} {value.hour:02}:{value.minute:02}"


def _day(value: Shown, style: Style) -> Cell:
    if isinstance(value, datetime):
        if style.real_dates:
            return value.replace(hour=0, minute=0)
        return _date(value, style)
    return _moment(value, style)


def _date(value: datetime, style: Style) -> str:
    """Give a day as `dd/MM/yyyy`, or as `d-M-yyyy`."""
    if style.has_dashes:
        return f"{value.day}-{value.month}-{value.year}"
    return f"{value.day:02}/{value.month:02}/{value.year}"


def _yes(value: bool) -> str:
    return "Có" if value else "Không"


def _has_result(state: CaseState) -> bool:
    done = state.status in (cases.STATUS_PROCESSED, cases.STATUS_RETURNED)
    return done and state.case.has_digital_result


COLUMNS: tuple[Column, ...] = (
    ("Mã hồ sơ", "Số hồ sơ", lambda state, _: state.code),
    ("Mã TTHC", "Mã TTHC", lambda state, _: state.case.procedure_code),
    ("Tên thủ tục", "Tên TTHC", lambda state, _: state.case.procedure.name),
    ("Lĩnh vực", "Tên lĩnh vực", lambda state, _: state.case.procedure.field_name),
    ("Đơn vị", "Cơ quan/đơn vị", lambda state, _: state.unit_name),
    ("Hình thức nộp", "Hình thức nộp", lambda state, _: CHANNEL_WORDS[state.case.channel]),
    ("Chủ hồ sơ", "Chủ hồ sơ", lambda state, _: state.case.applicant.name),
    ("Số CCCD", "Số CCCD", lambda state, _: state.case.applicant.identity),
    ("Số điện thoại", "Số điện thoại", lambda state, _: state.case.applicant.phone),
    ("Ngày tiếp nhận", "Ngày tiếp nhận", lambda state, style: _moment(state.received, style)),
    ("Ngày hẹn trả", "Ngày hẹn trả", lambda state, style: _day(state.due, style)),
    ("Ngày kết thúc xử lý", "Ngày kết thúc xử lý", lambda state, style: _moment(state.finished, style)),
    ("Ngày trả kết quả", "Ngày trả kết quả", lambda state, style: _moment(state.returned, style)),
    ("Trạng thái", "Trạng thái", lambda state, _: STATUS_WORDS.get(state.status, "Trạng thái lạ")),
    ("Số hóa hồ sơ", "Số hóa hồ sơ", lambda state, _: _yes(_all_digitised(state))),
    ("Số hóa kết quả", "Số hóa kết quả", lambda state, _: _yes(_has_result(state))),
    ("Ký số kết quả", "Ký số kết quả", lambda state, _: _yes(_has_result(state) and state.case.is_signed)),
    ("Đồng bộ CDVCQG", "Đồng bộ CDVCQG", lambda state, _: _yes(state.case.is_synced)),
    ("Cán bộ xử lý hiện tại", "Cán bộ xử lý hiện tại", lambda state, _: f"cb.{state.unit_code[4:9]}"),
)
GROUPS = (("Thời gian", 10, 13), ("Số hóa, ký số", 15, 18))


def _all_digitised(state: CaseState) -> bool:
    documents = state.case.documents
    return bool(documents) and all(document.is_digitised for document in documents)


def _columns(style: Style) -> tuple[Column, ...]:
    """Give the columns in a style's order: the one with other names begins with the unit and the state."""
    if not style.other_names:
        return COLUMNS
    first = (COLUMNS[4], COLUMNS[0], COLUMNS[13])
    return (*first, *(column for column in COLUMNS if column not in first))


def write_register(path: Path, window: Window, style: Style, states: list[RegisterLine]) -> Lines:
    """Write one export; only CSV takes broken lines. Gives where its records stand."""
    if style.extension == ".xlsx":
        content, lines = _sheet(window, style, states)
        write_bytes(path, [content])
        return lines
    if style.extension == ".zip":
        parts, members, lines, start = [], [], Lines(1), 0
        for number, rows in enumerate(halves(len(states)), 1):
            content, lines = _sheet(window, style, states[start : start + rows])
            parts.append((f"so_ho_so_{number}.xlsx", [content]))
            members.append((f"so_ho_so_{number}.xlsx", rows))
            start += rows
        write_zip(path, parts)
        return replace(lines, members=tuple(members))
    write_bytes(path, encoded(csv_lines(_rows(style, states)), style.encoding))
    return Lines(2)


def _sheet(window: Window, style: Style, states: Iterable[RegisterLine]) -> tuple[bytes, Lines]:
    columns = _columns(style)
    titles = (
        "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
        "SỔ THEO DÕI HỒ SƠ",
        f"Từ ngày {window.first:%d/%m/%Y} đến ngày {window.last:%d/%m/%Y}",
    )
    head = Head(titles, _names(style, columns), GROUPS if style.grouped else (), has_numbers=True)
    return sheet(head, (_cells(state, style, columns) for state in states if state is not None))


def _names(style: Style, columns: tuple[Column, ...]) -> tuple[str, ...]:
    return ("STT", *(other if style.other_names else name for name, other, _ in columns))


def _cells(state: CaseState, style: Style, columns: tuple[Column, ...]) -> list[Cell]:
    """Give the cells of a record, in the spelling of the style."""
    cells = [value(state, style) for _, _, value in columns]
    return (
        [spelt_otherwise(cell) if isinstance(cell, str) else cell for cell in cells] if style.other_spelling else cells
    )


def _rows(style: Style, states: Iterable[RegisterLine]) -> Iterator[Sequence[Cell] | str]:
    columns = _columns(style)
    yield _names(style, columns)
    for number, state in enumerate(states, 1):
        yield BROKEN_LINE if state is None else [number, *_cells(state, style, columns)]
