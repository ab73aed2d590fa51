"""The ledger: append-only, chained, and able to say where it was touched."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.chain import FIRST_HASH, ChainError, line_hash, repair_tail
from orchestration.portal.ledger import Arrival, Ledger, arrival_of


def arrival(sequence: int, path: str = "cases/tinh/x.ndjson") -> Arrival:
    return Arrival(sequence, path, "ab" * 32, 10, dt.datetime(2023, 1, 1, 2), "taken", "", "cases/ab/x.ndjson")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three arrivals."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(ledger.lines_for([arrival(1), arrival(2)]))
    ledger.append(ledger.lines_for([arrival(3)]))
    return ledger.path


def test_each_line_carries_the_hash_of_the_one_before(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["previous"] for line in lines] == [FIRST_HASH, line_hash(lines[0]), line_hash(lines[1])]


def test_an_appended_ledger_is_the_one_that_is_read(path: Path) -> None:
    read = Ledger(path)
    assert read.arrivals == [arrival(1), arrival(2), arrival(3)]
    assert read.heads[-1] == line_hash(path.read_text(encoding="utf-8").splitlines()[-1])


def edit_a_value(lines: list[str]) -> list[str]:
    return [lines[0].replace('"size":10', '"size":11'), *lines[1:]]


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (edit_a_value, 2),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [*lines, lines[2]], 4),
        (lambda lines: [*lines[:2], "{}"], 3),
        (lambda lines: [*lines[:2], "", lines[2]], 3),
        (lambda lines: [*lines[:2], lines[2][:40]], 3),
    ],
)
def test_a_touched_ledger_names_the_line(path: Path, edit: Callable[[list[str]], list[str]], line: int) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{one}\n" for one in edit(lines)), encoding="utf-8")
    with pytest.raises(ChainError, match=f"line {line} "):
        Ledger(path)


def test_a_half_written_line_is_cut_and_no_more(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"archived":"ca')
    repair_tail(path)
    assert path.read_bytes() == whole
    repair_tail(path)
    assert path.read_bytes() == whole


def test_there_need_be_no_ledger(tmp_path: Path) -> None:
    repair_tail(tmp_path / "none.jsonl")
    assert Ledger(tmp_path / "none.jsonl").arrivals == []
    (tmp_path / "empty.jsonl").touch()
    assert Ledger(tmp_path / "empty.jsonl").arrivals == []


@settings(deadline=None)
@given(path=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_comes_back_as_it_was(path: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("names") / "ledger.jsonl")
    ledger.append(ledger.lines_for([arrival(1, path), arrival(2, path)]))
    assert [one.path for one in Ledger(ledger.path).arrivals] == [path, path]
    (line,) = ledger.lines_for([arrival(3, path)])
    assert arrival_of(json.loads(line)) == arrival(3, path)
