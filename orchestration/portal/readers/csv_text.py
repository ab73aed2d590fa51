"""CSV read with care: quoted line breaks, broken quotes, too many or too few fields, each line numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.portal.contract_model import CsvLayout

# From so many columns on, a line that is a whole record by itself is hardly ever text inside a quoted field.
_TELLING_COLUMNS = 3
_UNCLOSED = "a quote is opened and not closed"
_UNDOUBLED = "a quote stands inside a field without being doubled"


@dataclass(frozen=True)
class CsvRecord:
    """One record: its first physical line from 1, its fields, or why it cannot be read."""

    line: int
    fields: list[str] | None
    fault: str | None
    end: int


class CsvText:
    """The text of one CSV file, read record by record after RFC 4180."""

    def __init__(self, text: str, layout: CsvLayout) -> None:
        """Physical lines of `text` end in `\\n` or `\\r\\n`; inside quotes they stay as they are."""
        self._text = text
        quote, delimiter = re.escape(layout.quote), re.escape(layout.delimiter)
        self._quote = layout.quote
        self._delimiter = layout.delimiter
        self._quoted = re.compile(f"{quote}((?:[^{quote}]++|{quote}{quote})*+){quote}")
        self._plain = re.compile(f"(?:(?!\\r\\n)[^{quote}{delimiter}\\n])*+")

    def header(self, header_line: int) -> CsvRecord:
        """The record that begins on physical line `header_line`; without fields where there is none."""
        start = 0
        for _ in range(header_line - 1):
            found = self._text.find("\n", start)
            if found < 0:
                return CsvRecord(header_line, None, "is missing", len(self._text))
            start = found + 1
        return self._record(start, header_line)

    def records(self, header: CsvRecord, columns: int) -> Iterator[CsvRecord]:
        """The records after the header, blank lines left out; one with another number of fields is faulty."""
        start, line = header.end, 1 + self._text.count("\n", 0, header.end)
        while start < len(self._text):
            end = self._line_end(start)
            if not self._text[start:end].strip():
                start, line = end + 1, line + 1
                continue
            record = self._checked(self._record(start, line), columns, start)
            yield record
            line += self._text.count("\n", start, record.end)
            start = record.end

    def _line_end(self, start: int) -> int:
        """Where the physical line that begins at `start` ends, without its line break."""
        end = self._text.find("\n", start)
        return len(self._text) if end < 0 else end

    def _checked(self, record: CsvRecord, columns: int, start: int) -> CsvRecord:
        """The record, or a fault that takes one physical line and no more."""
        fault = record.fault
        if record.fields is not None and len(record.fields) != columns:
            fault = f"has {len(record.fields)} fields, the header has {columns}"
        elif record.fields is not None and self._swallows(start, record.end, columns):
            fault = _UNCLOSED
        if fault is None:
            return record
        return CsvRecord(record.line, None, fault, self._line_end(start) + 1)

    def _swallows(self, start: int, end: int, columns: int) -> bool:
        """Whether a record of several lines runs over a line that is a whole record by itself."""
        inner = self._line_end(start) + 1
        while inner < end and columns >= _TELLING_COLUMNS:
            stop = self._line_end(inner)
            alone = self._record(inner, 0)
            if alone.fields is not None and len(alone.fields) == columns and alone.end <= stop + 1:
                return True
            inner = stop + 1
        return False

    def _record(self, start: int, line: int) -> CsvRecord:
        """Reads from `start` to the first line break outside quotes."""
        stop = self._line_end(start)
        if self._quote not in (plain := self._text[start:stop]):
            return CsvRecord(line, plain.removesuffix("\r").split(self._delimiter), None, stop + 1)
        fields: list[str] = []
        at = start
        while True:
            found = self._quoted.match(self._text, at)
            if found:
                fields.append(found[1].replace(self._quote * 2, self._quote))
            elif self._text.startswith(self._quote, at):
                return CsvRecord(line, None, _UNCLOSED, stop + 1)
            else:
                found = self._plain.match(self._text, at)
                fields.append(found[0] if found else "")
            at = found.end() if found else at
            if self._text.startswith("\r\n", at):
                at += 1
            follower = self._text[at : at + 1]
            if follower in {"", "\n"}:
                return CsvRecord(line, fields, None, at + 1)
            if follower != self._delimiter:
                return CsvRecord(line, None, _UNCLOSED if at > stop else _UNDOUBLED, stop + 1)
            at += 1
