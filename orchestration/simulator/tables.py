"""The small CSV tables: their columns, their files, and how a record of each can be spoilt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.simulator.defects import UNREADABLE, unknown_unit
from orchestration.simulator.packing import csv_lines, encoded, write_bytes, write_zip
from orchestration.simulator.places import Lines, halves
from orchestration.simulator.windows import Export

COLUMNS = {
    "ratings": ("Mã đánh giá", "Mã hồ sơ", "Thời điểm", "Mức độ"),
    "counter_visits": ("Mã lượt", "Mã đơn vị", "Giờ lấy số", "Giờ gọi", "Giờ xong", "Mã hồ sơ", "Quầy"),
    "complaints": ("Mã phản ánh", "Mã đơn vị", "Ngày tiếp nhận", "Nội dung", "Nhóm", "Ngày trả lời"),
    "staffing": ("Mã đơn vị", "Tháng", "Số cán bộ một cửa"),
    "unit_statistics": (
        "Mã đơn vị", "Tháng", "Dân số từ 15 tuổi", "Số tài khoản DVCTT", "Số người sử dụng DVCTT",
        "Số người có chữ ký số", "Số báo cáo phải thực hiện", "Số báo cáo trực tuyến",
    ),
}  # fmt: skip
FAULTS: dict[str, dict[str, tuple[int, str]]] = {
    "ratings": {
        "missing_key": (0, ""), "bad_score": (3, "9"), "orphan_rating": (1, "-99999"),
        "bad_timestamp": (2, "31/02/2023 08:00"),
    },
    "counter_visits": {
        "missing_key": (0, ""), "unknown_unit": (1, ""), "negative_span": (3, "01/02/2001 08:00"),
        "bad_timestamp": (2, "31/02/2023 08:00"),
    },
    "complaints": {
        "missing_key": (0, ""), "unknown_unit": (1, ""), "bad_code": (4, "Không rõ"),
        "bad_timestamp": (2, "31/02/2023"),
    },
    "staffing": {
        "missing_key": (1, ""), "bad_timestamp": (1, "13/2023"), "unknown_unit": (0, ""), "bad_amount": (2, "-3"),
    },
    "unit_statistics": {
        "missing_key": (1, ""), "bad_timestamp": (1, "13/2023"), "unknown_unit": (0, ""), "bad_amount": (3, "-3"),
    },
}  # fmt: skip
"""By rule the column that goes wrong and what it holds then; of a unknown unit or case the code is made up."""
KEYED_BY_CODE = ("ratings", "counter_visits", "complaints")
BROKEN_LINE = ("dòng bị cắt",)
STYLES = (
    (".csv", "utf-8-sig"), (".csv", "cp1258"), (".csv", "utf-16"), (".zip", "utf-8"), (".csv.gz", "utf-8"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a small table; `later` is a column that stays empty until a moment."""

    cells: tuple[str, ...]
    later: tuple[int, datetime] | None = None

    def at(self, moment: datetime) -> tuple[str, ...]:
        """Give the cells as the portal shows them at a moment."""
        if self.later is None or self.later[1] <= moment:
            return self.cells
        column = self.later[0]
        return (*self.cells[:column], "", *self.cells[column + 1 :])


def table_style(export: Export) -> tuple[str, str]:
    """Give extension and encoding of an export: they take turns, and sources begin at different ones."""
    return STYLES[(export.window.index + len(export.source)) % len(STYLES)]


def rules(source: str) -> tuple[str, ...]:
    """List the rules that a record of a source can break alone."""
    return (*FAULTS[source], UNREADABLE)


def spoilt(source: str, pattern: Sequence[str], rule: str, number: int) -> tuple[str, ...]:
    """Spoil a faultless record of a new key after the pattern of another one."""
    if rule == UNREADABLE:
        return BROKEN_LINE
    cells = list(pattern)
    if source in KEYED_BY_CODE:
        cells[0] += f"-{number:05d}"
    column, value = FAULTS[source][rule]
    if rule == "unknown_unit":
        value = unknown_unit(cells[column])
    elif rule == "orphan_rating":
        value = cells[column][:20] + value
    cells[column] = value
    return tuple(cells)


def write_table(path: Path, source: str, style: tuple[str, str], rows: list[tuple[str, ...]]) -> Lines:
    """Write one export; gives where its records stand."""
    extension, encoding = style
    if extension != ".zip":
        write_bytes(path, encoded(_lines(source, rows), encoding))
        return Lines(2)
    parts, start = [], 0
    for number, count in enumerate(halves(len(rows)), 1):
        parts.append((f"{source}_{number}.csv", rows[start : start + count]))
        start += count
    write_zip(path, ((name, encoded(_lines(source, part), encoding)) for name, part in parts))
    return Lines(2, members=tuple((name, len(part)) for name, part in parts))


def _lines(source: str, rows: list[tuple[str, ...]]) -> Iterator[str]:
    return csv_lines([COLUMNS[source], *rows])


def minute_text(moment: datetime | None) -> str:
    """Give a moment as `dd/MM/yyyy HH:mm`, an absent one as the empty text."""
    if moment is None:
        return ""
    return f"{moment.day:02}/{moment.month:02}/{moment.year} {moment.hour:02}:{moment.minute:02}"


def day_text(moment: datetime) -> str:
    """Give a day as `dd/MM/yyyy`."""
    return f"{moment.day:02}/{moment.month:02}/{moment.year}"
