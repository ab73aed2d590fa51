"""Each way in which a new file reaches figures of other records (docs/decisions/0002-history-core.md), in three nights.

Expected values are worked out by hand; that nothing else moved is told by the comparison with a full run.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .comparing import differences
from .exports import Case, Export, Payment, Procedure, Rating, Step
from .yard import Yard, content_hashes

CITY, PHU_TAN, PHU_THO = "000.00.31.H09", "000.11.31.H09", "000.12.31.H09"
JANUARY = (dt.date(2023, 1, 1), dt.date(2023, 1, 31))
FEBRUARY = (dt.date(2023, 2, 1), dt.date(2023, 2, 28))
FIRST, SECOND = dt.datetime(2023, 5, 1, 1), dt.datetime(2023, 5, 2, 1)


def code(letter: str) -> str:
    """The code of a case that has a letter for its name."""
    return f"H09.20-20230101-00000{ord(letter)}"


def case(letter: str, unit: str = PHU_TAN, status: str = "processing", **others: Any) -> Case:
    """A case received on 3 January at the counter, of a person of its own."""
    given: dict[str, Any] = {
        "channel": "counter", "received": dt.date(2023, 1, 3), "due": None, "finished": None,
        "procedure": "1.000001", "person": f"0010990000{ord(letter)}",
    }  # fmt: skip
    return Case(code(letter), unit, status, **(given | others))


def twin(letter: str) -> Case:
    return case(letter, received=dt.date(2023, 2, 10), person="001099111111", procedure="1.000009")


PROCEDURE_BEFORE = Procedure("1.000001", dt.date(2020, 1, 1), 2, has_fee=False)
PROCEDURE_AFTER = Procedure("1.000001", dt.date(2023, 1, 25), 4, has_fee=True)

BEFORE = [
    Export("cases", "tinh", JANUARY, FIRST, (case("M"), case("D"), case("E"))),
    Export(
        "cases", "tinh", FEBRUARY, FIRST,
        (
            twin("T"), twin("U"),
            case("F", channel="online"),
            case("Q", received=dt.date(2023, 2, 10)),
            case("R", received=dt.date(2023, 2, 10), person="001099222222"),
            case("X", status="processed", received=dt.date(2023, 2, 3), finished=dt.date(2023, 2, 9)),
        ),
    ),
    Export("payments", "tinh", JANUARY, FIRST, (
        Payment("P1", code("L"), "50.000", "Trực tuyến", succeeded=True, day=dt.date(2023, 2, 11)),
    )),
    Export("ratings", "tinh", JANUARY, FIRST, (Rating("G1", code("D"), dt.date(2023, 1, 9), 5),)),
    Export("procedures", "tinh", JANUARY, FIRST, (PROCEDURE_BEFORE,)),
]  # fmt: skip
AFTER = [
    # M moves to another unit and day, D is deleted at the portal; of E and F a faulty record comes.
    Export(
        "cases", "tinh", JANUARY, SECOND,
        (case("M", PHU_THO, received=dt.date(2023, 1, 20), channel="online"), case("E", status="nonsense"), case("F", status="nonsense")),
    ),
    # L was waited for by a payment; B is the earlier case of R's applicant.
    Export(
        "cases", "huyen", JANUARY, FIRST,
        (
            case("L", CITY),
            case("B", CITY, "returned", person="001099222222", finished=dt.date(2023, 1, 5)),
        ),
    ),
    Export("case_events", "tinh", FEBRUARY, SECOND, (
        Step(code("T"), "accepted", dt.datetime(2023, 2, 11, 9), is_electronic=True),
        Step(code("X"), "processing", dt.datetime(2023, 2, 12, 9), is_electronic=True),
    )),
    Export("procedures", "tinh", FEBRUARY, SECOND, (PROCEDURE_AFTER,)),
]  # fmt: skip
LAST = [
    # W is the first case of the province, and was never closed: it opens months in which nothing happened.
    Export("cases", "huyen", FEBRUARY, FIRST, (case("W", CITY, "withdrawn", received=dt.date(2022, 10, 5)),)),
]


@pytest.fixture(scope="module")
def by_night(yard: Yard) -> Path:
    """The warehouse after the three nights."""
    yard.clear()
    yard.night(BEFORE)
    yard.night(AFTER)
    hashes = content_hashes(yard.night(LAST))
    kept = yard.set_aside("three_nights")
    whole = yard.night()
    found = differences(kept, yard.settings.warehouse_file)
    assert not found, "\n".join(found)
    assert hashes == content_hashes(whole)
    return kept


@pytest.fixture
def con(by_night: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(by_night), read_only=True) as connection:
        yield connection


def component(con: duckdb.DuckDBPyConnection, kpi: str, unit: str, day: str) -> tuple[int, int | None] | None:
    """Numerator and denominator of a unit, KPI and day, or None where nothing counts."""
    query = "select numerator, denominator from kpi.component_daily where kpi_code = $1 and unit_code = $2 and day = $3"
    row = con.execute(query, [kpi, unit, day]).fetchone()
    return None if row is None else (row[0], row[1])


def test_a_moved_case_leaves_its_old_unit_and_day(con: duckdb.DuckDBPyConnection) -> None:
    # 3 January, Phú Tân: F only (its older version, online); M has gone to Phú Thọ, 20 January; D is deleted.
    assert component(con, "online_case_rate_all", PHU_TAN, "2023-01-03") == (1, 1)
    assert component(con, "online_case_rate_all", PHU_THO, "2023-01-20") == (1, 1)


def test_a_deleted_case_leaves_its_rating_an_orphan(con: duckdb.DuckDBPyConnection) -> None:
    assert component(con, "satisfaction_rate", PHU_TAN, "2023-01-09") is None
    assert ("ratings", "orphan_rating", False) in faults(con)


def test_a_faulty_newest_record_keeps_the_older_one(con: duckdb.DuckDBPyConnection) -> None:
    # E's good record stood in the export that was replaced as a whole, F's in another one that is live.
    rows = con.execute(
        "select natural_key, kept_older_version from quality.quarantine where source = 'cases' order by 1"
    )
    assert rows.fetchall() == [(code("E"), False), (code("F"), True)]


def faults(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str, bool]]:
    rows = con.execute("select source, rule_code, kept_older_version from quality.quarantine").fetchall()
    return {(source, rule, kept) for source, rule, kept in rows}


def test_an_orphan_payment_comes_back_with_its_case(con: duckdb.DuckDBPyConnection) -> None:
    assert component(con, "online_payment_rate", CITY, "2023-02-11") == (1, 1)
    assert not [fault for fault in faults(con) if fault[0] == "payments"]


def test_an_earlier_case_makes_a_returning_applicant(con: duckdb.DuckDBPyConnection) -> None:
    assert component(con, "document_reuse_rate", PHU_TAN, "2023-02-10") == (0, 1)


def test_a_new_version_of_a_procedure_reaches_the_cases_of_its_days(con: duckdb.DuckDBPyConnection) -> None:
    # 10 February, Phú Tân: Q and R are of the procedure that became full online on 25 January; the twins are not.
    assert component(con, "online_case_rate", PHU_TAN, "2023-02-10") == (0, 2)
    assert component(con, "online_case_rate", PHU_THO, "2023-01-20") is None


def test_a_later_step_makes_a_false_closure(con: duckdb.DuckDBPyConnection) -> None:
    assert component(con, "false_closures", PHU_TAN, "2023-02-09") == (1, None)


def test_a_step_of_one_twin_leaves_both_findings(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select case_code from core.integrity_findings where rule_code = 'duplicate_under_other_code' order by 1"
    ).fetchall()
    assert [one for (one,) in rows] == [code("T"), code("U")]


def test_an_earlier_first_case_opens_the_months_from_it_on(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select distinct period_name from kpi.kpi_figures where period_type = 'month' and period_start < '2023-01-01'"
        " order by 1"
    ).fetchall()
    assert [one for (one,) in rows] == ["2022-10", "2022-11", "2022-12"]
