"""The text of a record as the portal wrote it, without personal data: columns that hold any are not even asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.portal.contracts import Contract, ContractSet, Field
from orchestration.portal.vocabulary import PERSONAL_FIELDS

Place = tuple[str | None, int]
"""Member of an archive, None for a file of its own, and line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a record: the portal's name, ours, and the text as exported (a list as JSON), None for none."""

    physical_name: str
    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class RowText:
    """A record as exported. `unreadable`: why the line could not be taken apart, then there are no cells."""

    cells: tuple[Cell, ...]
    unreadable: str | None


def hidden_names(contracts: Iterable[Contract], source: str) -> frozenset[str]:
    """Fields of a source that no contract may show: personal by nature, or by the word of any portal's contract."""
    fields = [field for contract in contracts if contract.source == source for field in contract.fields]
    every = [*fields, *(item for field in fields for item in field.items)]
    return PERSONAL_FIELDS | {field.name for field in every if field.personal}


def hidden_columns(contracts: ContractSet, contract: Contract) -> list[str]:
    """The portal's names of what is not shown of its records, in the contract's order; of a list its items'."""
    hidden = hidden_names(contracts, contract.source)
    names = []
    for field in contract.fields:
        if not _shown(field, hidden):
            names.append(field.physical_name)
        else:
            names += [f"{field.physical_name}.{item.physical_name}" for item in field.items if item.name in hidden]
    return names


def row_texts(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, contract: Contract, file_id: int, lines: Sequence[int]
) -> dict[Place, RowText]:
    """The records of a file on these lines (of all its members), by place, as they stand in the raw table."""
    hidden = hidden_names(contracts, contract.source)
    shown = [field for field in contract.fields if _shown(field, hidden)]
    columns = "".join(f", {_text_of(field, hidden)}" for field in shown)
    rows = con.execute(
        f"select member, line, unreadable{columns} from raw.{contract.source}_record"
        " where file_id = $1 and list_contains($2::integer[], line)",
        [file_id, list(lines)],
    ).fetchall()
    return {
        (member, line): RowText(
            tuple(Cell(field.physical_name, field.name, text) for field, text in zip(shown, texts, strict=True))
            if unreadable is None
            else (),
            unreadable,
        )
        for member, line, unreadable, *texts in rows
    }


def _shown(field: Field, hidden: frozenset[str]) -> bool:
    """Whether anything of a field may be shown: of a list, some of its items."""
    if field.name in hidden:
        return False
    return field.kind != "list" or any(item.name not in hidden for item in field.items)


def _text_of(field: Field, hidden: frozenset[str]) -> str:
    """SQL for a field's text; of a list the items that may be shown, under the portal's names."""
    if field.kind != "list":
        return f'"{field.name}"'
    items = ", ".join(
        f"{_literal(item.physical_name)}: item.{item.name}" for item in field.items if item.name not in hidden
    )
    return f'to_json(list_transform("{field.name}", lambda item: {{{items}}}))::varchar'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
