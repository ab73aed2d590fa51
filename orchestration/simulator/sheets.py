"""Writes tables as the sheets a portal prints: title, header, formula numbers, subtotals, signatures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from orchestration.simulator.places import Lines

Cell = str | int | datetime
SUBTOTAL_EVERY = 200
CREATED = datetime(2023, 1, 1)  # noqa: DTZ001 - the sheet's own stamp has no zone


@dataclass(frozen=True, slots=True)
class Head:
    """A sheet's head: its title lines, its columns, and groups of columns under a common heading.

    `groups` maps a heading to the first and last column beneath it; without groups the header has one
    level. `has_numbers` puts the row `(1) (2) …` under the header.
    """

    titles: tuple[str, ...]
    columns: tuple[str, ...]
    groups: tuple[tuple[str, int, int], ...] = ()
    has_numbers: bool = False


def sheet(head: Head, rows: Iterable[Sequence[Cell]]) -> tuple[bytes, Lines]:
    """Give an XLSX file of one sheet and where its records stand; `rows` get their running number in front."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet("Sheet1")
    top = _write_head(book, page, head)
    lines = Lines(top + 1, subtotal_every=SUBTOTAL_EVERY)
    for cells in _body(rows):
        page.write_row(top, 0, cells)
        top += 1
    _write_signatures(page, top + 1, len(head.columns))
    book.close()
    return stream.getvalue(), lines


def _write_head(book: Any, page: Any, head: Head) -> int:
    """Write titles and header; gives the first row below them."""
    last, bold = len(head.columns) - 1, book.add_format({"bold": True, "align": "center"})
    for row, title in enumerate(head.titles):
        page.merge_range(row, 0, row, last, title, bold)
    top = len(head.titles) + 1
    if head.groups:
        grouped = {place for _, first, end in head.groups for place in range(first, end + 1)}
        for name, first, end in head.groups:
            page.merge_range(top, first, top, end, name, bold)
        for place, name in enumerate(head.columns):
            if place in grouped:
                page.write_string(top + 1, place, name, bold)
            else:
                page.merge_range(top, place, top + 1, place, name, bold)
        top += 1
    else:
        page.write_row(top, 0, head.columns, bold)
    if head.has_numbers:
        top += 1
        page.write_row(top, 0, [f"({place})" for place in range(1, last + 2)])
    return top + 1


def _body(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Number the rows and put subtotals between and after them."""
    for number, row in enumerate(rows, 1):
        yield [number, *row]
        if number % SUBTOTAL_EVERY == 0:
            yield ["Cộng"]
    yield ["Tổng cộng"]
    yield ["Trong đó"]


def _write_signatures(page: Any, row: int, width: int) -> None:
    page.write_string(row, 1, "NGƯỜI LẬP BIỂU")
    page.write_string(row, width - 3, "THỦ TRƯỞNG ĐƠN VỊ")
    page.write_string(row + 1, width - 3, "(Ký, ghi rõ họ tên)")
