"""Nights in which a portal is late, a steward waives, the files come, and one unit's rows are mostly faulty.

Phú Thọ reports through `tinh`, Phú Tân through `huyen`; both lie below Thủ Dầu Một. Each test goes on where the one
before it ended. All expected figures were counted by hand from the few cases below.
"""

import datetime as dt
from pathlib import Path

import pytest

from tests.integration.history.exports import Case, Export, Portal

from .office import Office

CITY, PHU_TAN, PHU_THO = "000.00.31.H09", "000.11.31.H09", "000.12.31.H09"
WINTER = (dt.date(2023, 1, 1), dt.date(2023, 2, 28))
SPRING = (dt.date(2023, 3, 1), dt.date(2023, 4, 20))
RULE, FAULTY = "unit_faults.late_portal", "unit_faults.quarantined_rows"
FIRST_NIGHT, SECOND_NIGHT = dt.datetime(2023, 3, 1, 1), dt.datetime(2023, 4, 21, 1)


def case(number: int, unit: str, day: dt.date, *, late: bool = False, faulty: bool = False) -> Case:
    """A case received on `day`, due two days later, finished in time or a week after."""
    return Case(
        f"H09.20-20230101-{number:07d}", unit, "nonsense" if faulty else "returned", "counter", day,
        day + dt.timedelta(days=2), day + dt.timedelta(days=7 if late else 1), "1.000001", f"{number:012d}",
    )  # fmt: skip


def export(portal: Portal, window: tuple[dt.date, dt.date], exported: dt.datetime, *cases: Case) -> Export:
    return Export("cases", portal, window, exported, cases)


FEBRUARY, MARCH = dt.date(2023, 2, 6), dt.date(2023, 3, 6)
GOOD_NIGHT = (
    export("tinh", WINTER, FIRST_NIGHT, *(case(n, PHU_THO, FEBRUARY, late=n == 1) for n in range(1, 5))),
    export("huyen", WINTER, FIRST_NIGHT, *(case(n, PHU_TAN, FEBRUARY, late=n == 11) for n in range(11, 13))),
)
ONLY_TINH = (export("tinh", SPRING, SECOND_NIGHT, case(5, PHU_THO, MARCH, late=True)),)
AT_LAST = (
    export(
        "huyen", SPRING, SECOND_NIGHT, *(case(n, PHU_TAN, MARCH) for n in (13, 14)),
        *(case(n, PHU_TAN, MARCH, late=True) for n in (15, 16)), *(case(n, PHU_TAN, MARCH) for n in (17, 18, 19)),
    ),
)  # fmt: skip
MOSTLY_FAULTY = (
    export(
        "huyen", SPRING, SECOND_NIGHT + dt.timedelta(days=1), *(case(n, PHU_TAN, MARCH) for n in (13, 14)),
        *(case(n, PHU_TAN, MARCH, faulty=True) for n in range(21, 26)),
    ),
)  # fmt: skip
MENDED = (
    export(
        "huyen", SPRING, SECOND_NIGHT + dt.timedelta(days=2), *(case(n, PHU_TAN, MARCH) for n in (13, 14)),
        *(case(n, PHU_TAN, MARCH) for n in range(21, 26)),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def night(office: Office, exports: tuple[Export, ...] = (), *words: str) -> str:
    """Deliver, refresh, and give the id of what was published; held units exit 0."""
    for one in exports:
        office.deliver_bytes(one.path, one.content())
    done = office.run("refresh", *words)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr
    return (office.root / "warehouse/published/current").resolve().name


def on_time(office: Office, unit: str, period: str = "to_date") -> tuple[object, ...]:
    """Own figure, subtree's figure, rank, standing, and whether a unit below is held."""
    (row,) = office.ask(
        "select numerator, denominator, subtree_numerator, subtree_denominator, rank_in_level, data_status, held_below"
        f" from marts.kpi_scoreboard where unit_code = '{unit}' and kpi_code = 'on_time_rate'"
        f" and period_name = '{period}'"
    )
    return row


def held(office: Office) -> list[tuple[object, ...]]:
    return office.ask(
        "select distinct unit_code, held_since::varchar, held_from_publication, held_reason from marts.kpi_scoreboard"
        " where data_status = 'held' and period_name = 'to_date'"
    )


def outcome(office: Office, check: str) -> tuple[object, ...]:
    (row,) = office.ask(f"select severity, outcome, failing_rows from quality.check_results where check_id = '{check}'")
    return row


def undisturbed(root: Path, *nights: tuple[Export, ...]) -> list[tuple[object, ...]]:
    """The scoreboard of a warehouse to which all files came at once."""
    other = Office(root)
    night(other, tuple(one for exports in nights for one in exports))
    return scoreboard(other)


def scoreboard(office: Office) -> list[tuple[object, ...]]:
    return office.ask("select * from marts.kpi_scoreboard order by period_name, kpi_code, unit_code")


LATE = "Hệ thống huyen chậm gửi hồ sơ, tệp mới nhất xuất ngày 01/03/2023"


def test_a_late_portal_holds_its_units_and_no_other(office: Office) -> None:
    first = night(office, GOOD_NIGHT)
    assert on_time(office, PHU_THO) == (3, 4, 3, 4, 1, "published", False)
    assert on_time(office, PHU_TAN) == (1, 2, 1, 2, 2, "published", False)
    assert held(office) == []

    night(office, ONLY_TINH)
    # 51 days since the last export, of which none is a holiday: more than a month and ten days.
    query = "select days_since, allowed_days, status from quality.portal_freshness where portal = 'huyen'"
    assert office.ask(query) == [(51, 41, "late")]
    assert held(office) == [(PHU_TAN, "2023-04-21", first, LATE)]
    assert on_time(office, PHU_THO) == (3, 5, 3, 5, 1, "published", False)
    assert on_time(office, PHU_TAN) == (1, 2, 1, 2, None, "held", False)
    assert on_time(office, CITY) == (0, 0, 4, 7, None, "published", True)
    assert outcome(office, RULE) == ("hold", "failed", 1)
    assert office.ask("select verdict from meta.publication") == [("held",)]
    assert outcome(office, "portal_freshness.reports_as_agreed") == ("warn", "failed", 1)
    told = office.run("status").stdout
    assert "Held units: 1 (as last good)\n" in told
    assert f"  {PHU_TAN} UBND Phường Phú Tân: cases, since 2023-04-21, figures of {first}; {LATE}" in told
    told = office.run("explain", "--unit", PHU_TAN, "--kpi", "on_time_rate", "--period", "to_date").stdout
    assert f"held         since 2023-04-21: {LATE}\n  figure of    publication {first}, " in told
    assert "  2 rows ('+' counts in the numerator):" in told
    assert f"held below    {PHU_TAN}: " in province(office)
    assert office.run("verify").returncode == 0


def province(office: Office) -> str:
    return office.run("explain", "--unit", "000.00.00.H09", "--kpi", "on_time_rate", "--period", "to_date").stdout


def test_a_held_unit_looks_the_same_when_everything_is_made_anew(office: Office) -> None:
    before = scoreboard(office)
    night(office, (), "--full")
    assert scoreboard(office) == before


def test_a_waiver_publishes_and_its_end_holds_again(office: Office) -> None:
    done = office.run("steward", "waive", RULE, "--reason", "đã đối chiếu", "--until", "2999-12-31", "--by", "Lan")
    assert (done.returncode, done.stderr) == (0, "")
    waived = night(office)
    assert held(office) == []
    assert on_time(office, PHU_TAN) == (1, 2, 1, 2, 2, "published", False)
    assert outcome(office, RULE) == ("hold", "waived", 1)
    assert office.run("steward", "reopen", RULE, "--reason", "thôi", "--by", "Lan").returncode == 0
    night(office)
    assert held(office) == [(PHU_TAN, "2023-04-21", waived, LATE)], "what a steward answered for was good"


def test_the_files_release_the_unit(office: Office, tmp_path: Path) -> None:
    night(office, AT_LAST)
    assert held(office) == []
    # 1 of 2 in winter, 5 of 7 in spring.
    assert on_time(office, PHU_TAN) == (6, 9, 6, 9, 1, "published", False)
    assert on_time(office, CITY) == (0, 0, 9, 14, None, "published", False)
    assert outcome(office, RULE) == ("hold", "passed", 0)
    assert scoreboard(office) == undisturbed(tmp_path, GOOD_NIGHT, ONLY_TINH, AT_LAST)


def test_too_many_faulty_rows_hold_the_unit_until_they_are_mended(office: Office, tmp_path: Path) -> None:
    last = (office.root / "warehouse/published/current").resolve().name
    night(office, MOSTLY_FAULTY)
    assert office.ask("select unit_code, faulty_rows, newest_rows from quality.unit_faults") == [(PHU_TAN, 5, 7)]
    assert held(office) == [(PHU_TAN, "2023-04-22", last, "Quá nhiều dòng hồ sơ của hệ thống huyen bị cách ly")]
    assert on_time(office, PHU_TAN) == (6, 9, 6, 9, None, "held", False)
    assert on_time(office, PHU_TAN, "2023-03") == (5, 7, 5, 7, None, "held", False)
    assert on_time(office, CITY, "2023-03") == (0, 0, 5, 8, None, "published", True)
    assert (outcome(office, FAULTY), outcome(office, RULE)) == (("hold", "failed", 1), ("hold", "passed", 0))

    night(office, MENDED)
    assert held(office) == []
    # 1 of 2 in winter, 7 of 7 in spring.
    assert on_time(office, PHU_TAN) == (8, 9, 8, 9, 1, "published", False)
    assert scoreboard(office) == undisturbed(tmp_path, GOOD_NIGHT, ONLY_TINH, AT_LAST, MOSTLY_FAULTY, MENDED)
