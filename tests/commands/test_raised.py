"""Form 06a differs and a steward raises it; then a figure jumps, and everything is made anew.

The form of February of Phú Tân tells of three cases where two came. Each test goes on where the one before it ended;
all expected figures were counted by hand from the few cases below.
"""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.manifest import read_manifest
from orchestration.simulator.report_06a import write_report
from orchestration.simulator.windows import Window
from tests.integration.history.exports import Export

from .office import Office
from .test_held_units import FEBRUARY, FIRST_NIGHT, GOOD_NIGHT, PHU_TAN, PHU_THO, case, held, night, on_time, outcome

AGREES = "reconciliation.form_agrees_with_cases"
ITEM, RULE, JUMPED = f"{AGREES}:{PHU_TAN}:2023-02-01", "unit_faults.form_06a_raised", "figure_jumps.moved_by_what_came"
SPRING = (dt.date(2023, 3, 1), dt.date(2023, 3, 9))
NEW_CASE = (Export("cases", "huyen", SPRING, dt.datetime(2023, 3, 10, 1), (case(13, PHU_TAN, dt.date(2023, 3, 6)),)),)
ONE_MORE = (Export("cases", "tinh", SPRING, dt.datetime(2023, 3, 12, 1), (case(5, PHU_THO, dt.date(2023, 3, 6)),)),)
REASON = "Báo cáo 06a của hệ thống huyen chưa khớp, kỳ 01/02/2023–28/02/2023"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def send_form(office: Office, exported: dt.datetime, received: int) -> None:
    """The form of February: one case resolved early, one late, none open."""
    path = office.root / f"raw/inbox/report_06a/huyen/report_06a_20230201_20230228_{exported:%Y%m%dT%H%M%S}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    line = ("UBND Phường Phú Tân", received, 0, received, 0, 2, 1, 0, 1, 0, 0, 0)
    write_report(path, Window(0, dt.date(2023, 2, 1), dt.date(2023, 2, 28)), [line])


def current(office: Office) -> Path:
    return office.root / "warehouse/published/current"


def test_a_difference_warns_until_a_steward_raises_it(office: Office) -> None:
    send_form(office, FIRST_NIGHT, 3)
    first = night(office, GOOD_NIGHT)
    assert (outcome(office, AGREES), held(office)) == (("warn", "failed", 2), [])
    for item, fault in ((JUMPED, "only a difference of form 06a"), (f"{AGREES}:{PHU_THO}", "no such difference")):
        refused = office.run("steward", "raise", item, "--reason", "lệch", "--by", "Lan")
        assert (refused.returncode, fault in refused.stderr) == (2, True)
    raised = office.run("steward", "raise", ITEM, "--reason", "thiếu hồ sơ giấy", "--by", "Lan")
    assert (raised.returncode, raised.stderr) == (0, "")

    night(office, NEW_CASE)
    assert held(office) == [(PHU_TAN, "2023-03-10", first, REASON)]
    # Two of three are known to be on time; one of two was when the figures were good.
    assert on_time(office, PHU_TAN) == (1, 2, 1, 2, None, "held", False)
    assert on_time(office, PHU_THO) == (3, 4, 3, 4, 1, "published", False)
    assert outcome(office, RULE) == ("hold", "failed", 1)
    compared = (
        "select definition, numerator, denominator, data_status, held_reason, held_from_publication"
        f" from marts.definition_comparison where unit_code = '{PHU_TAN}' and topic = 'on_time'"
        " and period_name = 'to_date' order by definition"
    )
    # The form itself is counted from what is known: it is marked, and stands still as of no publication.
    assert office.ask(compared) == [
        ("form_06a", 2, 3, "held", REASON, None),
        ("index_766", 1, 2, "held", REASON, first), ("plan", 1, 2, "held", REASON, first),
    ]  # fmt: skip
    shown = office.run("steward", "show", ITEM).stdout
    assert shown.startswith(f"{ITEM}: raised\n")
    assert "Lan: raised to a hold: thiếu hồ sơ giấy" in shown


def test_a_lost_warehouse_comes_out_with_the_hold(office: Office) -> None:
    tables = read_manifest(current(office))["tables"]
    shutil.rmtree(office.root / "warehouse")
    night(office)
    assert read_manifest(current(office))["tables"] == tables
    assert office.run("verify").returncode == 0


def test_the_corrected_form_releases_the_unit(office: Office) -> None:
    send_form(office, dt.datetime(2023, 3, 11, 1), 2)
    night(office)
    assert held(office) == []
    assert on_time(office, PHU_TAN) == (2, 3, 2, 3, 2, "published", False)
    assert (outcome(office, RULE), outcome(office, JUMPED)) == (("hold", "passed", 0), ("block", "passed", 0))
    assert office.run("steward", "reopen", ITEM, "--reason", "đã sửa", "--by", "Lan").returncode == 0


def test_a_figure_that_jumps_shuts_the_gate_and_a_full_refresh_mends_it(office: Office) -> None:
    last = current(office).resolve().name
    with duckdb.connect(str(office.root / "warehouse/warehouse.duckdb")) as con:
        # Nine cases that nobody sent, on a day of which the next night brings nothing.
        day = FEBRUARY + dt.timedelta(days=9)
        con.execute("insert into kpi.component_daily values ($1, 'online_case_rate_all', 0, 9, $2)", [PHU_THO, day])
    for one in ONE_MORE:
        office.deliver_bytes(one.path, one.content())
    assert office.run("refresh").returncode == 1
    assert current(office).resolve().name == last
    shown = office.run("steward", "show", JUMPED).stdout
    assert f"row: {PHU_THO} / online_case_rate_all / to_date / denominator / 4.0 / 14.0 / 1.0\n" in shown

    night(office, (), "--full")
    # Four cases of February and the new one: it moved figures, and nothing tells any more that it did.
    denominator = "select denominator from marts.kpi_scoreboard where kpi_code = 'online_case_rate_all'"
    assert office.ask(f"{denominator} and unit_code = '{PHU_THO}' and period_name = 'to_date'") == [(5,)]
    assert outcome(office, JUMPED) == ("block", "passed", 0)
    assert outcome(office, "figure_jumps.remade_as_published")[:2] == ("warn", "failed")
