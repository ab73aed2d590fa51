"""What holds for any nights of exports (docs/decisions/0002-history-core.md)."""

from collections.abc import Sequence

import duckdb

from . import model
from .comparing import differences
from .exports import Export
from .yard import Yard, content_hashes


def check_night_by_night(yard: Yard, scenario: list[list[Export]]) -> None:
    """Night by night comes to the same as everything at once, with one fate a record, and to the model's figures."""
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


def check_order(yard: Yard, exports: Sequence[Export], nights: Sequence[Sequence[Export]]) -> None:
    """The same files in other nights and another order come to the same, but for what tells as which arrival."""
    yard.clear()
    yard.night(exports)
    at_once = yard.set_aside("at_once")
    yard.clear()
    for night in nights:
        yard.night(night)
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
