"""CSV: the straight way for regular files, the careful way for the others; both give the same rows."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.portal.contract_model import Contract, CsvLayout
from orchestration.portal.drift.values import SAMPLE_ROWS
from orchestration.portal.readers.csv_text import CsvRecord, CsvText
from orchestration.portal.readers.encoding import to_utf8
from orchestration.portal.readers.header import FirstValues, Header, match_header
from orchestration.portal.readers.parts import Part, Rejected
from orchestration.portal.readers.rows import TableRows, noted_rows, table_rows

_NEWLINE, _RETURN = 10, 13
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
    careful = CsvText(text, contract.csv)
    first = _first_values(careful, head, len(columns))
    header = match_header([[name.strip()] if name.strip() else [] for name in columns], contract, first)
    begin = len(text[: head.end].encode())
    place = (part.file_id, part.member)
    arrays = _straight(data, begin, len(columns), header, contract)
    if arrays is not None:
        rows = len(next(iter(arrays.values()))) if arrays else 0
        first_line = data.count(b"\n", 0, begin) + 1
        lines = pa.array(range(first_line, first_line + rows), pa.int32())
        return noted_rows(table_rows(place, lines, None, arrays, contract), header.notes, contract)
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


def _first_values(text: CsvText, head: CsvRecord, width: int) -> FirstValues:
    """Gives the first values of a column; read only when they are asked for."""

    def values(index: int) -> list[str | None]:
        records = (record.fields for record in text.records(head, width))
        return [fields[index] for fields in itertools.islice(filter(None, records), SAMPLE_ROWS)]

    return values


def _straight(
    data: bytes, begin: int, columns: int, header: Header, contract: Contract
) -> Mapping[str, pa.Array] | None:
    """Columns by Arrow's parser, or None unless every line after `begin` is surely one whole record."""
    body = data[begin:]
    octets = np.frombuffer(body, np.uint8)
    layout = contract.csv
    quotes = np.flatnonzero(octets == ord(layout.quote))
    if _has_lone_returns(octets) or not _plainly_quoted(octets, quotes, layout):
        return None
    expected = int(np.count_nonzero(octets == _NEWLINE)) + (not body.endswith(b"\n") and bool(body))
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
            quote_char=layout.quote if len(quotes) else False,
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


def _has_lone_returns(octets: Any) -> bool:
    """Whether a carriage return stands without a line feed behind: Arrow would end a line there."""
    returns = np.flatnonzero(octets == _RETURN)
    return bool(len(returns)) and not (_next(octets, returns) == _NEWLINE).all()


def _plainly_quoted(octets: Any, quotes: Any, layout: CsvLayout) -> bool:
    """Whether quotes, taken in pairs, open where a field begins and close where it ends, and none is doubled.

    What is left of RFC 4180's rules is a line break inside quotes: it changes the number of rows, compared
    later.
    """
    if len(quotes) % 2:
        return False
    before = octets[np.maximum(quotes[::2] - 1, 0)]
    opens = (before == ord(layout.delimiter)) | (before == _NEWLINE) | (quotes[::2] == 0)
    after = _next(octets, quotes[1::2])
    closes = (after == ord(layout.delimiter)) | (after == _NEWLINE) | (after == _RETURN)
    return bool(opens.all() and closes.all())


def _next(octets: Any, positions: Any) -> Any:
    """The byte after each position; the end of the file counts as the end of a line."""
    last = len(octets) - 1
    return np.where(positions < last, octets[np.minimum(positions + 1, max(last, 0))], _NEWLINE)


def _careful(text: CsvText, head: CsvRecord, header: Header, part: Part, contract: Contract) -> TableRows:
    """Record by record; what cannot be read is a row with its line and the reason."""
    width = len(head.fields or [])
    empty: list[str | None] = [None] * width
    records = list(text.records(head, width))
    cells = [record.fields or empty for record in records]
    arrays = {name: pa.array([row[index] for row in cells], pa.string()) for name, index in header.positions.items()}
    lines = pa.array([record.line for record in records], pa.int32())
    faults = [record.fault for record in records]
    table = table_rows((part.file_id, part.member), lines, faults, arrays, contract)
    return noted_rows(table, header.notes, contract)
