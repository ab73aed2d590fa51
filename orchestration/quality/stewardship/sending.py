"""Rows that go back to their source: a workbook for the sender with place, rule and reason, and no personal data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.quality.stewardship.items import Finding, ItemError
from orchestration.quality.stewardship.rejections import sent_of
from orchestration.reports.book import open_book

HEADINGS = (
    ("Tệp", 60), ("Dòng", 8), ("Mã bản ghi", 30), ("Trường", 24), ("Quy tắc", 24), ("Lý do", 60),
    ("Đang tính theo bản cũ", 14),
)  # fmt: skip
_PORTAL = re.compile(r"[a-z0-9_]+/[a-z0-9_]+")
_QUARANTINE = (
    "select source_file, source_line, natural_key, field, rule_code, rule_text,"
    " case when kept_older_version then 'có' else 'không' end from quality.quarantine"
)


@dataclass(frozen=True, slots=True)
class SendBack:
    """What goes back: rows in the order of `HEADINGS`, and what was asked for, in words."""

    about: str
    rows: Sequence[tuple[object, ...]]


def rows_to_send(con: duckdb.DuckDBPyConnection, item: str, finding: Finding | None) -> SendBack:
    """The faulty rows of a load, a row, a `source/portal`, or the rows that a failed check names.

    A row of the quarantine is told by its key, never by its text. Raises ItemError where there is nothing to send.
    """
    sent = sent_of(item)
    if finding is not None and finding.outcome != "passed":
        found: list[tuple[object, ...]] = [
            (row, None, None, None, item, f"{finding.text} {finding.remedy}".strip(), None) for row in finding.sample
        ]
    elif sent is not None:
        found = con.execute(
            f"{_QUARANTINE} where load_id = $1 and ($2 is null or (source_line = $2 and"
            " ($3 = '' or ends_with(source_file, '!' || $3)))) order by all",
            [sent.load_id, sent.line, sent.member],
        ).fetchall()
    elif _PORTAL.fullmatch(item):
        found = con.execute(f"{_QUARANTINE} where starts_with(source_file, $1 || '/') order by all", [item]).fetchall()
    else:
        raise ItemError(f"{item}: write a check that failed, a load_id, <load_id>:<line> or <source>/<portal>")
    if not found:
        raise ItemError(f"{item}: no faulty row of it stands in quarantine, there is nothing to send back")
    return SendBack(item, found)


def write_back(sent: SendBack, out: Path, as_of: datetime) -> Path:
    """Write the workbook below `out`; its name is made of what it is about. Gives its path."""
    path = out / f"tra_lai_{re.sub(r'[^A-Za-z0-9._-]+', '_', sent.about)}.xlsx"
    with open_book(path, as_of) as book:
        sheet = book.file.add_worksheet("Dòng cần sửa")
        bold = book.file.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.file.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, f"Các dòng cần sửa và gửi lại: {sent.about}", bold)
        sheet.write_string(
            1, 0, f"Số liệu đến {as_of:%H:%M %d/%m/%Y}. Mỗi dòng một lỗi: sửa rồi xuất lại cả tệp.", plain
        )
        for column, (heading, width) in enumerate(HEADINGS):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, heading, bold)
        for number, row in enumerate(sent.rows, start=4):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value, plain)
                elif value is not None:
                    sheet.write_string(number, column, str(value), plain)
        sheet.freeze_panes(4, 0)
        sheet.autofilter(3, 0, 3 + len(sent.rows), len(HEADINGS) - 1)
    return path
