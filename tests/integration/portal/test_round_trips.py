"""Any table, written in any format and encoding, comes back cell for cell and line for line."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.portal.contracts import ContractSet
from orchestration.portal.readers import FileToRead, careful_reading, read_exports

Table = list[list[str]]

# Letters, what CSV and JSON must escape, and what looks like structure.
ALPHABET = "aĐđốHòa 0,;\"'\\:{}[]\n\r\t-._/"
CELLS = st.text(st.sampled_from(ALPHABET) | st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tables(width: int, cells: st.SearchStrategy[str]) -> st.SearchStrategy[Table]:
    """Tables of some rows; a first cell keeps rows from being blank lines."""
    rest = st.lists(cells, min_size=width - 1, max_size=width - 1)
    return st.lists(st.tuples(st.integers(0, 9), rest).map(lambda row: [f"D{row[0]}", *row[1]]), max_size=6)


Back = Callable[[str, str, str, bytes], list[tuple[int, list[str]]]]


@pytest.fixture
def back(con: duckdb.DuckDBPyConnection, contracts: ContractSet, tmp_path: Path) -> Back:
    """`back(source, portal, format, data)`: (line, cells) of each row; leaves the table empty."""

    def run(source: str, portal: str, kind: str, data: bytes) -> list[tuple[int, list[str]]]:
        contract = contracts.find(source, portal)
        assert contract is not None
        path = tmp_path / "x"
        path.write_bytes(data)
        with careful_reading(con, contract):
            (result,) = read_exports(con, contract, [FileToRead(1, path, f"{source}/{portal}/x.{kind}", kind)])
        assert result.rejected is None
        columns = ", ".join(field.name for field in contract.fields)
        table = f"raw.{source}_record"
        found = con.execute(f"select line, unreadable, {columns} from {table} order by line").fetchall()
        con.execute(f"delete from {table}")
        assert result.rows_read == len(found)
        assert [row[1] for row in found] == [None] * len(found)
        return [(row[0], list(row[2:])) for row in found]

    return run


def columns_of(contracts: ContractSet, source: str, portal: str) -> list[str]:
    """The portal's names of a source's columns."""
    contract = contracts.find(source, portal)
    assert contract is not None
    return [field.physical_name for field in contract.fields]


@dataclass(frozen=True)
class Dialect:
    """One way to write CSV."""

    encoding: str
    end: Literal["\n", "\r\n"]
    quoting: Literal[0, 1]


DIALECTS = st.builds(
    Dialect,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)


@QUICK
@given(table=tables(6, CELLS), dialect=DIALECTS)
@example(table=[["D0", "", "", "", "", "\r"]], dialect=Dialect("utf-8", "\n", csv.QUOTE_MINIMAL))
def test_csv(back: Back, contracts: ContractSet, table: Table, dialect: Dialect) -> None:
    buffer = io.StringIO()
    lines = []
    # Python 3.11 writes a carriage return bare where lines end with a line feed; after the last cell it would be CRLF.
    quoting = dialect.quoting if not any(row[-1].endswith("\r") for row in table) else csv.QUOTE_ALL
    writer = csv.writer(buffer, quoting=quoting, lineterminator=dialect.end)
    writer.writerow(columns_of(contracts, "complaints", "tinh"))
    for row in table:
        lines.append(buffer.getvalue().count("\n") + 1)
        writer.writerow(row)
    found = back("complaints", "tinh", "csv", buffer.getvalue().encode(dialect.encoding))
    assert found == list(zip(lines, table, strict=True))


@QUICK
@given(table=tables(6, st.text(st.sampled_from("aĐđốHòaệỷ ,\"'-"), max_size=9)))
def test_csv_in_windows_1258(back: Back, contracts: ContractSet, table: Table) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns_of(contracts, "complaints", "tinh"))
    writer.writerows(table)
    data = b"".join(in_windows_1258(letter) for letter in buffer.getvalue())
    found = back("complaints", "tinh", "csv", data)
    assert [[unicodedata.normalize("NFC", cell) for cell in cells] for _, cells in found] == table
    assert [line for line, _ in found] == list(range(2, len(table) + 2))


def in_windows_1258(letter: str) -> bytes:
    """One letter; a tone that the code page cannot join stands behind its vowel as a mark."""
    for form in (letter, unicodedata.normalize("NFD", letter)):
        try:
            return form.encode("cp1258")
        except UnicodeEncodeError:
            continue
    marks = unicodedata.normalize("NFD", letter)
    tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", marks.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")


@dataclass(frozen=True)
class Json:
    """One way to write messages."""

    as_document: bool
    ensure_ascii: bool
    separators: tuple[str, str] | None


WAYS = st.builds(Json, st.booleans(), st.booleans(), st.sampled_from([None, (",", ":"), (" , ", " : ")]))


@QUICK
@given(table=tables(10, CELLS), way=WAYS)
def test_messages(back: Back, contracts: ContractSet, table: Table, way: Json) -> None:
    keys = columns_of(contracts, "case_events", "tinh")
    elements = [
        json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=way.ensure_ascii, separators=way.separators)
        for row in table
    ]
    lines = "\n".join(elements) + "\n"
    text = '{"service": "x", "data": [' + ", ".join(elements) + "]}" if way.as_document else lines
    found = back("case_events", "tinh", "json" if way.as_document else "ndjson", text.encode())
    assert found == list(enumerate(table, start=1))


@settings(QUICK, max_examples=30)
@given(
    table=tables(9, st.text(st.sampled_from("aĐốò 0,\"'-\n"), max_size=8)),
    title=st.integers(0, 20),
    shift=st.integers(0, 2),
)
def test_xlsx(back: Back, contracts: ContractSet, table: Table, title: int, shift: int) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    page.write_row(title, shift, ["STT", *columns_of(contracts, "payments", "huyen")])
    for number, row in enumerate(table, start=1):
        page.write_number(title + number, shift, number)
        for column, cell in enumerate(row, start=1):
            page.write_string(title + number, shift + column, cell)
    book.close()
    found = back("payments", "huyen", "xlsx", buffer.getvalue())
    assert found == [(title + 1 + number, row) for number, row in enumerate(table, start=1)]
