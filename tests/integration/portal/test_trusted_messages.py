"""Messages are loaded with trust first: what looks whole is taken for JSON, and a broken line has all read again."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.portal import loading
from orchestration.portal.contract_model import Contract
from orchestration.portal.contracts import ContractSet
from orchestration.portal.ledger import Arrival
from orchestration.portal.loading import LoadedFiles, load, prepare_raw
from orchestration.portal.readers import FileToRead, ReadResult, read_exports
from orchestration.warehouse.opening import open_warehouse

Query = Callable[[str], list[tuple[Any, ...]]]

GOOD = {"MaHoSo": "1", "KenhThucHien": "2", "TrangThaiHoSo": "mới", "GhiChu": "x"}
BROKEN_INSIDE = '{"MaHoSo": tru}'


def text(*lines: str) -> bytes:
    return ("\n".join([json.dumps(GOOD, ensure_ascii=False), *lines]) + "\n").encode()


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each reading of files was trusting."""
    told: list[bool] = []

    def watched(
        con: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[FileToRead], *, is_trusting: bool
    ) -> list[ReadResult]:
        told.append(is_trusting)
        return read_exports(con, contract, files, is_trusting=is_trusting)

    monkeypatch.setattr(loading, "read_exports", watched)
    return told


def loaded(tmp_path: Path, contracts: ContractSet, *contents: bytes) -> tuple[LoadedFiles, Query]:
    """A new warehouse with these files of messages, and how to ask it."""
    con = open_warehouse(tmp_path / "warehouse.duckdb", "a key of the tests only")
    prepare_raw(con, contracts)
    arrivals = []
    for number, content in enumerate(contents, start=1):
        (tmp_path / f"{number}").write_bytes(content)
        name = f"cases/tinh/cases_202301{number:02}_202301{number:02}_20230201T010000.ndjson"
        moment = dt.datetime(2023, 2, 2)
        arrivals.append(Arrival(number, name, f"{number}", len(content), moment, "taken", "", f"{number}"))
    return load(con, arrivals, tmp_path, contracts), lambda sql: con.execute(sql).fetchall()


def test_good_messages_are_read_once(tmp_path: Path, contracts: ContractSet, trust: list[bool]) -> None:
    done, query = loaded(tmp_path, contracts, text(), text('{"MaHoSo": "2"}\r'))
    assert (done, trust) == (LoadedFiles(read=2, rows=3), [True])
    found = query("select file_id, line, unreadable, case_code from raw.cases_record order by all")
    assert found == [(1, 1, None, "1"), (2, 1, None, "1"), (2, 2, None, "2")]


@pytest.mark.parametrize("line", ['{"MaHoSo": "2"', '"MaHoSo": "2"}', "<html>", "", "   ", "}", "{", "{}x", "[1]"])
def test_a_line_that_does_not_look_whole_is_no_reason_to_read_again(
    tmp_path: Path, contracts: ContractSet, trust: list[bool], line: str
) -> None:
    done, query = loaded(tmp_path, contracts, text(line, ' {"MaHoSo": "3"} '))
    count = 3 if line.strip() else 2
    assert (done, trust) == (LoadedFiles(read=1, rows=count), [True])
    rows = query("select line, unreadable is null, case_code from raw.cases_record order by line")
    assert rows == [(1, True, "1"), *([(2, False, None)] if line.strip() else []), (3, True, "3")]


@pytest.mark.parametrize("waiting", [1, 2**30])
def test_a_line_broken_inside_is_one_row_and_nothing_is_there_twice(
    tmp_path: Path, contracts: ContractSet, trust: list[bool], monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """Also where rows of the batch had been inserted before the broken line came."""
    monkeypatch.setattr("orchestration.portal.readers.reading.WAITING_BYTES", waiting)
    done, query = loaded(tmp_path, contracts, text(), text(BROKEN_INSIDE, '{"MaHoSo": "3"}'), text())
    assert (done, trust) == (LoadedFiles(read=3, rows=5), [True, False])
    assert query("select file_id, line, unreadable, case_code from raw.cases_record order by all") == [
        (1, 1, None, "1"),
        (2, 1, None, "1"),
        (2, 2, "is not JSON: Expecting value at character 12", None),
        (2, 3, None, "3"),
        (3, 1, None, "1"),
    ]
    assert query("select file_id, verdict, rows_read from raw.file order by file_id") == [
        (1, "read", 1), (2, "read", 3), (3, "read", 1),
    ]  # fmt: skip
    drift = query("select file_id, kind, found from raw.drift where kind in ('column_added', 'new_code') order by all")
    assert drift == [
        (number, kind, found)
        for number in (1, 2, 3)
        for kind, found in (("column_added", None), ("new_code", "'mới'"))
    ]  # fmt: skip
    assert query("select file_id, rule from raw.measure group by all having count(*) > 1") == []


def test_other_errors_are_raised_at_once(
    tmp_path: Path, contracts: ContractSet, trust: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise duckdb.InvalidInputException("another")

    monkeypatch.setattr(loading, "measure", broken)
    with pytest.raises(duckdb.InvalidInputException, match="another"):
        loaded(tmp_path, contracts, text())
    assert trust == [True]
