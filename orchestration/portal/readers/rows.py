"""Rows on their way into `raw.<source>_record`, as Arrow columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from orchestration.portal.contract_model import Contract
from orchestration.portal.drift.notes import Note
from orchestration.portal.drift.tables import table_notes

#: The columns of every raw table before those of the contract.
PLACE_COLUMNS = {"file_id": "INTEGER", "member": "VARCHAR", "line": "INTEGER", "unreadable": "VARCHAR"}


@dataclass(frozen=True)
class TableRows:
    """The rows of one part of a table (CSV, XLSX), ready to be inserted, and notes on how they were read."""

    table: pa.Table
    notes: tuple[Note, ...]


def noted_rows(table: pa.Table, notes: Sequence[Note], contract: Contract) -> TableRows:
    """The rows of one part with all notes on them: those of its columns, of changed types, and of unknown codes."""
    return TableRows(table, (*notes, *table_notes(table, contract)))


def place_arrays(file_id: int, member: str | None, lines: pa.Array) -> dict[str, pa.Array]:
    """The columns that say where each row stands."""
    count = len(lines)
    return {
        "file_id": pa.repeat(pa.scalar(file_id, pa.int32()), count),
        "member": pa.repeat(pa.scalar(member, pa.string()), count),
        "line": lines.cast(pa.int32()),
    }


def table_rows(
    place: tuple[int, str | None],
    lines: pa.Array,
    unreadable: Sequence[str | None] | None,
    columns: Mapping[str, pa.Array],
    contract: Contract,
) -> pa.Table:
    """Puts columns by canonical name in the contract's order; a field without a column is null."""
    nothing = pa.nulls(len(lines), pa.string())
    arrays = place_arrays(*place, lines)
    arrays["unreadable"] = nothing if unreadable is None else pa.array(unreadable, pa.string())
    for field in contract.fields:
        if field.kind != "list":
            arrays[field.name] = columns.get(field.name, nothing)
    return pa.table(arrays)
