"""The statement that takes message lines apart and puts them into the raw table.

A key given twice would silently lose a value, and DuckDB's parser does not say. So the names written in a
line are counted (`messages._names`) and compared with the fields that were found: where the two agree nothing
is hidden. Only where they differ is the line parsed again, slowly and with care (`message_faults.fault_of`).

Asking first whether a line is JSON costs as much as parsing it. A trusting insert asks it only of lines that do not
begin and end as an object does; one of the others that is broken inside makes it fail, and all is read again.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.readers.message_faults import fault_of


class BrokenLineError(Exception):
    """A line that looked whole is not JSON: the transaction is lost, and the files must be read without trust."""


_CAREFUL = "motcua_fault_of_message"
_LINES = "motcua_message_lines"


@contextmanager
def careful_reading(con: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[None]:
    """Lends the connection the function that `insert_lines` asks about doubtful lines, if the contract has messages.

    Begin no transaction before: with it the function would be lost.
    """
    if not {"json", "ndjson"} & set(contract.formats):
        yield
        return
    lists = [name for field in contract.fields if field.kind == "list" for name in field.physical_names]
    scalars = [name for field in contract.fields if field.kind != "list" for name in field.physical_names]

    def judge(texts: pa.Array) -> pa.Array:
        return pa.array([fault_of(text, lists, scalars) for text in texts.to_pylist()], pa.string())

    con.create_function(
        _CAREFUL,
        judge,
        ["VARCHAR"],
        "VARCHAR",
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
    try:
        yield
    finally:
        con.remove_function(_CAREFUL)


def insert_lines(
    con: duckdb.DuckDBPyConnection, contract: Contract, lines: pa.Table, *, extra: Sequence[str], is_trusting: bool
) -> None:
    """Appends one row a line to `raw.<source>_record`; `extra` are keys that the portal added to the contract's.

    Where it `is_trusting`, raises BrokenLineError on a line that is not JSON though it looks whole.
    """
    trusted = "when is_whole then from_json(text, $1)" if is_trusting else ""
    names = ", ".join(field.name for field in contract.fields)
    values = ",\n        ".join(_value(field) for field in contract.fields)
    con.register(_LINES, lines)
    try:
        con.execute(
            f"""
            insert into raw.{contract.source}_record (file_id, member, line, unreadable, {names})
            with parsed as (
                select
                    file_id, member, line, text, names,
                    case {trusted} when json_valid(text) then from_json(text, $1) end as message
                from {_LINES}
            ),
            judged as (
                select
                    *,
                    case
                        when message is not null and names > 0 and names = {_counted(contract.fields, extra)}
                            then null
                        when message is null then coalesce({_CAREFUL}(text), 'is not JSON that can be read')
                        else {_CAREFUL}(text)
                    end as unreadable
                from parsed
            ),
            readable as (
                select
                    file_id, member, line, unreadable,
                    case when unreadable is null then message end as message
                from judged
            )
            select file_id, member, line, unreadable, {values}
            from readable
            """,
            [_structure(contract.fields, extra)],
        )
    except duckdb.InvalidInputException as error:
        if is_trusting:
            raise BrokenLineError from error
        raise
    con.unregister(_LINES)  # where the insert fails, the lost transaction takes it back


def _structure(fields: Sequence[Field], extra: Sequence[str]) -> str:
    """The shape that `from_json` looks for: texts, and lists of objects of texts."""
    shape: dict[str, object] = dict.fromkeys(extra, "VARCHAR")
    for field in fields:
        entry = {name: "VARCHAR" for item in field.items for name in spellings(item)}
        shape |= dict.fromkeys(spellings(field), [entry] if field.kind == "list" else "VARCHAR")
    return json.dumps(shape)


def spellings(field: Field) -> list[str]:
    """The keys that a field may stand under; DuckDB does not tell case apart in names."""
    return list({name.lower(): name for name in reversed(field.physical_names)}.values())[::-1]


def _counted(fields: Sequence[Field], extra: Sequence[str]) -> str:
    """SQL for the number of keys found; null where a list has an entry that lacks one, for those cannot be
    counted.
    """
    terms = [f"(message.{_quoted(name)} is not null)::integer" for name in extra]
    for field in fields:
        terms += [f"(message.{_quoted(name)} is not null)::integer" for name in spellings(field)]
        column = _cell("message", field)
        if field.kind == "list":
            gaps = " or ".join(f"{_cell('entry', item)} is null" for item in field.items)
            whole = f"len(list_filter({column}, lambda entry: {gaps})) = 0"
            terms.append(f"case when {column} is null then 0 when {whole} then {len(field.items)} * len({column}) end")
    return "(" + " + ".join(terms) + ")"


def _value(field: Field) -> str:
    """SQL for a field's raw value under its canonical names."""
    column = _cell("message", field)
    if field.kind != "list":
        return column
    entry = ", ".join(f"{item.name} := {_cell('entry', item)}" for item in field.items)
    return f"list_transform({column}, lambda entry: struct_pack({entry}))"


def _cell(record: str, field: Field) -> str:
    """SQL for a field of a record, under whichever of its names it stands there."""
    columns = [f"{record}.{_quoted(name)}" for name in spellings(field)]
    return columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"


def _quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
