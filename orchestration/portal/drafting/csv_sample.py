"""A sample of a CSV file: delimiter and header line are found, rows are read as the loader reads them."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Final

from orchestration.portal.contract_model import CsvLayout
from orchestration.portal.drafting.headings import is_heading, named_columns
from orchestration.portal.drafting.opening import Opened, text_of_head
from orchestration.portal.drafting.sample import SAMPLE_ROWS, Sample, SampleColumn
from orchestration.portal.readers.csv_text import CsvText
from orchestration.portal.readers.parts import Rejected

DELIMITERS: Final = (",", ";", "\t", "|")
_LINES_TRIED: Final = 200
_TITLE_LINES: Final = 40


def csv_sample(file: Opened) -> Sample:
    """The sample of a CSV file; raises Rejected where no header can be found."""
    data, is_all = file.head()
    text, encoding, doubt = text_of_head(data)
    if not is_all:
        text = text[: text.rfind("\n") + 1]
    if "\n" not in text:
        text = text.replace("\r", "\n")
    layout = _layout(text)
    reader = CsvText(text, layout)
    head = reader.header(layout.header_line)
    if head.fields is None:
        raise Rejected(f"line {layout.header_line}: the header {head.fault}; export the file with its header")
    columns, notes = named_columns([[name] for name in head.fields])
    records = list(itertools.islice(reader.records(head, len(head.fields)), SAMPLE_ROWS + 1))
    kept = [record.fields for record in records[:SAMPLE_ROWS] if record.fields is not None]
    unreadable = min(len(records), SAMPLE_ROWS) - len(kept)
    if unreadable:
        notes.append(f"{unreadable} rows looked at cannot be read: too few or too many fields, or a broken quote")
    return Sample(
        kind="csv",
        columns=tuple(SampleColumn(name, tuple(row[index] for row in kept)) for index, name in columns.items()),
        rows=min(len(records), SAMPLE_ROWS),
        is_whole=is_all and len(records) <= SAMPLE_ROWS,
        encoding=encoding,
        doubt=doubt,
        csv=layout,
        header=f"line {layout.header_line}",
        member=file.member,
        members=file.members,
        notes=tuple(notes),
    )


def _layout(text: str) -> CsvLayout:
    """The delimiter under which most rows have one and the same number of fields, and where its header stands."""
    found = [(score, delimiter, line) for delimiter in DELIMITERS for score, line in _tried(text, delimiter)]
    if not found:
        raise Rejected(
            f"no line of the first {_TITLE_LINES} looks like a header (names, all different, no numbers or dates),"
            " under the delimiters comma, semicolon, tab and bar; export the file with a header"
        )
    _, delimiter, line = max(found, key=lambda one: one[0])
    return CsvLayout(delimiter=delimiter, header_line=line)


def _tried(text: str, delimiter: str) -> list[tuple[tuple[int, int], int]]:
    """Score and header line under one delimiter; nothing where no row can be a header."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin = 1
    try:
        for row in itertools.islice(reader, _LINES_TRIED):
            rows.append((begin, row))
            begin = reader.line_num + 1
    except csv.Error:
        pass  # a broken quote: what was read until here says enough
    widths = Counter(len(row) for _, row in rows if any(row))
    width = max(widths, key=lambda one: (widths[one] * (one > 1), one), default=0)
    line = _header_line(rows, width)
    # The share of rows in tenths, so that a stray line does not outweigh the number of columns.
    share = 10 * widths[width] // max(widths.total(), 1)
    return [] if line is None else [((share if width > 1 else 0, width), line)]


def _header_line(rows: Sequence[tuple[int, list[str]]], width: int) -> int | None:
    """The first row of full width that holds names and no values."""
    wide = [(line, row) for line, row in rows[:_TITLE_LINES] if len(row) == width]
    return next((line for line, row in wide if is_heading(row)), None)
