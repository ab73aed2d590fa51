"""What holds for any nights of exports (docs/decisions/0002-history-core.md).

One example costs some twenty seconds of one core, so few are tried here; MOTCUA_TEST_SCENARIOS=100 tries as many, each
time others.
"""

import os

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from . import model
from .comparing import differences
from .exports import Export
from .scenarios import nights, unique_paths
from .yard import Yard, content_hashes

ASKED_FOR = os.environ.get("MOTCUA_TEST_SCENARIOS")
few = settings(
    max_examples=int(ASKED_FOR or 2),
    deadline=None,
    derandomize=ASKED_FOR is None,
    phases=[Phase.explicit, Phase.generate],  # a smaller example is not worth its minutes: a difference names its rows
    suppress_health_check=list(HealthCheck),
)


@few
@given(scenario=nights())
def test_night_by_night_is_everything_at_once_and_the_model(yard: Yard, scenario: list[list[Export]]) -> None:
    yard.clear()
    last = [yard.night(night) for night in scenario][-1]
    by_night = yard.set_aside("by_night")
    whole = yard.night()
    found = differences(by_night, yard.settings.warehouse_file)
    assert not found, "\n".join(found)
    assert content_hashes(last) == content_hashes(whole)
    with duckdb.connect(str(by_night), read_only=True) as con:
        check_fates(con)
        check_against_model(con, scenario)


@few
@given(scenario=nights(), data=st.data())
def test_the_order_of_arrival_does_not_matter(yard: Yard, scenario: list[list[Export]], data: st.DataObject) -> None:
    exports = unique_paths(scenario)
    shuffled = data.draw(st.permutations(exports))
    cut = data.draw(st.integers(1, len(exports)))
    yard.clear()
    yard.night(exports)
    at_once = yard.set_aside("at_once")
    yard.clear()
    yard.night(shuffled[:cut])
    yard.night(shuffled[cut:])
    found = differences(at_once, yard.settings.warehouse_file, arrivals_too=False)
    assert not found, "\n".join(found)


def check_fates(con: duckdb.DuckDBPyConnection) -> None:
    """Each record that was read has one fate; a replaced file's rows are superseded (house.md, law 3)."""
    lost = con.execute(
        "select source_file, outcome, rows_read, rows_kept, rows_quarantined, rows_superseded, rows_duplicate"
        " from meta.loads"
        " where rows_read <> rows_kept + rows_quarantined + rows_superseded + rows_duplicate"
        " or (outcome = 'replaced' and rows_superseded <> rows_read)"
        " or (outcome = 'duplicate' and rows_duplicate <> rows_read)"
    ).fetchall()
    assert not lost


def check_against_model(con: duckdb.DuckDBPyConnection, scenario: list[list[Export]]) -> None:
    """The kept cases and two rates are those of the model."""
    cases = model.kept_cases(scenario)
    facts = con.execute(
        "select case_code, unit_code, status, received_date, finished_date from core.case_facts order by 1"
    ).fetchall()
    ended = ("processed", "returned")
    assert facts == sorted(
        (one.code, one.unit, one.status, one.received, one.finished if one.status in ended else None) for one in cases
    )
    for kpi, expected in (
        ("online_case_rate_all", model.online_case_rate_all(cases)),
        ("on_time_rate", model.on_time_rate(cases)),
    ):
        daily = con.execute(
            "select unit_code, sum(numerator)::integer, sum(denominator)::integer from kpi.component_daily"
            " where kpi_code = $1 group by unit_code",
            [kpi],
        ).fetchall()
        assert {unit: (numerator, denominator) for unit, numerator, denominator in daily} == expected
        to_date = con.execute(
            "select unit_code, numerator, denominator from marts.kpi_scoreboard"
            " where kpi_code = $1 and period_type = 'to_date' and denominator > 0",
            [kpi],
        ).fetchall()
        assert {unit: (numerator, denominator) for unit, numerator, denominator in to_date} == expected
