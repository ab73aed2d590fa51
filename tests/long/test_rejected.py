"""What a steward rejects counts no more, as if it had never come; taken back, everything is as before."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from orchestration.quality.stewardship.journal import Action, decide
from tests.integration.history.comparing import differences
from tests.integration.history.two_nights import AFTER, BEFORE, LAST, PHU_TAN, PHU_THO, code
from tests.integration.history.yard import Yard, content_hashes

MOMENT = dt.datetime(2023, 5, 9, 8)
MOVED, WAITED_FOR = AFTER[0], AFTER[1]


def say(yard: Yard, action: Action, *items: str) -> None:
    for item in items:
        decide(yard.settings.decisions, MOMENT, "Lan", action, item, "tệp của hệ thống thử")


def ask(yard: Yard, query: str, *values: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(yard.settings.warehouse_file), read_only=True) as con:
        return con.execute(query, list(values)).fetchall()


def item_of_load(yard: Yard, path: str) -> str:
    return str(ask(yard, "select load_id from meta.loads where source_file = $1", path)[0][0])


def item_of_row(yard: Yard, path: str, case: str) -> str:
    query = "select load_id || ':' || source_line from quality.row_fate where source_file = $1 and natural_key = $2"
    return str(ask(yard, query, path, case)[0][0])


@pytest.fixture
def three_nights(yard: Yard) -> Iterator[tuple[Yard, dict[str, str]]]:
    yard.clear()
    for night in (BEFORE, AFTER):
        yard.night(night)
    yield yard, content_hashes(yard.night(LAST))
    yard.clear()


def test_a_rejected_load_and_row_are_left_out_and_come_back(three_nights: tuple[Yard, dict[str, str]]) -> None:
    yard, before = three_nights
    units = "select case_code, unit_code from core.fct_cases where case_code in ($1, $2, $3, $4) order by 1"
    named = [code(letter) for letter in "DELM"]
    assert (code("M"), PHU_THO) in ask(yard, units, *named)
    items = (item_of_load(yard, MOVED.path), item_of_row(yard, WAITED_FOR.path, code("L")))

    say(yard, "reject", *items)
    rejected = content_hashes(yard.night())
    # The export before stands again: M in its old place, D not deleted, E good; L's payment waits for it again.
    assert ask(yard, units, *named) == [(code(letter), PHU_TAN) for letter in "DEM"]
    rules = "select source, rule_code, count(*) from quality.quarantine group by all order by all"
    assert ask(yard, rules) == [
        ("cases", "bad_code", 2), ("cases", "rejected_by_steward", 4), ("payments", "orphan_payment", 1),
    ]  # fmt: skip
    loads = "select outcome, rows_read, rows_quarantined, message from meta.loads where source_file = $1"
    message = "rejected by Lan on 2023-05-09: tệp của hệ thống thử"
    assert ask(yard, loads, MOVED.path) == [("rejected", 3, 3, message)]
    assert [one[:3] for one in ask(yard, loads, WAITED_FOR.path)] == [("loaded", 2, 1)]

    by_night = yard.set_aside("rejected")
    assert content_hashes(yard.night()) == rejected, "everything made anew comes to the same"
    assert differences(by_night, yard.settings.warehouse_file) == []

    say(yard, "reopen", *items)
    assert content_hashes(yard.night()) == before
