"""Quarantined records come back by themselves once what they lacked is there, and fall again when it goes."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest

from .exports import Export, Payment, Rating, Step
from .two_nights import FEBRUARY, FIRST, JANUARY, PHU_THO, SECOND, case, code
from .yard import Yard

DAY = dt.date(2023, 2, 11)

WAITING = [
    Export("payments", "tinh", JANUARY, FIRST, (Payment("P1", code("L"), "50.000", "Tiền mặt", True, DAY),)),
    Export("ratings", "tinh", JANUARY, FIRST, (Rating("G1", code("L"), DAY, 5),)),
    Export("case_events", "tinh", JANUARY, FIRST, (
        Step(code("L"), "accepted", dt.datetime(2023, 2, 11, 9), is_electronic=True),
    )),
    Export("cases", "tinh", FEBRUARY, FIRST, (case("N", PHU_THO),)),
]  # fmt: skip
ARRIVED = Export("cases", "tinh", JANUARY, FIRST, (case("L"),))
DELETED = Export("cases", "tinh", JANUARY, SECOND, (case("K"),))


@pytest.fixture
def without_a_unit(yard: Yard) -> Iterator[Yard]:
    """The register of units before Phú Thọ is entered."""
    yard.clear()
    with duckdb.connect(str(yard.registers)) as con:
        con.execute("create table register.kept_units as from register.units_binh_duong")
        con.execute("delete from register.units_binh_duong where unit_code = $1", [PHU_THO])
    yield yard
    enter_units(yard)


def enter_units(yard: Yard) -> None:
    """Put the whole register back; a second time does nothing."""
    with duckdb.connect(str(yard.registers)) as con:
        if con.execute("select 1 from duckdb_tables() where table_name = 'kept_units'").fetchone():
            con.execute("create or replace table register.units_binh_duong as from register.kept_units")
            con.execute("drop table register.kept_units")


def fates(yard: Yard) -> dict[str, tuple[str, str | None]]:
    """Fate and reason by source, of the files that wait for something."""
    with duckdb.connect(str(yard.settings.warehouse_file), read_only=True) as con:
        rows = con.execute(
            "select source, fate, reason from quality.row_fate where natural_key in ('P1', 'G1', $1)"
            " or (source = 'case_events' and natural_key = $2)",
            [code("N"), code("L")],
        ).fetchall()
    assert len(rows) == 4
    return {source: (fate, reason) for source, fate, reason in rows}


ORPHANS = {
    "payments": ("quarantined", "orphan_payment"),
    "ratings": ("quarantined", "orphan_rating"),
    "case_events": ("quarantined", "orphan_event"),
}
BACK = dict.fromkeys(ORPHANS, ("kept", None))
NO_UNIT = {"cases": ("quarantined", "unknown_unit")}


def test_what_was_lacking_arrives_goes_and_is_entered(without_a_unit: Yard) -> None:
    yard = without_a_unit
    yard.night(WAITING)
    assert fates(yard) == ORPHANS | NO_UNIT
    yard.night([ARRIVED])
    assert fates(yard) == BACK | NO_UNIT
    yard.night([DELETED])
    assert fates(yard) == ORPHANS | NO_UNIT
    # Another register is another reading: the next night makes everything anew by itself; here, in a new warehouse.
    enter_units(yard)
    yard.forget_warehouse()
    yard.night()
    assert fates(yard) == ORPHANS | {"cases": ("kept", None)}
