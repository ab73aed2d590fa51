"""A sample of a workbook: the table below a title block, its header of one or more levels, its first records."""

from collections.abc import Sequence
from typing import Any, Final

from orchestration.portal.contract_model import XlsxLayout
from orchestration.portal.drafting.headings import is_heading, named_columns
from orchestration.portal.drafting.opening import Opened
from orchestration.portal.drafting.sample import SAMPLE_ROWS, Sample, SampleColumn
from orchestration.portal.drafting.xlsx_trim import trimmed
from orchestration.portal.readers.parts import Rejected
from orchestration.portal.readers.xlsx_sheet import header_cell, headings_of, padded, records_of, sheets_of, text_of
from orchestration.portal.text import fold

Row = list[Any]

_WIDE: Final = 0.6
_LOOKED_AT: Final = 60


def xlsx_sample(file: Opened, layouts: Sequence[XlsxLayout]) -> Sample:
    """The sample of a workbook; `layouts` of other contracts are tried first. Raises Rejected without a header."""
    default = XlsxLayout()
    limit = SAMPLE_ROWS + default.search_rows
    data = trimmed(file.stream, limit)
    for sheet, rows in sheets_of(data):
        layout = next((one for one in (default, *layouts) if header_cell(rows, one)), None) or _layout(rows)
        cell = header_cell(rows, layout) if layout else None
        if layout is None or cell is None:
            continue
        headings, levels = headings_of(sheet, rows, cell, layout)
        first = cell[0] + levels
        columns, notes = named_columns(headings)
        body = padded(rows[first:])
        keep, others = records_of(body, first + 1, cell[1], list(columns), layout)
        return Sample(
            kind="xlsx",
            columns=tuple(SampleColumn(name, _texts(body, keep, index)) for index, name in columns.items()),
            rows=len(keep),
            is_whole=len(rows) < limit,
            xlsx=layout,
            header=f"sheet {sheet.name}, row {cell[0] + 1}" + (f" to {first}" if levels > 1 else ""),
            member=file.member,
            members=file.members,
            notes=(*notes, *([f"{len(others)} rows between the records are no records"] if others else [])),
        )
    raise Rejected(
        "no sheet has a row that looks like a header (names, all different, no numbers or dates); export one"
    )


def _texts(body: Sequence[Row], keep: Sequence[int], index: int) -> tuple[str, ...]:
    """The cells of a column as the loader reads them."""
    return tuple(text_of(body[row][index]) if index < len(body[row]) else "" for row in keep)


def _layout(rows: Sequence[Row]) -> XlsxLayout | None:
    """The layout of a sheet whose header is the first wide row of names; its first name tells the row from others."""
    default = XlsxLayout()
    widest = max((_width(row) for row in rows[:_LOOKED_AT]), default=0)
    for row in rows[: default.search_rows]:
        cells = [text_of(cell).strip() for cell in row]
        filled = [cell for cell in cells if cell]
        if len(filled) < max(2, _WIDE * widest) or not is_heading(filled):
            continue
        # Rows above, such as a title, must not hold the same text.
        for cell in cells[: default.search_columns]:
            layout = XlsxLayout(header_cell=cell)
            place = header_cell(list(rows), layout) if cell and fold(cell) else None
            if place is not None and rows[place[0]] is row:
                return layout
    return None


def _width(row: Row) -> int:
    """How many cells of a row are filled."""
    return sum(1 for cell in row if cell != "")
