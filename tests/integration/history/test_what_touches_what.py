"""Each way in which a new file reaches figures of other records (docs/decisions/0002-history-core.md), in three nights.

Expected values are worked out by hand; that nothing else moved is told by the comparison with a full run.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from .comparing import differences
from .two_nights import AFTER, BEFORE, CITY, LAST, PHU_TAN, PHU_THO, code
from .yard import Yard, content_hashes


@pytest.fixture(scope="module")
def by_night(yard: Yard) -> Path:
    """The warehouse after the three nights."""
    yard.clear()
    assert (content_hashes(yard.night(BEFORE)), content_hashes(yard.night(AFTER))) == yard.hashes_by_dbt
    hashes = content_hashes(yard.night(LAST))
    kept = yard.set_aside("three_nights")
    whole = yard.night()
    found = differences(kept, yard.settings.warehouse_file)
    assert not found, "\n".join(found)
    assert hashes == content_hashes(whole)
    yard.clear()
    yard.night([*BEFORE, *AFTER, *LAST])
    found = differences(kept, yard.settings.warehouse_file, arrivals_too=False)
    assert not found, "\n".join(found)
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


def test_views_are_made_with_the_whole_and_left_alone_after_it(yard: Yard) -> None:
    scripts = (yard.scripts.whole, yard.scripts.incremental)
    whole, incremental = (sum("create view" in one for one in script.statements) for script in scripts)
    assert (whole > 0, incremental) == (True, 0)
