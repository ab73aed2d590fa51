"""Raised differences of form 06a: how they are named, which decision stands, what the models are told."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.quality.stewardship.items import Finding, ItemError, items_of
from orchestration.quality.stewardship.journal import Journal
from orchestration.quality.stewardship.raises import Raised, check_raisable, raised_of, raises_in_force, write_raises

from .deciding import decision

AGREES, ADDS_UP = "reconciliation.form_agrees_with_cases", "reconciliation.form_adds_up"
UNIT, OTHER = "000.11.31.H09", "000.12.31.H09"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("create schema quality; create schema control")
        con.execute(
            "create table control.raised_difference (is_of_form boolean, unit_code varchar, period_start date);"
            "create table quality.reconciliation"
            " (unit_code varchar, measure varchar, outcome varchar, period_start date)"
        )
        con.execute(
            "insert into quality.reconciliation values"
            " ($1, 'open_total', 'differs', '2023-09-01'), ($1, 'identity_3_7_11', 'agrees', '2023-09-01'),"
            " ($2, 'open_total', 'agrees', '2023-09-01'), ($2, 'identity_3_7_11', 'differs', '2023-08-01')",
            [UNIT, OTHER],
        )
        yield con


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (AGREES, Raised(AGREES)),
        (f"{ADDS_UP}:{UNIT}", Raised(ADDS_UP, UNIT)),
        (f"{AGREES}:{UNIT}:2023-09-01", Raised(AGREES, UNIT, date(2023, 9, 1))),
        (f"{AGREES}:{UNIT}:2023-09", None),
        (f"{AGREES}:{UNIT}:2023-09-01:x", None),
        (f"{AGREES}:", None),
        ("reconciliation.outcome_follows_difference", None),
        ("0123456789abcdef:7", None),
    ],
)
def test_what_an_item_raises(item: str, raised: Raised | None) -> None:
    assert raised_of(item) == raised


def test_only_a_difference_of_form_06a_is_raised() -> None:
    later = decision("raise", f"{AGREES}:{UNIT}", day=2)
    decisions = [decision("raise", AGREES), later, decision("raise", "loads.x")]
    assert set(raises_in_force(decisions)) == {AGREES, f"{AGREES}:{UNIT}"}
    assert set(raises_in_force(decisions, datetime(2023, 9, 1, 12))) == {AGREES}, "as known then"


def test_the_models_are_told_what_stands_and_nothing_of_before(con: duckdb.DuckDBPyConnection) -> None:
    items = (ADDS_UP, f"{AGREES}:{UNIT}:2023-09-01")
    write_raises(con, {item: decision("raise", item) for item in items})
    told = "from control.raised_difference order by all"
    assert con.execute(told).fetchall() == [(False, UNIT, date(2023, 9, 1)), (True, None, None)]
    write_raises(con, {})
    assert con.execute(told).fetchall() == []


@pytest.mark.parametrize(
    "item", [AGREES, f"{AGREES}:{UNIT}", f"{AGREES}:{UNIT}:2023-09-01", ADDS_UP, f"{ADDS_UP}:{OTHER}"]
)
def test_a_difference_that_stands_can_be_raised(con: duckdb.DuckDBPyConnection, item: str) -> None:
    check_raisable(con, item)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (f"{AGREES}:{OTHER}", "no such difference stands"),
        (f"{ADDS_UP}:{UNIT}", "no such difference stands"),
        (f"{AGREES}:{UNIT}:2023-08-01", "no such difference stands"),
        ("loads.something_arrived", "only a difference of form 06a can be raised"),
    ],
)
def test_what_cannot_be_raised_is_told(con: duckdb.DuckDBPyConnection, item: str, why: str) -> None:
    with pytest.raises(ItemError, match=why):
        check_raisable(con, item)


def test_a_raised_item_is_open_work_until_it_is_taken_back() -> None:
    warned = Finding(AGREES, "warn", "failed", 3, "what", "3 rows", "none", "mend", ())
    decisions = [
        decision("raise", f"{AGREES}:{UNIT}"), decision("raise", AGREES),
        decision("raise", ADDS_UP), decision("reopen", ADDS_UP),
    ]  # fmt: skip
    found = items_of({AGREES: warned}, Journal(Path("decisions.jsonl"), decisions), date(2023, 9, 10))
    assert [(one.check_id, one.state) for one in found] == [
        (AGREES, "raised"), (f"{AGREES}:{UNIT}", "raised"), (ADDS_UP, "closed"),
    ]  # fmt: skip
