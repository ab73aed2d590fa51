"""Writes form II.06a, the portal's own summary of its units in a period."""

from pathlib import Path

from orchestration.simulator.packing import write_bytes
from orchestration.simulator.places import Lines
from orchestration.simulator.sheets import Head, sheet
from orchestration.simulator.windows import Window

COLUMNS = (
    "STT", "Đơn vị",
    "Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước",
    "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn",
    "Tổng số", "Trong hạn", "Quá hạn",
)  # fmt: skip
GROUPS = (("Số hồ sơ tiếp nhận", 2, 5), ("Số hồ sơ đã giải quyết", 6, 9), ("Số hồ sơ đang giải quyết", 10, 12))
ReportLine = tuple[str | int, ...]
"""The unit's name and columns 3 to 13."""
FAULTS: dict[str, tuple[int, str | int]] = {
    "unknown_unit": (0, "UBND Xã không có trong danh mục"),
    "bad_amount": (1, -7),
}


def spoilt_report(pattern: ReportLine, rule: str) -> ReportLine:
    """Spoil a unit's line: by a name that no register has, or a number below 0."""
    column, value = FAULTS[rule]
    return (*pattern[:column], value, *pattern[column + 1 :])


def write_report(path: Path, window: Window, lines: list[ReportLine]) -> Lines:
    """Write the form of a period; gives where its units stand."""
    titles = (
        "Biểu số II.06a/VPCP/KSTT",
        "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        f"Từ ngày {window.first:%d/%m/%Y} đến ngày {window.last:%d/%m/%Y}",
    )
    content, places = sheet(Head(titles, COLUMNS, GROUPS, has_numbers=True), lines)
    write_bytes(path, [content])
    return places
