"""The text of a record: everything that a portal wrote but what tells of a person, by every contract of the project."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.contracts import ContractSet, load_contracts
from orchestration.portal.readers import raw_table_ddl
from orchestration.portal.vocabulary import PERSONAL_FIELDS, SOURCES, known_fields
from orchestration.quality.row_text import hidden_columns, hidden_names, row_texts
from orchestration.settings import PROJECT_ROOT

CONTRACTS = load_contracts(PROJECT_ROOT / "raw" / "contracts")
SECRET = "Nguyễn Thị Không Ai"
"""In every field that may hold personal data; no such person."""


def is_secret(field: Field) -> bool:
    return field.personal or field.name in PERSONAL_FIELDS


def value_of(field: Field) -> object:
    """The raw value of a field: a mark of its own, or the secret; of a list one entry of such."""
    if field.kind == "list":
        return [{item.name: SECRET if is_secret(field) else value_of(item) for item in field.items}]
    return SECRET if is_secret(field) else f"text of {field.name}"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        for source in CONTRACTS.sources:
            connection.execute(raw_table_ddl(CONTRACTS, source))
        yield connection


def insert(con: duckdb.DuckDBPyConnection, contract: Contract, *, unreadable: str | None = None) -> None:
    """A record of file 1, line 2, with a value in every field."""
    fields = contract.fields
    con.execute(
        f"insert into raw.{contract.source}_record (file_id, member, line, unreadable,"
        f" {', '.join(field.name for field in fields)}) values (1, null, 2, $unreadable,"
        f" {', '.join(f'${field.name}' for field in fields)})",
        {"unreadable": unreadable} | {field.name: value_of(field) for field in fields},
    )


@pytest.mark.parametrize("contract", list(CONTRACTS), ids=lambda contract: contract.id)
def test_every_field_is_shown_but_those_of_persons(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    insert(con, contract)
    text = row_texts(con, CONTRACTS, contract, 1, [2])[None, 2]
    assert SECRET not in str(text)
    shown = {cell.name: cell.text or "" for cell in text.cells}
    for field in contract.fields:
        if is_secret(field):
            assert field.name not in shown
            assert field.physical_name in hidden_columns(CONTRACTS, contract)
        elif field.kind != "list":
            assert shown[field.name] == f"text of {field.name}"
        for item in () if is_secret(field) else field.items:
            assert (f'"{item.physical_name}":"text of {item.name}"' in shown.get(field.name, "")) is not is_secret(item)


def test_what_one_portal_calls_personal_is_shown_of_none(con: duckdb.DuckDBPyConnection) -> None:
    """A contract that forgot the mark is covered by the other portal's."""
    first, second = (one for one in CONTRACTS if one.source == "complaints")
    marked = tuple(
        field.model_copy(update={"personal": True}) if field.name == "complaint_group" else field
        for field in first.fields
    )
    contracts = ContractSet((first.model_copy(update={"fields": marked}), second), "")
    insert(con, second)
    cells = row_texts(con, contracts, second, 1, [2])[None, 2].cells
    assert "complaint_group" not in {cell.name for cell in cells}
    assert {cell.name for cell in cells} >= {"complaint_code", "unit_code", "received_at"}


def test_the_fields_that_are_personal_everywhere_are_fields() -> None:
    every: set[str] = set()
    for source in SOURCES:
        fields = known_fields(source)
        every |= set(fields)
        every |= {name for one, kind in fields.items() if kind == "list" for name in known_fields(source, one)}
    assert every >= PERSONAL_FIELDS
    marked = {name for contract in CONTRACTS for name in hidden_names([contract], contract.source)}
    assert marked == PERSONAL_FIELDS, "a contract marks a field as personal that the vocabulary does not name"


def test_an_unreadable_line_has_a_reason_and_no_text(con: duckdb.DuckDBPyConnection) -> None:
    (contract,) = (one for one in CONTRACTS if one.id == "motcua-payments-tinh")
    insert(con, contract, unreadable="has 2 fields, the header has 9")
    text = row_texts(con, CONTRACTS, contract, 1, [2])[None, 2]
    assert (text.cells, text.unreadable) == ((), "has 2 fields, the header has 9")


def test_only_the_lines_that_are_asked_for_are_read(con: duckdb.DuckDBPyConnection) -> None:
    (contract,) = (one for one in CONTRACTS if one.id == "motcua-payments-tinh")
    insert(con, contract)
    assert row_texts(con, CONTRACTS, contract, 1, [3]) == {}
    assert row_texts(con, CONTRACTS, contract, 4, [2]) == {}
