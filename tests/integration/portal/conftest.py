"""A small warehouse and a way to read files into it as the loader does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.portal.contracts import ContractSet, load_contracts
from orchestration.portal.readers import FileToRead, ReadResult, careful_reading, raw_table_ddl, read_exports

Reader = Callable[..., ReadResult]
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def contracts() -> ContractSet:
    return load_contracts(Path(__file__).parents[3] / "raw" / "contracts")


@pytest.fixture
def con(contracts: ContractSet) -> Iterator[duckdb.DuckDBPyConnection]:
    """An open transaction in an empty warehouse; what it holds is thrown away at the end."""
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        for source in contracts.sources:
            connection.execute(raw_table_ddl(contracts, source))
        connection.begin()
        yield connection
        connection.rollback()


@pytest.fixture
def read(con: duckdb.DuckDBPyConnection, contracts: ContractSet, tmp_path: Path) -> Reader:
    """`read(source, portal, extension, data)`: reads one file of these bytes; file ids count from 1."""
    made: list[Path] = []

    def run(source: str, portal: str, extension: str, data: bytes) -> ReadResult:
        path = tmp_path / f"{len(made)}.bin"
        path.write_bytes(data)
        made.append(path)
        kind, _, packed = extension.partition(".")
        compression = "zip" if kind == "zip" else packed or None
        file = FileToRead(len(made), path, f"{source}/{portal}/x.{extension}", kind, compression)
        contract = contracts.find(source, portal)
        assert contract is not None
        with careful_reading(con, contract):
            (result,) = read_exports(con, contract, [file])
        assert result.file_id == file.file_id
        return result

    return run


@pytest.fixture
def rows(con: duckdb.DuckDBPyConnection) -> Rows:
    """`rows(source, "columns")`: what the raw table holds, in the order of file, member and line."""

    def run(source: str, columns: str) -> list[tuple[Any, ...]]:
        return con.execute(f"select {columns} from raw.{source}_record order by file_id, member, line").fetchall()

    return run
