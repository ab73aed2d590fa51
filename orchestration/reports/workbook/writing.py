"""The workbook of a publication, or of one plan, in one period."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.reports.asked import TO_DATE, Asked, ReportError, find_periods
from orchestration.reports.book import Book, open_book
from orchestration.reports.edition import read_edition
from orchestration.reports.page.plans import PlanGroup, group_plans
from orchestration.reports.page.source import (
    Period,
    read_periods,
    read_plans,
    read_units,
)
from orchestration.reports.words import period_label
from orchestration.reports.workbook.cover import write_cover
from orchestration.reports.workbook.listed import Listed
from orchestration.reports.workbook.lists import write_definitions, write_warnings
from orchestration.reports.workbook.plan_sheet import write_plan
from orchestration.reports.workbook.scores import PlanArea

INTRODUCTION, DEFINITIONS, WARNINGS = "Giới thiệu", "Cách tính", "Cảnh báo"


def write_workbook(
    con: duckdb.DuckDBPyConnection, out: Path, asked: Asked | None = None, plan_code: str | None = None
) -> Path:
    """Write the workbook to the file `out`, whole or not at all, and return it; `asked` is to date by default.

    With `plan_code` it has that plan's sheet alone. `con` is open on a publication; rows are streamed from it. Raises
    ReportError where the period is not published, or no unit under a plan has figures in it.
    """
    asked = asked or Asked(TO_DATE)
    edition = read_edition(con)
    periods = find_periods(con, asked)
    shown = plan_areas(con, periods, plan_code)
    with open_book(out, edition.publication.as_of, row_by_row=True) as book:
        cover = book.sheet(INTRODUCTION)
        listed = [write_plan(con, book, area, asked, edition) for area in shown]
        listed += _other_sheets(con, book, list(dict.fromkeys(area.group for area in shown)))
        write_cover(book, cover, edition, _period_words(periods), listed)
    return out


def plan_areas(con: duckdb.DuckDBPyConnection, periods: Sequence[Period], plan_code: str | None) -> list[PlanArea]:
    """Return the plans with units that have figures in one of the periods, or `plan_code` alone.

    Raises ReportError where there is none.
    """
    there = read_periods(con)
    with_figures = frozenset().union(*(there.get(period, frozenset()) for period in periods))
    groups = group_plans(read_plans(con), read_units(con), with_figures)
    shown = [PlanArea(plan, group) for group in groups for plan in group.plans if plan_code in (None, plan.code)]
    if not shown:
        whose = f"no unit under plan {plan_code}" if plan_code else "no unit under any plan"
        raise ReportError(f"--period {periods[0].name}: {whose} has figures in it; name another period")
    return shown


def _other_sheets(con: duckdb.DuckDBPyConnection, book: Book, groups: Sequence[PlanGroup]) -> list[Listed]:
    definitions, warnings = book.sheet(DEFINITIONS), book.sheet(WARNINGS)
    about = "Tử số, mẫu số, đơn vị tính và căn cứ của từng chỉ số"
    about_warnings = "Hồ sơ đang quá hạn và các điểm đáng ngờ, đếm theo đơn vị, tại thời điểm của bản công bố"
    units = write_warnings(con, book, warnings, groups)
    return [
        Listed(definitions.get_name(), about, None, write_definitions(con, book, definitions)),
        Listed(warnings.get_name(), about_warnings, units, units),
    ]


def _period_words(periods: Sequence[Period]) -> str:
    """Return the periods in words, once each: provinces differ in where `to_date` begins."""
    labels = [period_label(period.type, period.name, period.start, period.end) for period in periods]
    return "; ".join(dict.fromkeys(labels))
