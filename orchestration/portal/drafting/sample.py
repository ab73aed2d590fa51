"""What was seen of a file: its layout, its columns and the first values of each."""

from dataclasses import dataclass, field
from typing import Final

from orchestration.portal.contract_model import CsvLayout, XlsxLayout

SAMPLE_ROWS: Final = 10_000
"""Rows that are looked at, the first of the file."""


@dataclass(frozen=True)
class SampleColumn:
    """A column, or a key of a message.

    `texts`: one value a row, None where a message has no such key. `entries`: the keys inside a list of objects,
    empty for a plain value. `note`: why it cannot be read as it is.
    """

    name: str
    texts: tuple[str | None, ...]
    entries: tuple["SampleColumn", ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Sample:
    """The sample of one file. `rows`: how many were looked at, unreadable ones too; `is_whole`: they were all."""

    kind: str
    columns: tuple[SampleColumn, ...]
    rows: int
    is_whole: bool
    encoding: str | None = None
    doubt: str | None = None
    csv: CsvLayout | None = None
    xlsx: XlsxLayout | None = None
    header: str = ""
    service: str | None = None
    member: str | None = None
    members: int = 0
    notes: tuple[str, ...] = field(default=())
