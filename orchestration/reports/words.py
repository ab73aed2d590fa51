"""The Vietnamese words of the reports: lights, levels, periods, units of measure, verdicts.

Codes are those of the published tables; a code without a word here is an error of the publication, not of the
reader.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from orchestration.reports.numbers import ABSENT, format_day

LIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "green": "Xanh (đạt)",
        "yellow": "Vàng (gần đạt)",
        "orange": "Cam (còn xa)",
        "red": "Đỏ (không đạt)",
        "no_data": "Chưa có số liệu",
        "no_target": "Không giao chỉ tiêu",
    }
)
"""Light code → word, best first, then the two that judge nothing."""

JUDGED_LIGHTS: Final = ("green", "yellow", "orange", "red")

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"province": "Tỉnh", "department": "Sở ngành", "district": "Huyện", "commune": "Xã"}
)
"""Level code → word, highest first."""

WHOLE_AREA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "province": "Toàn tỉnh",
        "department": "Toàn ngành",
        "district": "Toàn địa bàn",
        "commune": "Toàn địa bàn",
    }
)
"""Level code → the words for a unit together with all units below it."""

PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "to_date": "Lũy kế",
        "campaign": "Đợt cao điểm",
        "year": "Năm",
        "quarter": "Quý",
        "month": "Tháng",
        "week": "Tuần",
    }
)
"""Period type → word, in the order in which the page offers them."""

VALUE_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"percent": "%", "minutes": "phút", "cases": "hồ sơ", "complaints": "phản ánh"}
)

VERDICTS: Final[Mapping[str, str]] = MappingProxyType(
    {"passed": "Đạt", "waived": "Đạt, có miễn trừ", "held": "Đạt, có đơn vị giữ số cũ", "failed": "Không đạt"}
)
"""Verdict of the gate → word. A verdict that is not listed is shown as it is."""

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {"published": "Đã công bố", "held": "Giữ số cũ", "held_below": "Có đơn vị cấp dưới giữ số cũ"}
)
"""`data_status` of a figure → word. A status that is not listed is shown as it is."""

FINDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "duplicate_under_other_code": "Nghi trùng dưới mã hồ sơ khác",
        "due_before_received": "Ngày hẹn trả trước ngày tiếp nhận",
        "returned_before_finished": "Trả kết quả trước khi kết thúc xử lý",
        "due_on_rest_day": "Ngày hẹn trả rơi vào ngày nghỉ",
        "unknown_procedure": "Thủ tục không có trong danh mục",
        "placeholder_identity": "Số định danh là số giữ chỗ",
    }
)
"""Rule of `marts.integrity_findings` → word, the gravest first. A rule that is not listed is shown as it is."""

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "passed": "đạt",
        "waived": "được miễn trừ",
        "failed": "không đạt",
        "skipped": "bị bỏ qua",
        "error": "gặp lỗi khi chạy",
    }
)
"""Outcome of one check → word, in the order in which they are told."""

OUTLOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {"reachable": "Còn kịp", "out_of_reach": "Không kịp nữa", "over": "Đã hết kỳ"}
)
"""Whether a target can still be met (`marts.kpi_needs.outlook`) → words."""

STANDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_unit": "Không áp dụng: kế hoạch không có đơn vị nào thuộc diện này",
        "no_period": "Chưa áp dụng: chưa có hồ sơ trong kỳ nào thuộc loại này",
        "not_yet": "Chưa áp dụng: chưa đến ngày hiệu lực",
        "over": "Không áp dụng: đã hết hiệu lực trước các kỳ có số liệu",
        "overruled": "Không áp dụng: mọi đơn vị đã có chỉ tiêu riêng gần hơn",
        "exempt": "Không áp dụng: đơn vị tiếp nhận ít hồ sơ hơn định mức của một cán bộ",
        "no_value": "Chưa đánh giá được: mẫu số bằng 0",
    }
)
"""Why a target judges nobody (`marts.plan_targets.standing`) → words."""


_COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "payments": "giao dịch",
        "ratings": "lượt đánh giá",
        "counter_visits": "lượt",
        "complaints": "phản ánh",
        "unit_statistics": "trường hợp",
    }
)


def counted_word(kpi_input: str, *, is_additive: bool) -> str:
    """Return what a KPI's numerator counts, from `dim_kpi.input`: procedures where it counts different ones."""
    if "procedures" in kpi_input and not is_additive:
        return "thủ tục"
    if not is_additive:
        return "hồ sơ" if "cases" in kpi_input or "payments" in kpi_input else "trường hợp"
    return _COUNTED.get(kpi_input.split(",", maxsplit=1)[0], "hồ sơ")


_ROMAN: Final = ("I", "II", "III", "IV")


def period_label(period_type: str, name: str, start: date, end: date) -> str:
    """Return how a period is called: `Quý III/2023`, `Tháng 9/2023`, `Lũy kế đến 03/01/2024`.

    `name` is the published `period_name`; only weeks and campaigns need it, since theirs does not follow from
    the days.
    """
    word = PERIODS[period_type]
    if period_type == "to_date":
        return f"{word} đến {format_day(end)}"
    if period_type == "year":
        return f"{word} {start.year}"
    if period_type == "quarter":
        return f"{word} {_ROMAN[(start.month - 1) // 3]}/{start.year}"
    if period_type == "month":
        return f"{word} {start.month}/{start.year}"
    days = f"{format_day(start)} – {format_day(end)}"
    if period_type == "week":
        year, _, week = name.partition("-W")
        return f"{word} {int(week)}/{year} ({days})"
    return f"{word} {days}"


def better_words(better: str) -> str:
    """Return which direction is the good one, from `dim_kpi.better`."""
    return {"higher": "Càng cao càng tốt", "lower": "Càng thấp càng tốt"}.get(better, ABSENT)
