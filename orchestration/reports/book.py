"""An XLSX file as a clerk gets it: cells that cannot do anything, numbers as Vietnamese read them, ready to print.

A text is always written as a text, so that a name beginning with `=` or `@` is never a formula. Numbers stay
numbers, to be sorted and summed. Two makings of one publication give the same bytes: the file's own stamp is the
as-of moment.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.reports.numbers import ABSENT

A3, A4 = 8, 9
"""Paper sizes as the file format numbers them."""

LINE_HEIGHT: Final = 15.5
"""Points that a line of text takes."""
_LETTERS_A_WIDTH: Final = 1.1
"""Letters of Times New Roman that a unit of a column's width holds."""
LONGEST_NAME: Final = 31
"""Characters of a sheet's name."""
LONGEST_FOOTER: Final = 100
"""Characters; a footer that is too long for the file would be left out."""

_LEADS_TO_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_VIETNAMESE: Final = "[$-42A]"
"""Locale of a number format; the separators themselves are those of the reader's computer."""

COUNT: Final = f"{_VIETNAMESE}#,##0"
ONE_DECIMAL: Final = f"{_VIETNAMESE}#,##0.0"
TWO_DECIMALS: Final = f"{_VIETNAMESE}#,##0.00"
PERCENT: Final = f'{_VIETNAMESE}#,##0.0"%"'
DAY: Final = f"{_VIETNAMESE}dd/mm/yyyy"

LIGHT_COLOURS: Final = {
    "green": ("#C9E7D3", "#0B5130"),
    "yellow": ("#FFF0B3", "#5C4300"),
    "orange": ("#FBD7B5", "#6E2F00"),
    "red": ("#F6C4CB", "#7A0F20"),
    "no_data": ("#E9ECEF", "#4A5560"),
    "no_target": ("#FFFFFF", "#4A5560"),
}
"""Light → fill and ink of its cell. The word stands in the cell too."""

Cell = str | int | float | date | None


class Book:
    """A workbook in the making; `open_book` gives one."""

    def __init__(self, file: Any) -> None:
        """`file`: an open `xlsxwriter.Workbook`."""
        self.file = file
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()

    def style(self, **properties: Any) -> Format:
        """Return the format with these properties of xlsxwriter, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
            self._styles[key] = self.file.add_format(base | properties)
        return self._styles[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet; a name that Excel would refuse is made one that it takes, and is not there yet."""
        allowed = "".join("_" if char in "[]:*?/\\'" else char for char in name) or "_"
        kept, number = allowed[:LONGEST_NAME], 2
        while kept.lower() in self._names:
            tail = f"_{number}"
            kept, number = f"{allowed[: LONGEST_NAME - len(tail)]}{tail}", number + 1
        self._names.add(kept.lower())
        return self.file.add_worksheet(kept)

    def put(self, sheet: Worksheet, row: int, column: int, value: Cell, **properties: Any) -> None:
        """Write one cell; None is the dash of no value. Raises ValueError where the file cannot hold it."""
        if isinstance(value, str) or value is None:
            text = ABSENT if value is None else value
            if text.startswith(_LEADS_TO_A_FORMULA):
                properties["quote_prefix"] = True  # stays a text when somebody edits the cell
            wrong = sheet.write_string(row, column, text, self.style(**properties))
        elif isinstance(value, date):
            wrong = sheet.write_datetime(row, column, value, self.style(**{"num_format": DAY, **properties}))
        else:
            wrong = sheet.write_number(
                row, column, value, self.style(**{"num_format": number_format(value), **properties})
            )
        if wrong:
            raise ValueError(
                f"sheet {sheet.get_name()}, row {row + 1}: a cell does not fit into the file: {value!r:.80}"
            )

    def merged(self, sheet: Worksheet, place: tuple[int, int, int, int], text: str, **properties: Any) -> None:
        """Write a text over a block of cells; `place`: first row, first column, last row, last column."""
        style = self.style(**properties)
        if place[:2] != place[2:]:
            sheet.merge_range(*place, "", style)
        self.put(sheet, place[0], place[1], text, **properties)


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height in points of a row that shows each text whole in a column of that width in characters."""
    return LINE_HEIGHT * max((math.ceil(len(text) / (width * _LETTERS_A_WIDTH)) for text, width in texts), default=1)


def number_format(value: float) -> str:
    """Return the format of a component: whole numbers without decimals."""
    return COUNT if float(value).is_integer() else TWO_DECIMALS


@contextmanager
def open_book(out: Path, as_of: datetime, *, row_by_row: bool = False) -> Iterator[Book]:
    """Give a book that is at `out` when the block ends well, whole, or not at all.

    `row_by_row`: sheets are written to disk as they come, from the top down, and take no memory.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial")
    options = {"constant_memory": row_by_row, "strings_to_formulas": False, "strings_to_urls": False}
    file = xlsxwriter.Workbook(str(partial), options)
    file.set_properties({"created": as_of, "title": out.stem, "company": "", "author": "motcua"})
    try:
        yield Book(file)
        file.close()
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def print_setup(sheet: Worksheet, paper: int, header: tuple[int, int], footer: str) -> None:
    """Landscape, one page wide, the rows of `header` (first and last, from 0) on each page, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(*header)
    sheet.set_footer(f"&L&9 {footer[:LONGEST_FOOTER].replace('&', '&&')}&R&9 Trang &P/&N")
