"""XLSX registers and reports: the table between a title block and a signature block."""

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from orchestration.portal.contract_model import Contract, XlsxLayout
from orchestration.portal.drift.notes import Note
from orchestration.portal.drift.values import SAMPLE_ROWS
from orchestration.portal.readers.header import FirstValues, Header, match_header
from orchestration.portal.readers.parts import Part, Rejected
from orchestration.portal.readers.rows import TableRows, noted_rows, table_rows
from orchestration.portal.text import fold

Row = list[Any]

# `1`, `1.` and `01`: what a numbered record has under STT.
_ORDINAL: Final = re.compile(r"\d+\.?")
_FORMULA_NUMBER: Final = re.compile(r"\(\s*\d+[^)]*\)(\s*=.*)?")
_MIDNIGHT: Final = dt.time()


def read_xlsx_part(part: Part, contract: Contract) -> TableRows:
    """The records of the sheet that holds the table; raises Rejected."""
    sheet, rows, top, left = _table_sheet(part, contract.xlsx)
    headings, levels = headings_of(sheet, rows, (top, left), contract.xlsx)
    body = padded(rows[top + levels :])
    try:
        header = match_header(headings, contract, _first_values(body))
    except Rejected as fault:
        raise Rejected(f"{part.place}sheet {sheet.name}, row {top + 1}: {fault}", fault.notes) from fault
    keep, notes = records_of(body, top + levels + 1, left, list(header.positions.values()), contract.xlsx)
    columns = _columns(body, keep, header)
    lines = pa.array([top + levels + 1 + index for index in keep], pa.int32())
    table = table_rows((part.file_id, part.member), lines, None, columns, contract)
    return noted_rows(table, (*header.notes, *notes), contract)


def _first_values(body: list[Row]) -> FirstValues:
    """Gives the first values of a column below the header."""
    return lambda index: [text_of(row[index]) for row in body[:SAMPLE_ROWS] if index < len(row)]


def _table_sheet(part: Part, layout: XlsxLayout) -> tuple[CalamineSheet, list[Row], int, int]:
    """The first sheet with a header, its rows from row 1, and the place of the header cell (from 0)."""
    for sheet, rows in sheets_of(part.data, part.place):
        place = header_cell(rows, layout)
        if place is not None:
            return sheet, rows, *place
    raise Rejected(
        f"{part.place}no row of the first {layout.search_rows} holds the cell {layout.header_cell!r} in the"
        f" first {layout.search_columns} columns; export the register with its header row"
    )


def sheets_of(data: bytes, place: str = "") -> Iterator[tuple[CalamineSheet, list[Row]]]:
    """Each sheet of a workbook with its rows from row 1; raises Rejected where it is none."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            yield sheet, sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Rejected(f"{place}is no readable workbook ({error}); export it as .xlsx again") from error


def headings_of(
    sheet: CalamineSheet, rows: list[Row], cell: tuple[int, int], layout: XlsxLayout
) -> tuple[list[list[str]], int]:
    """Each column's names from the top level down, and how many rows the header has; `cell` is the header cell."""
    levels = _header_levels(sheet, rows, *cell, layout)
    return _headings(sheet, rows, cell[0], levels), levels


def header_cell(rows: list[Row], layout: XlsxLayout) -> tuple[int, int] | None:
    """Row and column (from 0) of the header cell."""
    wanted = fold(layout.header_cell)
    for row, cells in enumerate(rows[: layout.search_rows]):
        for column, cell in enumerate(cells[: layout.search_columns]):
            if isinstance(cell, str) and fold(cell) == wanted:
                return row, column
    return None


def _header_levels(sheet: CalamineSheet, rows: list[Row], top: int, left: int, layout: XlsxLayout) -> int:
    """How many rows the header has: as many as its merged cells reach down, or its gaps ask for."""
    levels = 1
    for (first, _), (last, _) in sheet.merged_cell_ranges or []:
        if first == top:
            levels = max(levels, last - first + 1)
    while levels < layout.header_levels and _continues(rows, top, top + levels, left):
        levels += 1
    return min(levels, layout.header_levels, len(rows) - top)


def _continues(rows: list[Row], top: int, next_row: int, left: int) -> bool:
    """Whether a row goes on with the header: nothing under STT, and names where the rows above leave gaps."""
    if next_row >= len(rows) or left >= len(rows[next_row]) or text_of(rows[next_row][left]):
        return False
    below = [text_of(cell) for cell in rows[next_row]]
    above = [text_of(cell) for cell in rows[top]]
    if any(_FORMULA_NUMBER.fullmatch(cell) for cell in below):
        return False
    gaps = [index for index in range(left + 1, min(len(above), len(below))) if not above[index]]
    return any(below[index] for index in gaps)


def _headings(sheet: CalamineSheet, rows: list[Row], top: int, levels: int) -> list[list[str]]:
    """Each column's names from the top level down; a merged cell names all columns it covers."""
    width = max(len(row) for row in rows[top : top + levels])
    grid = [[text_of(cell).strip() for cell in row] + [""] * (width - len(row)) for row in rows[top : top + levels]]
    merged = sheet.merged_cell_ranges or []
    for (first, begin), (_, end) in merged:
        if top <= first < top + levels:
            for column in range(begin + 1, min(end + 1, width)):
                grid[first - top][column] = grid[first - top][begin]
    if not merged:
        _fill_gaps(grid)
    return [[level[column] for level in grid if level[column]] for column in range(width)]


def _fill_gaps(grid: list[list[str]]) -> None:
    """Without merges written down: a gap over a name belongs to the name on its left."""
    for level, below in pairwise(grid):
        for column in range(1, len(level)):
            if not level[column] and below[column]:
                level[column] = level[column - 1]


def padded(rows: list[Row]) -> list[Row]:
    """Rows of one width."""
    width = max((len(row) for row in rows), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def records_of(
    body: list[Row], first_line: int, left: int, wanted: Sequence[int], layout: XlsxLayout
) -> tuple[list[int], list[Note]]:
    """Which rows are records, and a note on each row between them that is neither record nor subtotal.

    `wanted`: the columns that are read, by which a row without a number is told to be a record.
    """
    keep: list[int] = []
    others: list[int] = []
    subtotals = tuple(fold(word) for word in layout.subtotals)
    for index, row in enumerate(body):
        if type(row[left]) is float or _is_record(row, left, wanted, subtotals):
            keep.append(index)
        elif any(row) and not _is_furniture(row, subtotals):
            others.append(index)
    last = keep[-1] if keep else -1
    told = "row {} stands among the records and is none; not read"
    return keep, [Note("row_skipped", told.format(first_line + i)) for i in others if i < last]


def _is_record(row: Row, left: int, wanted: Sequence[int], subtotals: tuple[str, ...]) -> bool:
    """A row with a number under STT; or without, but filled like a record and no subtotal."""
    if _ORDINAL.fullmatch(text_of(row[left]).strip()):
        return True
    filled = sum(1 for index in wanted if index < len(row) and row[index] != "")
    return 2 * filled > len(wanted) and not _is_furniture(row, subtotals)


def _is_furniture(row: Row, subtotals: tuple[str, ...]) -> bool:
    """Subtotals (told by the first text in the row) and the row of formula numbers."""
    texts = [text_of(cell).strip() for cell in row if cell != ""]
    if not texts:
        return True
    first = fold(texts[0])
    if any(first == word or first.startswith((f"{word} ", f"{word}:")) for word in subtotals):
        return True
    return all(_FORMULA_NUMBER.fullmatch(text) for text in texts)


def _columns(body: list[Row], keep: list[int], header: Header) -> dict[str, pa.Array]:
    """The fields' cells of the kept rows as text."""
    by_column = list(zip(*(body[index] for index in keep), strict=True))
    columns: dict[str, pa.Array] = {}
    for name, index in header.positions.items():
        cells: Sequence[Any] = by_column[index] if index < len(by_column) else [""] * len(keep)
        if any(kind is not str for kind in set(map(type, cells))):
            cells = [cell if type(cell) is str else text_of(cell) for cell in cells]
        columns[name] = pa.array(cells, pa.string())
    return columns


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates `yyyy-MM-dd`, moments `yyyy-MM-dd HH:mm:ss`.

    Excel knows no day without a time: a date at midnight is a day.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        if cell.time() == _MIDNIGHT:
            return cell.date().isoformat()
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)
