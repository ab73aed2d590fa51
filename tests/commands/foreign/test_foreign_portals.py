"""Portals of other countries come in by a contract and rows of units alone, through `motcua refresh`.

What is expected is counted here from the files' own columns: the flag that the city itself set, never a date compared.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from subprocess import CompletedProcess
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tests.commands.foreign.cities import (
    EXPORTED,
    SPRINGFIELD_COMPLAINTS,
    SPRINGFIELD_STAFFING,
    capital,
    koeln,
    riverside,
    springfield,
)
from tests.commands.process import motcua

HERE = Path(__file__).parent
WRONG = {
    "SPR-2021-90001": ("unknown_unit", "unit_code"),
    "SPR-2021-90002": ("bad_code", "status"),
    "SPR-2021-90003": ("finished_without_moment", "finished_at"),
    "SPR-2021-90004": ("bad_timestamp", "received_at"),
    "SPR-R-7": ("bad_case_code", "case_code"),
    "Weather Bureau": ("unknown_unit", "unit_code"),
}
"""The records (all of Springfield) that were sown wrong, with the rule that each breaks."""
DEPARTMENTS = {
    "Public Works": "SPR-PW", "Streets Division": "SPR-PW", "PARKS & RECREATION": "SPR-PR", "Housing": "SPR-HS",
    "PWDx": "PWDx", "BTD": "BTDT", "BTDT": "BTDT", "ISD": "ISD", "": "CAP",
    "Straßenbau": "KLN-1.1", "Grünflächenamt": "KLN-2", "Bürgeramt Süd": "KLN-1",
    "Water, Sewer & Drains": "RIV-W", "Transportation": "RIV-T", "SOLID WASTE": "RIV-S",
}  # fmt: skip
ONLINE = {"Mobile App", "Website", "Citizens Connect App", "Self Service", "App", "Web"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a row of a city's file says: its unit, its state, the city's own flag, and the month of its closing."""

    unit: str
    state: str
    is_on_time: bool
    closed_month: str
    is_online: bool


def rows_of(data: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data, newline=""), delimiter=delimiter))


def seen_in_springfield() -> Iterator[Seen]:
    states = {"Open": "open", "Closed": "closed", "Duplicate (Closed)": "duplicate"}
    for row in rows_of(springfield().decode(), ","):
        if f"SPR-{row['Request No']}" not in WRONG:
            month, _, year = row["Date Closed"][:10].split("/") if row["Date Closed"] != "N/A" else ("", "", "")
            yield Seen(
                DEPARTMENTS[row["Department"]], states[row["Status"]], row["On Time"] != "Overdue", f"{year}-{month}",
                row["Origin"] in ONLINE,
            )  # fmt: skip


def seen_in_capital() -> Iterator[Seen]:
    for row in rows_of(capital().decode(), ","):
        state = "closed" if row["case_status"] == "Closed" else "open"
        is_online = row["source"] in ONLINE
        yield Seen(DEPARTMENTS[row["department"]], state, row["ontime"] == "ONTIME", row["closed_dt"][:7], is_online)


def seen_in_koeln() -> Iterator[Seen]:
    states = {"Offen": "open", "Erledigt": "closed", "Dublette": "duplicate"}
    for row in rows_of(koeln().decode("cp1252"), ";"):
        month = ""
        if row["erledigt"] != "–":
            moment = datetime.fromisoformat(row["erledigt"].replace("Z", "+00:00"))
            utc = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
            month = f"{utc.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m}"
        yield Seen(DEPARTMENTS[row["Amt"]], states[row["Status"]], row["rechtzeitig"] == "ja", month, is_online=True)


def seen_in_riverside() -> Iterator[Seen]:
    states = {"In Progress": "open", "Completed": "closed", "Canceled": "duplicate"}
    for row in rows_of(riverside().decode(), ","):
        month, _, year = row["CLOSED"][:10].split("/") if row["CLOSED"] else ("", "", "")
        yield Seen(
            DEPARTMENTS[row["AGENCY"]], states[row["STATUS"]], row["SLA STATUS"] == "ONTIME", f"{year}-{month}",
            row["METHOD RECEIVED"] in ONLINE,
        )  # fmt: skip


CITIES = {
    "springfield": seen_in_springfield, "capital": seen_in_capital, "koeln": seen_in_koeln,
    "riverside": seen_in_riverside,
}  # fmt: skip
ROOTS = {"springfield": "SPR", "capital": "CAP", "koeln": "KLN", "riverside": "RIV"}


def refresh(folder: Path, **settings: str) -> CompletedProcess[str]:
    """`motcua refresh` in a process of its own, with the contracts and registers of this folder alone."""
    environment = {
        "MOTCUA_RAW_DIR": str(folder / "raw"),
        "MOTCUA_WAREHOUSE_DIR": str(folder / "warehouse"),
        "MOTCUA_CONTRACTS_DIR": str(HERE / "contracts"),
        "MOTCUA_REGISTERS_DIR": str(HERE / "registers"),
        "MOTCUA_PII_KEY": "a key of the tests only",
    }
    return motcua(folder, environment | settings, "refresh")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("abroad")
    for source, portal, data in (
        ("cases", "springfield", springfield()),
        ("cases", "capital", capital()),
        ("cases", "koeln", koeln()),
        ("cases", "riverside", riverside()),
        ("staffing", "springfield", SPRINGFIELD_STAFFING.encode()),
        ("complaints", "springfield", SPRINGFIELD_COMPLAINTS.encode()),
    ):
        name = f"{source}_20201201_20210330_{EXPORTED:%Y%m%dT%H%M%S}.csv"
        path = folder / "raw" / "inbox" / source / portal / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    done = refresh(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(folder / "warehouse/published/current/motcua.duckdb"), read_only=True) as con:
        yield con


def score(con: duckdb.DuckDBPyConnection, unit: str, kpi: str, period: str) -> tuple[float, float] | None:
    """Numerator and denominator (of a count 0) of a figure as published."""
    return con.execute(
        "select numerator, coalesce(denominator, 0) from marts.kpi_scoreboard"
        " where unit_code = ? and kpi_code = ? and period_name = ?",
        [unit, kpi, period],
    ).fetchone()


@pytest.mark.parametrize("city", CITIES)
def test_every_row_is_kept_or_told(published: duckdb.DuckDBPyConnection, city: str) -> None:
    wrong = sum(1 for key in WRONG if key.startswith("SPR-")) if city == "springfield" else 0
    kept = sum(1 for _ in CITIES[city]())
    loads = published.execute(
        "select rows_read, rows_kept, rows_quarantined, rows_superseded + rows_duplicate"
        " from meta.loads where source = 'cases' and portal = ?",
        [city],
    ).fetchall()
    assert loads == [(kept + wrong, kept, wrong, 0)]


def test_one_city_is_as_large_as_a_public_data_set(published: duckdb.DuckDBPyConnection) -> None:
    """58,000 requests in more lines than that; those without a due time are late by no flag and by no figure."""
    data = riverside()
    rows = rows_of(data.decode(), ",")
    assert len(rows) == 58_000
    assert data.count(b"\n") > 58_001 + 30_000
    undated = [row for row in rows if not row["DUE"]]
    assert {row["SLA STATUS"] for row in undated} == {"ONTIME"}
    found = published.execute(
        "select count(*), count(due_at) from marts.fct_cases where portal = 'riverside'"
    ).fetchone()
    assert found == (58_000, 58_000 - len(undated))


def test_the_rows_that_are_wrong_are_named(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute("select natural_key, rule_code, field from quality.quarantine").fetchall()
    assert {key: (rule, field) for key, rule, field in found} == WRONG


@pytest.mark.parametrize("city", CITIES)
def test_on_time_figures_are_those_of_the_flag(published: duckdb.DuckDBPyConnection, city: str) -> None:
    closed = [one for one in CITIES[city]() if one.state == "closed"]
    counted = Counter((one.unit, one.closed_month) for one in closed)
    in_time = Counter((one.unit, one.closed_month) for one in closed if one.is_on_time)
    assert len(counted) > 6
    assert 0 < sum(in_time.values()) < len(closed)
    for (unit, month), number in counted.items():
        assert score(published, unit, "on_time_rate", month) == (in_time[unit, month], number), (unit, month)
    whole = published.execute(
        "select subtree_numerator, subtree_denominator from marts.kpi_scoreboard"
        " where unit_code = ? and kpi_code = 'on_time_rate' and period_name = 'to_date'",
        [ROOTS[city]],
    ).fetchone()
    assert whole == (sum(in_time.values()), len(closed))


@pytest.mark.parametrize("city", CITIES)
def test_open_requests_are_judged_as_the_flag_does(published: duckdb.DuckDBPyConnection, city: str) -> None:
    counted = [one for one in CITIES[city]() if one.state != "duplicate"]
    for unit in {one.unit for one in counted}:
        of_unit = [one for one in counted if one.unit == unit]
        overdue = sum(1 for one in of_unit if one.state == "open" and not one.is_on_time)
        assert overdue > 0
        assert score(published, unit, "overdue_open_cases", "to_date") == (overdue, 0)
        on_time = sum(1 for one in of_unit if one.is_on_time)
        assert score(published, unit, "on_time_rate_766", "to_date") == (on_time, len(of_unit))
        listed = published.execute("select count(*) from marts.overdue_cases where unit_code = ?", [unit]).fetchone()
        assert listed == (overdue,)


@pytest.mark.parametrize("city", CITIES)
def test_channels_are_mapped(published: duckdb.DuckDBPyConnection, city: str) -> None:
    requests = list(CITIES[city]())
    for unit in {one.unit for one in requests}:
        online = [one.is_online for one in requests if one.unit == unit]
        assert score(published, unit, "online_case_rate_all", "to_date") == (sum(online), len(online))


def test_what_no_city_reports_is_not_counted_as_no(published: duckdb.DuckDBPyConnection) -> None:
    kpis = {kpi for (kpi,) in published.execute("select distinct kpi_code from marts.kpi_scoreboard").fetchall()}
    assert {"on_time_rate", "on_time_rate_766", "overdue_open_cases", "online_case_rate_all"} <= kpis
    silent = {"input_digitised_rate", "result_digitised_rate", "result_signed_rate", "national_portal_synced_rate"}
    assert not kpis & (silent | {"online_case_rate_766", "online_payment_rate", "remote_case_rate"})


def test_equal_numbers_of_two_cities_are_two_requests(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute(
        "select case_code, unit_code from marts.fct_cases where case_code like '%-2021-00001' order by all"
    ).fetchall()
    assert [code for code, _ in found] == ["CAP-2021-00001", "SPR-2021-00001"]


def test_moments_are_those_of_the_city(published: duckdb.DuckDBPyConnection) -> None:
    rows = {row["Nummer"]: row for row in rows_of(koeln().decode("cp1252"), ";")}
    found = dict(
        published.execute(
            "select case_code, strftime(received_at, '%Y-%m-%dT%H:%M:%S') from marts.fct_cases where portal = 'koeln'"
        ).fetchall()
    )
    with_offset = {number: row["eingegangen"] for number, row in rows.items() if "+" in row["eingegangen"]}
    assert {text[-6:] for text in with_offset.values()} == {"+01:00", "+02:00"}
    assert {number: found[f"KLN-{number}"] for number in with_offset} == {
        number: text[:-6] for number, text in with_offset.items()
    }


def test_other_sources_take_units_by_name_too(published: duckdb.DuckDBPyConnection) -> None:
    staff = published.execute(
        "select unit_code, month, counter_officers from marts.fct_staffing order by all"
    ).fetchall()
    assert staff == [("SPR-PR", date(2021, 2, 1), 7), ("SPR-PW", date(2021, 1, 1), 1200)]
    assert score(published, "SPR-PW", "complaints", "2021-02") == (1, 0)
    assert score(published, "SPR-HS", "complaints", "2021-02") == (1, 0)
