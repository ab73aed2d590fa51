"""Reads files of one contract into the raw table: parts are read ahead by threads, rows go in by batches."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

import duckdb
import pyarrow as pa

from orchestration.portal.contract_model import Contract
from orchestration.portal.contracts import ContractSet
from orchestration.portal.drift.messages import message_code_notes
from orchestration.portal.drift.notes import Note, without_repeats
from orchestration.portal.readers.csv_table import read_csv_part
from orchestration.portal.readers.message_sql import insert_lines
from orchestration.portal.readers.messages import MessageLines, read_json_part, read_ndjson_part
from orchestration.portal.readers.parts import FileToRead, Part, Rejected, unpack
from orchestration.portal.readers.rows import PLACE_COLUMNS, TableRows
from orchestration.portal.readers.xlsx_sheet import read_xlsx_part
from orchestration.warehouse.opening import ROW_GROUP_SIZE

# Arrow bytes that gather before one insert: enough row groups to keep DuckDB busy, little enough to hold on to.
WAITING_BYTES: Final = 96 * 1024**2
_ROWS: Final = "motcua_table_rows"

_Rows = TableRows | MessageLines
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass
class ReadResult:
    """What became of one file: rows read (unreadable ones too) or why it was rejected, and where it differs from its
    contract.
    """

    file_id: int
    rows_read: int = 0
    rejected: str | None = None
    notes: list[Note] = field(default_factory=list)


def raw_table_ddl(contracts: ContractSet, source: str) -> str:
    """The statement that creates `raw.<source>_record` with a column for each field of any contract."""
    columns = {**PLACE_COLUMNS, **contracts.columns(source)}
    body = ",\n".join(f"    {name} {kind}" for name, kind in columns.items())
    return f"create table if not exists raw.{source}_record (\n{body}\n)"


def read_exports(
    con: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FileToRead], *, is_trusting: bool = False
) -> list[ReadResult]:
    """Appends the rows of `files` to `raw.<source>_record`, in the caller's transaction, and never commits.

    A rejected file leaves no row and does not stop the others; its message says what is wrong, where, and how
    to mend it. Results stand in the order of `files`.

    Messages are read within `careful_reading`. Where it `is_trusting` it is faster, and raises BrokenLineError on a
    line of a message that looks whole and is not: roll back, and read the same files without trust.
    """
    results: list[ReadResult] = []
    waiting = _Waiting(con, contract, is_trusting)
    for file, parts in _ahead(files, lambda file: _read_parts(file, contract)):
        result = ReadResult(file.file_id)
        try:
            rows = [_finish(part, contract, con) for part in _raised(parts)]
        except Rejected as fault:
            result.rejected = f"{file.source_file}: {fault}"
            result.notes = list(fault.notes)
        else:
            result.rows_read = sum(part.table.num_rows for part in rows)
            result.notes = without_repeats(note for part in rows for note in part.notes)
            waiting.add(rows)
        results.append(result)
    waiting.flush()
    _note_codes(con, contract, results, waiting.message_files)
    return results


def _note_codes(
    con: duckdb.DuckDBPyConnection, contract: Contract, results: Sequence[ReadResult], files: Sequence[int]
) -> None:
    """Adds what the messages' codes say of drift; tables have told it while they were read."""
    notes = message_code_notes(con, contract, files)
    for result in results:
        result.notes += notes.get(result.file_id, [])


def _read_parts(file: FileToRead, contract: Contract) -> "list[_Rows | Part] | Rejected":
    """The rows of a file's parts; JSON documents wait as they are for the connection. Runs in a thread."""
    try:
        return [_read_part(part, contract) for part in unpack(file, contract)]
    except Rejected as fault:
        return fault


def _read_part(part: Part, contract: Contract) -> "_Rows | Part":
    """One part by the reader of its format."""
    if part.format == "csv":
        return read_csv_part(part, contract)
    if part.format == "xlsx":
        return read_xlsx_part(part, contract)
    return read_ndjson_part(part, contract) if part.format == "ndjson" else part


def _raised(parts: "list[_Rows | Part] | Rejected") -> "list[_Rows | Part]":
    """The parts, or the verdict that came in their place."""
    if isinstance(parts, Rejected):
        raise parts
    return parts


def _finish(part: "_Rows | Part", contract: Contract, con: duckdb.DuckDBPyConnection) -> _Rows:
    """Takes a JSON document apart; DuckDB does it, and a connection belongs to one thread."""
    return read_json_part(part, contract, con) if isinstance(part, Part) else part


class _Waiting:
    """Rows that wait for the next insert; messages are kept apart by the keys they add to the contract."""

    def __init__(self, con: duckdb.DuckDBPyConnection, contract: Contract, is_trusting: bool) -> None:
        self._con = con
        self._contract = contract
        self._is_trusting = is_trusting
        self._bytes = 0
        self._tables: list[pa.Table] = []
        self._lines: dict[tuple[str, ...], list[pa.Table]] = {}
        self.message_files: list[int] = []

    def add(self, parts: Sequence[_Rows]) -> None:
        """Takes the rows of one file, all its parts or none."""
        for part in parts:
            if isinstance(part, MessageLines):
                self._lines.setdefault(part.extra, []).append(part.table)
                self.message_files += part.table.column("file_id").slice(0, 1).to_pylist()
            else:
                self._tables.append(part.table)
            self._bytes += part.table.nbytes
        if self._bytes >= WAITING_BYTES:
            self._insert(last=False)
        if self._bytes >= WAITING_BYTES:  # rows so long that they do not fill a row group
            self._insert(last=True)

    def flush(self) -> None:
        """Inserts everything that waits."""
        self._insert(last=True)

    def _insert(self, last: bool) -> None:
        """Inserts whole row groups and, where `last`, the rest."""
        self._tables = self._cut(self._tables, last, self._append)
        for extra, tables in self._lines.items():
            insert = partial(insert_lines, self._con, self._contract, extra=extra, is_trusting=self._is_trusting)
            self._lines[extra] = self._cut(tables, last, insert)
        self._bytes = sum(table.nbytes for tables in (self._tables, *self._lines.values()) for table in tables)

    def _cut(self, tables: list[pa.Table], last: bool, insert: Callable[[pa.Table], None]) -> list[pa.Table]:
        """Inserts the row groups of some tables; gives what is left."""
        if not tables:
            return []
        whole = pa.concat_tables(tables)
        rows = whole.num_rows if last else whole.num_rows // ROW_GROUP_SIZE * ROW_GROUP_SIZE
        if rows:
            insert(in_row_groups(whole.slice(0, rows)))
        return [whole.slice(rows)] if rows < whole.num_rows else []

    def _append(self, rows: pa.Table) -> None:
        """Appends finished rows by the names of their columns."""
        self._con.register(_ROWS, rows)
        try:
            names = ", ".join(rows.column_names)
            target = f"raw.{self._contract.source}_record"
            self._con.execute(f"insert into {target} ({names}) select {names} from {_ROWS}")
        finally:
            self._con.unregister(_ROWS)


def in_row_groups(whole: pa.Table) -> pa.Table:
    """The same rows in batches that each fill a row group, but for the last.

    A batch is one thread's work, and what it leaves of a row group is written a second time by the checkpoint.
    """
    starts = range(0, whole.num_rows, ROW_GROUP_SIZE)
    batches = [batch for start in starts for batch in whole.slice(start, ROW_GROUP_SIZE).combine_chunks().to_batches()]
    return pa.Table.from_batches(batches, whole.schema)


def _ahead(items: Sequence[_In], work: Callable[[_In], _Out]) -> Iterator[tuple[_In, _Out]]:
    """Each item with its finished work, in order; few items are worked on ahead, so memory stays small."""
    workers = min(4, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        running: deque[tuple[_In, Future[_Out]]] = deque()
        for item in items:
            running.append((item, pool.submit(work, item)))
            if len(running) > 2 * workers:
                first, future = running.popleft()
                yield first, future.result()
        for first, future in running:
            yield first, future.result()
