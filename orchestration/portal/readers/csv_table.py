"""CSV: the straight way for regular files, the careful way for the others; both give the same rows."""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.portal.contract_model import Contract
from orchestration.portal.readers.csv_text import CsvRecord, CsvText
from orchestration.portal.readers.encoding import to_utf8
from orchestration.portal.readers.header import Header, match_header
from orchestration.portal.readers.parts import Part, Rejected
from orchestration.portal.readers.rows import TableRows, table_rows

# Bytes that Arrow parses in one go; a file below it needs one block.
_MIN_BLOCK: Final = 1 << 20
_MAX_BLOCK: Final = 1 << 26


def read_csv_part(part: Part, contract: Contract) -> TableRows:
    """The rows of one CSV file or member; raises Rejected."""
    data = to_utf8(part.data, contract)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")  # an old kind of line break, used for the whole file or not at all
    text, head = _head(data, part, contract)
    columns = head.fields or []
    header = match_header([[name.strip()] if name.strip() else [] for name in columns], contract)
    begin = len(text[: head.end].encode())
    place = (part.file_id, part.member)
    arrays = _straight(data, begin, len(columns), header, contract)
    if arrays is not None:
        rows = len(next(iter(arrays.values()))) if arrays else 0
        first = data.count(b"\n", 0, begin) + 1
        lines = pa.array(range(first, first + rows), pa.int32())
        return TableRows(table_rows(place, lines, None, arrays, contract), header.notes)
    return _careful(CsvText(data.decode(), contract.csv), head, header, part, contract)


def _head(data: bytes, part: Part, contract: Contract) -> tuple[str, CsvRecord]:
    """The beginning of the file as text, and the header; enough of it that the header is whole."""
    line = contract.csv.header_line
    size = 1 << 16
    while True:
        whole = size >= len(data)
        text = data.decode() if whole else data[:size].decode(errors="ignore")
        head = CsvText(text, contract.csv).header(line)
        if head.fields is not None and (whole or head.end <= len(text)):
            return text, head
        if whole:
            raise Rejected(f"{part.place}line {line}: the header {head.fault}; export the file with its header")
        size *= 8


def _straight(
    data: bytes, begin: int, columns: int, header: Header, contract: Contract
) -> Mapping[str, pa.Array] | None:
    """Columns by Arrow's parser, or None unless every physical line after `begin` is surely one whole record."""
    body = data[begin:]
    layout = contract.csv
    quote, delimiter = layout.quote.encode(), layout.delimiter.encode()
    quoted = quote in body
    lone_breaks = body.count(b"\r") - body.count(b"\r\n")  # Arrow would end a line there
    if lone_breaks or (quoted and not _plainly_quoted(body, quote, delimiter)):
        return None
    expected = body.count(b"\n") + (not body.endswith(b"\n") and bool(body))
    if not expected:
        return {name: pa.array([], pa.string()) for name in header.positions}
    faults: list[pa_csv.InvalidRow] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        faults.append(row)
        return "skip"

    table = pa_csv.read_csv(
        pa.BufferReader(body),
        pa_csv.ReadOptions(
            use_threads=False,
            block_size=min(max(len(body) + 1, _MIN_BLOCK), _MAX_BLOCK),
            column_names=[str(index) for index in range(columns)],
        ),
        pa_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char=layout.quote if quoted else False,
            invalid_row_handler=skip,
        ),
        pa_csv.ConvertOptions(
            column_types={str(index): pa.string() for index in range(columns)},
            include_columns=[str(index) for index in header.positions.values()],
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    if faults or table.num_rows != expected:
        return None
    return {name: table.column(str(index)) for name, index in header.positions.items()}


def _plainly_quoted(body: bytes, quote: bytes, delimiter: bytes) -> bool:
    """Whether each quote stands at the edge of a field, as many opening as closing, and none is doubled.

    A line break inside quotes or a quote that is not closed changes the number of rows, which is compared later.
    """
    opening = body.count(delimiter + quote) + body.count(b"\n" + quote) + body.startswith(quote)
    line_ends = body.count(quote + b"\n") + body.count(quote + b"\r\n") + body.endswith(quote)
    closing = body.count(quote + delimiter) + line_ends
    return quote * 2 not in body and opening == closing and opening + closing == body.count(quote)


def _careful(text: CsvText, head: CsvRecord, header: Header, part: Part, contract: Contract) -> TableRows:
    """Record by record; what cannot be read is a row with its line and the reason."""
    width = len(head.fields or [])
    empty: list[str | None] = [None] * width
    records = list(text.records(head, width))
    cells = [record.fields or empty for record in records]
    arrays = {
        name: pa.array([row[index] for row in cells], pa.string()) for name, index in header.positions.items()
    }
    lines = pa.array([record.line for record in records], pa.int32())
    faults = [record.fault for record in records]
    table = table_rows((part.file_id, part.member), lines, faults, arrays, contract)
    return TableRows(table, header.notes)
