"""Loading: each archived export into its raw table exactly once, its rows and its manifest row in one transaction."""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.portal.contracts import Contract, ContractSet, Field
from orchestration.portal.landing import judge_arrival
from orchestration.portal.ledger import Arrival
from orchestration.portal.measures import measure
from orchestration.portal.naming import ExportName, Refusal
from orchestration.portal.readers import (
    BrokenLineError,
    FileToRead,
    ReadResult,
    careful_reading,
    raw_table_ddl,
    read_exports,
)
from orchestration.portal.vocabulary import SOURCES, known_fields

CONTRACT_TABLES = (
    """create or replace table raw.contract (
        contract_id varchar, source varchar, reports varchar[], case_code_patterns varchar[],
        placeholders varchar[], case_code_prefix varchar, portals varchar[],
        cadence_every integer, cadence_unit varchar, grace_days integer)""",
    """create or replace table raw.contract_field (
        contract_id varchar, position integer, name varchar, kind varchar, parent varchar, codes varchar,
        absent varchar, formats varchar, separator varchar, is_twelve_hour boolean, zone varchar, written_in varchar,
        is_midnight_day boolean, is_compared_by_moment boolean, decimal_mark varchar, ignored_words varchar)""",
)
"""What the contracts say; written anew by each load."""

BATCH_BYTES = 256 * 1024 * 1024
BATCH_FILES = 512
"""Archived bytes and files read in one transaction: memory does not grow with the number of files, however small."""

# The types of the columns of these tables and of those beside them, in their order.
CONTRACT_TYPES = (*["varchar"] * 2, *["varchar[]"] * 3, "varchar", "varchar[]", "integer", "varchar", "integer")
FIELD_TYPES = (
    *("varchar", "integer", *["varchar"] * 7),
    *("boolean", "varchar", "varchar", "boolean", "boolean", "varchar", "varchar"),
)
FILE_TYPES = (
    *("integer", "integer", *["varchar"] * 4, "date", "date", "timestamp"),
    *(*["varchar"] * 3, "bigint", "varchar", "timestamp"),
)
DRIFT_TYPES = ("integer", *["varchar"] * 4, "bigint", "integer", "boolean", "varchar")

_Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """What one loading did: numbers of files read, repeated (same path and bytes) and rejected, and of rows read."""

    read: int = 0
    repeated: int = 0
    rejected: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Export:
    """An arrival that can be read: its name and its contract."""

    arrival: Arrival
    name: ExportName
    contract: Contract


def prepare_raw(con: duckdb.DuckDBPyConnection, contracts: ContractSet) -> None:
    """Make the raw tables and write what the contracts say where the staging models read it."""
    for source in SOURCES:  # those without a contract too: a portal need not report everything
        con.execute(raw_table_ddl(contracts, source))
    for table in CONTRACT_TABLES:
        con.execute(table)
    _insert(con, "raw.contract", CONTRACT_TYPES, [_contract_values(contract) for contract in contracts])
    _insert(con, "raw.contract_field", FIELD_TYPES, [row for contract in contracts for row in _field_values(contract)])


def _contract_values(contract: Contract) -> _Values:
    cadence = contract.cadence
    lists = (sorted(contract.reports), list(contract.case_code_patterns), list(contract.placeholder_identities))
    promised = (cadence.every, cadence.unit, cadence.grace_days) if cadence else (None, None, None)
    return contract.id, contract.source, *lists, contract.case_code_prefix, sorted(contract.portals), *promised


def _field_values(contract: Contract) -> Iterator[_Values]:
    position = itertools.count(1)
    constants = [_constant(contract.source, name, value) for name, value in contract.constants.items()]
    for field in (*contract.fields, *constants):
        for parent, one in ((None, field), *((field.name, item) for item in field.items)):
            told = (contract.id, next(position), one.name, one.kind, parent, _json(one.codes), one.absent)
            read = (_json(list(one.formats)), one.separator, one.twelve_hour_clock, one.zone, one.written_in)
            clock = (one.midnight_is_day, one.compared_by == "moment")
            yield *told, *read, *clock, one.decimal_mark, _json(list(one.ignored_words))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _constant(source: str, name: str, value: str) -> Field:
    """A field without a column: its cells are empty, and an empty cell has the one value."""
    return Field(name=name, physical_name="", kind=known_fields(source)[name], codes={value: value}, absent=value)


def forget_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Drop all raw rows: they are read again from the archive."""
    query = "select table_name from duckdb_tables() where schema_name = 'raw' and table_name like '%_record'"
    for (table,) in con.execute(query).fetchall():
        con.execute(f"drop table raw.{table}")
    con.execute("delete from raw.file")
    con.execute("delete from raw.drift")
    con.execute("delete from raw.measure")


def load(
    con: duckdb.DuckDBPyConnection, arrivals: Sequence[Arrival], archive: Path, contracts: ContractSet
) -> LoadedFiles:
    """Load the arrivals that are not in raw.file yet. A kill loses at most the batch under way, which is read again."""
    known = {seq for (seq,) in con.execute("select load_seq from raw.file").fetchall()}
    done = LoadedFiles()
    for arrivals_of_round in _rounds(arrival for arrival in arrivals if arrival.sequence not in known):
        done = _sum(done, _load_round(con, arrivals_of_round, archive, contracts))
    return done


def _rounds(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """Arrivals in order, each path once a round.

    Whether a path's next arrival repeats the one before is known only when that one was read, as it would have been
    had they come in different nights.
    """
    current: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.path in current:
            yield list(current.values())
            current = {}
        current[arrival.path] = arrival
    if current:
        yield list(current.values())


def _load_round(
    con: duckdb.DuckDBPyConnection, arrivals: Sequence[Arrival], archive: Path, contracts: ContractSet
) -> LoadedFiles:
    newest = dict(
        con.execute(
            "select source_file, sha256 from raw.file where verdict <> 'rejected'"
            " qualify row_number() over (partition by source_file order by load_seq desc) = 1"
        ).fetchall()
    )
    exports: list[_Export] = []
    unread: list[_Values] = []
    done = LoadedFiles()
    for arrival in arrivals:
        judged = judge_arrival(arrival.path, arrival.size, arrival.moment, contracts)
        if isinstance(judged, Refusal):
            unread.append(_refused_values(arrival, judged.message))
            done = _sum(done, LoadedFiles(rejected=1))
        elif newest.get(arrival.path) == arrival.sha256:
            unread.append(_repeat_values(arrival, judged))
            done = _sum(done, LoadedFiles(repeated=1))
        else:
            contract = contracts.find(judged.source, judged.portal)
            assert contract is not None, "judge_arrival lets only files with a contract pass"
            exports.append(_Export(arrival, judged, contract))
    _insert(con, "raw.file", FILE_TYPES, unread)
    for batch in _batches(exports):
        done = _sum(done, _load_batch(con, batch, archive))
    return done


def _sum(one: LoadedFiles, other: LoadedFiles) -> LoadedFiles:
    return LoadedFiles(
        one.read + other.read,
        one.repeated + other.repeated,
        one.rejected + other.rejected,
        one.rows + other.rows,
    )


def _batches(exports: Iterable[_Export]) -> Iterator[list[_Export]]:
    ordered = sorted(exports, key=lambda export: (export.contract.id, export.arrival.sequence))
    for _, group in itertools.groupby(ordered, key=lambda export: export.contract.id):
        batch: list[_Export] = []
        size = 0
        for export in group:
            if batch and (size + export.arrival.size > BATCH_BYTES or len(batch) == BATCH_FILES):
                yield batch
                batch, size = [], 0
            batch.append(export)
            size += export.arrival.size
        yield batch


def _load_batch(con: duckdb.DuckDBPyConnection, batch: Sequence[_Export], archive: Path) -> LoadedFiles:
    files = [
        FileToRead(
            export.arrival.sequence,
            archive / export.arrival.archived,
            export.arrival.path,
            export.name.format,
            export.name.compression,
        )
        for export in batch
    ]
    with careful_reading(con, batch[0].contract):
        try:
            return _load_files(con, batch, files, is_trusting=True)
        except BrokenLineError:
            return _load_files(con, batch, files, is_trusting=False)


def _load_files(
    con: duckdb.DuckDBPyConnection, batch: Sequence[_Export], files: Sequence[FileToRead], *, is_trusting: bool
) -> LoadedFiles:
    """Load a batch in one transaction, of which nothing is left where it fails."""
    con.execute("begin transaction")
    try:
        read = read_exports(con, batch[0].contract, files, is_trusting=is_trusting)
        results = {result.file_id: result for result in read}
        _record_read(con, batch, results)
        measure(con, batch[0].contract, [one.file_id for one in results.values() if one.rejected is None])
        con.execute("commit")
    except BaseException:  # whatever ends the batch, Ctrl-C too: half of it may not stay, and the reason goes on
        con.execute("rollback")
        raise
    rejected = sum(1 for result in results.values() if result.rejected is not None)
    rows = sum(result.rows_read for result in results.values())
    return LoadedFiles(read=len(batch) - rejected, rejected=rejected, rows=rows)


def _record_read(con: duckdb.DuckDBPyConnection, batch: Sequence[_Export], results: Mapping[int, ReadResult]) -> None:
    """Write down what became of each file of a batch, in the transaction of its rows."""
    records: list[_Values] = []
    for export in batch:
        arrival, name, result = export.arrival, export.name, results[export.arrival.sequence]
        portal = (name.source, name.portal, export.contract.id, export.contract.portals[name.portal])
        verdict = "read" if result.rejected is None else "rejected"
        message = result.rejected or "; ".join(note.message for note in result.notes) or None
        rows = result.rows_read if result.rejected is None else 0
        records.append(_file_values(arrival, (*portal, *_stamps(name)), (verdict, rows, message)))
    _insert(con, "raw.file", FILE_TYPES, records)
    _record_drift(con, batch, results)


def _record_drift(con: duckdb.DuckDBPyConnection, batch: Sequence[_Export], results: Mapping[int, ReadResult]) -> None:
    """Write down each difference between a file and its contract, in the transaction of its rows."""
    notes: list[_Values] = []
    for arrival in (export.arrival for export in batch):
        for note in results[arrival.sequence].notes:
            told = (note.kind, note.field, note.found, note.rows, note.first_line, note.needs_steward, note.message)
            notes.append((arrival.sequence, arrival.path, *told))
    _insert(con, "raw.drift", DRIFT_TYPES, notes)


def _repeat_values(arrival: Arrival, name: ExportName) -> _Values:
    message = f"{arrival.path}: the same bytes under the same name had arrived before; not counted again"
    return _file_values(arrival, (name.source, name.portal, None, None, *_stamps(name)), ("repeat", 0, message))


def _refused_values(arrival: Arrival, message: str) -> _Values:
    source, _, rest = arrival.path.partition("/")
    portal = rest.partition("/")[0] if "/" in rest else ""
    return _file_values(arrival, (source, portal, None, None, None, None, None), ("rejected", 0, message))


def _stamps(name: ExportName) -> _Values:
    return name.window_from, name.window_to, name.exported_at


def _file_values(arrival: Arrival, named: _Values, judged: _Values) -> _Values:
    """A row of raw.file: what the name and the contract say, and what became of the file."""
    number = arrival.sequence
    return number, number, *named, arrival.path, arrival.sha256, *judged, arrival.moment


def _insert(con: duckdb.DuckDBPyConnection, table: str, types: Sequence[str], rows: Sequence[_Values]) -> None:
    """Append rows in one statement; one for each of thousands of small files would cost more than reading them."""
    if rows:
        columns = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(types, start=1))
        con.execute(f"insert into {table} select {columns}", [list(column) for column in zip(*rows, strict=True)])
