"""One plan's sheet: a line for each unit, KPI and period, with light in words and colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb
from xlsxwriter.worksheet import Worksheet

from orchestration.reports.asked import Asked
from orchestration.reports.book import (
    A3,
    COUNT,
    LIGHT_COLOURS,
    ONE_DECIMAL,
    PERCENT,
    Book,
    Cell,
    height_of,
    print_setup,
)
from orchestration.reports.edition import Edition
from orchestration.reports.numbers import format_day, half_up
from orchestration.reports.page.source import Plan, ScoreboardError, Unit
from orchestration.reports.words import LEVELS, LIGHTS, OUTLOOKS, STATUSES, VALUE_UNITS, period_label
from orchestration.reports.workbook.listed import Listed
from orchestration.reports.workbook.scores import PlanArea, Score, read_scores, rounded

HEADER_ROW: Final = 2
"""Row of the column titles, from 0; above it plan and moment."""

_KPI_WIDTH: Final = 50
"""Characters; the names of KPIs are the only texts of a line that are long."""

_HEAD_LOOK: Final = {"bold": True, "border": 1, "bg_color": "#12506B", "font_color": "#FFFFFF", "align": "center"}


@dataclass(frozen=True, slots=True)
class Line:
    """A score with the unit that it is of, and the unit above."""

    score: Score
    unit: Unit
    parent: str
    plan: Plan


Shown = tuple[Cell, Mapping[str, Any]]
"""A cell and its properties."""


def write_plan(con: duckdb.DuckDBPyConnection, book: Book, area: PlanArea, asked: Asked, edition: Edition) -> Listed:
    """Add the sheet of one plan and return what the first sheet lists of it."""
    sheet = book.sheet(area.plan.code)
    title = f"{area.plan.number} – {area.group.issuer.name}"
    _head(book, sheet, title, edition)
    units = {placed.unit.code: placed.unit for placed in area.group.units}
    row = HEADER_ROW
    for row, score in enumerate(read_scores(con, area, asked), HEADER_ROW + 1):
        unit = units[score.unit_code]
        above = units.get(unit.parent_code or "")
        line = Line(score, unit, above.name if above else "", area.plan)
        sheet.set_row(row, height_of([(score.kpi_name, _KPI_WIDTH)]))
        for column, (_, _, show) in enumerate(_COLUMNS):
            value, look = show(line)
            book.put(sheet, row, column, value, border=1, border_color="#C5CDD3", **look)
    sheet.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), len(_COLUMNS) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    print_setup(sheet, A3, (0, HEADER_ROW), title)
    return Listed(sheet.get_name(), title, len(units), row - HEADER_ROW)


def _head(book: Book, sheet: Worksheet, title: str, edition: Edition) -> None:
    for column, (_, width, _) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    book.put(sheet, 0, 0, title, bold=True, font_size=14)
    book.put(sheet, 1, 0, edition.in_words, italic=True)
    sheet.set_row(HEADER_ROW, 48)
    for column, (name, _, _) in enumerate(_COLUMNS):
        book.put(sheet, HEADER_ROW, column, name, text_wrap=True, **_HEAD_LOOK)


def _period(line: Line) -> Shown:
    score = line.score
    return period_label(score.period_type, score.period_name, score.period_start, score.period_end), {}


def _value_look(value: float | None, value_unit: str, is_count: bool) -> Shown:
    if value is None:
        return None, {"align": "right"}
    if value_unit == "percent":
        return value, {"num_format": PERCENT}
    return value, {"num_format": COUNT if is_count and value.is_integer() else ONE_DECIMAL}


def _own_value(line: Line) -> Shown:
    score = line.score
    shown = rounded(score.value, score.numerator, score.denominator, score.value_unit)
    return _value_look(shown, score.value_unit, score.denominator is None)


def _subtree_value(line: Line) -> Shown:
    score = line.score
    shown = rounded(score.subtree_value, score.subtree_numerator, score.subtree_denominator, score.value_unit)
    return _value_look(shown, score.value_unit, score.subtree_denominator is None)


def _target(line: Line) -> Shown:
    """The target stays a number; its sign is in the format."""
    score = line.score
    if score.target is None:
        return None, {"align": "right"}
    sign = "≥" if score.comparison == "at_least" else "≤"
    tail = '"%"' if score.value_unit == "percent" else ""
    digits = "#,##0" if float(score.target).is_integer() else "#,##0.0#"
    return score.target, {"num_format": f'[$-42A]"{sign} "{digits}{tail}'}


def _achievement(line: Line) -> Shown:
    if line.score.achievement is None:
        return None, {"align": "right"}
    return half_up(line.score.achievement) / 10, {"num_format": PERCENT}


def _light(code: str) -> Shown:
    if code not in LIGHTS:
        raise ScoreboardError(
            f"marts.kpi_scoreboard.light holds {code!r}, which is not one of {', '.join(LIGHTS)}:"
            " mend the model that writes it"
        )
    fill, ink = LIGHT_COLOURS[code]
    return LIGHTS[code], {"bg_color": fill, "font_color": ink, "bold": True, "indent": 1}


def _part(value: float | None) -> Shown:
    return value, {"align": "right"}


def _status(line: Line) -> Shown:
    score = line.score
    if score.status == "published" and score.is_held_below:
        return STATUSES["held_below"], {}
    since = f" từ {format_day(score.held_since)}" if score.held_since else ""
    reason = f": {score.held_reason}" if score.held_reason else ""
    return STATUSES.get(score.status, score.status) + since + reason, {"bold": score.status != "published"}


def _section(line: Line) -> Shown:
    if line.score.target is None:
        return None, {}
    return ", ".join(text for text in (line.plan.number, line.score.section) if text), {}


_COLUMNS: Final[tuple[tuple[str, float, Callable[[Line], Shown]], ...]] = (
    ("Kỳ", 17, _period),
    ("Mã đơn vị", 16, lambda line: (line.unit.code, {})),
    ("Đơn vị", 34, lambda line: (line.unit.name, {})),
    ("Cấp", 9, lambda line: (LEVELS[line.unit.level], {})),
    ("Trực thuộc", 26, lambda line: (line.parent, {})),
    ("Chỉ số", _KPI_WIDTH, lambda line: (line.score.kpi_name, {"text_wrap": True})),
    ("Tử số", 10, lambda line: _part(line.score.numerator)),
    ("Mẫu số", 10, lambda line: _part(line.score.denominator)),
    ("Giá trị", 10, _own_value),
    ("Đơn vị tính", 9, lambda line: (VALUE_UNITS.get(line.score.value_unit, line.score.value_unit), {"indent": 1})),
    ("Chỉ tiêu", 10, _target),
    ("Mức đạt so với chỉ tiêu", 11, _achievement),
    ("Đèn", 19, lambda line: _light(line.score.light)),
    ("Xếp hạng trong cấp", 9, lambda line: _part(line.score.rank)),
    ("Tử số cả cấp dưới", 11, lambda line: _part(line.score.subtree_numerator)),
    ("Mẫu số cả cấp dưới", 11, lambda line: _part(line.score.subtree_denominator)),
    ("Giá trị cả cấp dưới", 11, _subtree_value),
    ("Đèn cả cấp dưới", 19, lambda line: _light(line.score.subtree_light)),
    ("Còn thiếu", 9, lambda line: _part(line.score.shortfall)),
    ("Cần đạt thêm đến cuối kỳ", 11, lambda line: _part(line.score.needed_more)),
    ("Trong số dự kiến phát sinh", 11, lambda line: _part(line.score.expected_more)),
    ("Còn kịp", 13, lambda line: (OUTLOOKS.get(line.score.outlook or ""), {})),
    ("Tình trạng số liệu", 14, _status),
    ("Mục của kế hoạch giao chỉ tiêu", 26, _section),
    ("Mã chỉ số", 30, lambda line: (line.score.kpi_code, {})),
)
"""Title, width in characters, and what a line shows there."""
