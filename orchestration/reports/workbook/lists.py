"""The sheets beside the plans: how each KPI is counted, and warnings about cases, counted by unit."""

from collections.abc import Sequence
from typing import Final

import duckdb
from xlsxwriter.worksheet import Worksheet

from orchestration.reports.book import A4, Book, Cell, height_of, print_setup
from orchestration.reports.page.plans import PlanGroup
from orchestration.reports.page.source import read_kpis
from orchestration.reports.words import FINDINGS, LEVELS, VALUE_UNITS, better_words

_HEAD_LOOK: Final = {"bold": True, "border": 1, "bg_color": "#12506B", "font_color": "#FFFFFF", "align": "center"}
_DEFINITION_WIDTHS: Final = (40, 56, 56, 10, 20, 32, 32)
_NO_DENOMINATOR: Final = "Không có: chỉ số này là một số đếm."


def write_definitions(con: duckdb.DuckDBPyConnection, book: Book, sheet: Worksheet) -> int:
    """Write the definition of every KPI with published figures (marts.dim_kpi); gives how many."""
    kpis = read_kpis(con)
    published = con.execute("select distinct kpi_code from marts.kpi_scoreboard").fetchall()
    shown = sorted((kpis[code] for (code,) in published if code in kpis), key=lambda kpi: (kpi.name, kpi.code))
    titles = ("Chỉ số", "Tử số", "Mẫu số", "Đơn vị tính", "Chiều tốt", "Căn cứ", "Mã chỉ số")
    _head(book, sheet, titles, _DEFINITION_WIDTHS, 1)
    for row, kpi in enumerate(shown, 1):
        cells: list[Cell] = [kpi.name, kpi.numerator_vi, _NO_DENOMINATOR if kpi.is_count else kpi.denominator_vi]
        cells += [VALUE_UNITS.get(kpi.value_unit, kpi.value_unit), better_words(kpi.better), kpi.source_plans, kpi.code]
        _line(book, sheet, row, cells)
        sheet.set_row(row, height_of(zip(map(str, cells), _DEFINITION_WIDTHS, strict=True)))
    sheet.autofilter(0, 0, max(len(shown), 1), len(titles) - 1)
    print_setup(sheet, A4, (0, 0), "Cách tính các chỉ số")
    return len(shown)


def write_warnings(con: duckdb.DuckDBPyConnection, book: Book, sheet: Worksheet, groups: Sequence[PlanGroup]) -> int:
    """Write, for each unit of the plans that has any, its open cases past due and its findings; gives how many units.

    All are as of the publication's moment, whatever the period. Counts only: no case and no person is named.
    """
    overdue = {unit: rest for unit, *rest in con.execute(_OVERDUE).fetchall()}
    found = {(unit, rule): count for unit, rule, count in con.execute(_FINDINGS).fetchall()}
    there = {rule for _, rule in found}
    rules = [*FINDINGS, *sorted(there - set(FINDINGS))]
    titles = ["Mã đơn vị", "Đơn vị", "Cấp", "Đang xử lý quá hạn", "Quá hạn lâu nhất (ngày)"]
    titles += [FINDINGS.get(rule, rule) for rule in rules]
    _head(book, sheet, titles, (17, 38, 10, *(14,) * (len(titles) - 3)), 2)
    row = 0
    for unit in (placed.unit for group in groups for placed in group.units):
        counts = [found.get((unit.code, rule), 0) for rule in rules]
        late, longest = overdue.get(unit.code, (0, None))
        if late or any(counts):
            row += 1
            _line(book, sheet, row, [unit.code, unit.name, LEVELS[unit.level], late, longest, *counts])
    sheet.autofilter(0, 0, max(row, 1), len(titles) - 1)
    print_setup(sheet, A4, (0, 0), "Hồ sơ quá hạn và cảnh báo, tại thời điểm của bản công bố")
    return row


def _head(book: Book, sheet: Worksheet, titles: Sequence[str], widths: Sequence[float], frozen: int) -> None:
    """Write the column titles; they and the first `frozen` columns stay in sight."""
    sheet.set_row(0, 48)
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width)
        book.put(sheet, 0, column, title, text_wrap=True, **_HEAD_LOOK)
    sheet.freeze_panes(1, frozen)


def _line(book: Book, sheet: Worksheet, row: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        look = {"text_wrap": True, "valign": "top"} if isinstance(cell, str) else {"align": "right", "valign": "top"}
        book.put(sheet, row, column, cell, border=1, border_color="#C5CDD3", **look)


_OVERDUE: Final = (
    "select unit_code, count(*), max(days_overdue) from marts.overdue_cases group by unit_code order by unit_code"
)
_FINDINGS: Final = (
    "select unit_code, rule_code, count(*) from marts.integrity_findings group by unit_code, rule_code order by all"
)
