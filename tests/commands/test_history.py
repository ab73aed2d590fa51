"""What was published and known (conftest.py tells of the nights), replayed, and made again after it was lost."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publication.manifest import manifest_sha256, read_manifest
from tests.integration.history.two_nights import CITY, PHU_TAN, PHU_THO

from .office import Office

IDS = ["000001-20230101T000000", "000002-20230201T010000", "000003-20230202T010000", "000004-20230203T010000"]


@pytest.fixture(scope="module")
def office(four_nights: Office, finished: Path) -> Office:
    """The office of the four nights; `finished` was copied before anything is done to it."""
    assert finished.exists()
    return four_nights


def current(office: Office) -> Path:
    return office.root / "warehouse/published/current"


def hashes(folder: Path) -> dict[str, Any]:
    return {name: table["content_sha256"] for name, table in read_manifest(folder)["tables"].items()}


def acts(office: Office) -> list[tuple[str, str]]:
    lines = (office.root / "raw/publications.jsonl").read_text(encoding="utf-8").splitlines()
    return [(one["act"], one["publication_ids"][0]) for one in map(json.loads, lines)]


HISTORY = """
    select numerator, denominator, from_publication, to_publication from marts.kpi_history
    where kpi_code = 'online_case_rate_all' and unit_code = '{}' and period_name = '2023-01'
    order by from_publication
"""
BACKLOG = """
    select day::varchar, open_cases, overdue_cases from marts.fct_backlog_daily
    where unit_code = '{}' and day >= '2023-01-10' and (day <= '2023-01-11' or day >= '2023-01-31') order by day
"""


def test_each_publication_is_recorded_once(office: Office) -> None:
    assert acts(office) == [("publish", name) for name in IDS]
    assert office.run("verify").stdout == "Every hash of the chain is as recorded.\n"
    assert "Nothing new" in office.run("refresh").stdout


def test_history_tells_what_was_published_from_when_to_when(office: Office) -> None:
    # One of two online in two publications; then Phú Tân has neither, and one of two stands at Phú Thọ.
    assert office.ask(HISTORY.format(PHU_TAN)) == [(1, 2, IDS[1], IDS[2])]
    assert office.ask(HISTORY.format(PHU_THO)) == [(1, 2, IDS[3], None)]
    # The city's subtree has the other two in it: one of two, then one of three, and again.
    assert office.ask(HISTORY.format(CITY))[-1] == (0, 1, IDS[2], None)


def test_the_backlog_stays_as_it_was_known(office: Office) -> None:
    # B is overdue from the 11th on; the last night knows it no more and tells so from its own day on.
    assert office.ask(BACKLOG.format(PHU_TAN)) == [
        ("2023-01-10", 2, 0), ("2023-01-11", 2, 1), ("2023-01-31", 2, 1), ("2023-02-01", 2, 1),
    ]  # fmt: skip
    # C was received in January, which nobody knew while it lasted.
    assert office.ask(BACKLOG.format(CITY)) == [("2023-02-01", 1, 0), ("2023-02-02", 1, 0)]
    assert office.ask(BACKLOG.format(PHU_THO)) == [("2023-02-02", 2, 1)]


def test_what_stands_in_history_is_the_scoreboard(office: Office) -> None:
    columns = "period_key, unit_code, kpi_code, numerator, denominator, value, subtree_numerator, light, target_value"
    standing = f"select {columns} from marts.kpi_history where to_publication is null"
    shown = f"select {columns} from marts.kpi_scoreboard"
    assert office.ask(f"{standing} except all {shown}") == office.ask(f"{shown} except all {standing}") == []


def test_a_replay_tells_the_history_that_was_known_then(office: Office) -> None:
    with duckdb.connect(str(current(office) / "motcua.duckdb"), read_only=True) as con:
        published = con.execute(
            "select * replace (case when to_publication < $1 then to_publication end as to_publication)"
            " from marts.kpi_history where from_publication <= $1 order by all",
            [IDS[2]],
        ).fetchall()
    entries = [json.loads(line) for line in (office.root / "raw/publications.jsonl").read_text().splitlines()]
    moment = entries[2]["moment"]
    replayed = office.run("refresh", "--as-of", moment, "--out", str(office.root / "replay"))
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    with duckdb.connect(str(office.root / "replay/published/current/motcua.duckdb"), read_only=True) as con:
        known = con.execute(
            "select * replace (null::varchar as to_publication) from marts.kpi_history"
            " where from_publication <= $1 and (to_publication is null or to_publication >= $1) order by all",
            [IDS[2]],
        ).fetchall()
        assert [row for row in published if row[10] is None] == known
        assert con.execute("select count(*) from marts.fct_cases").fetchone() == (3,)
    assert acts(office) == [("publish", name) for name in IDS], "a replay is none of the publications"
    again = office.run("refresh", "--as-of", moment, "--out", str(office.root / "replay"))
    assert (again.returncode, "holds a warehouse already" in again.stderr) == (2, True)
    shutil.rmtree(office.root / "replay")


def test_a_replay_of_a_moment_before_the_first_file_says_when_that_came(office: Office) -> None:
    ledger = (office.root / "raw/archive/ledger.jsonl").read_text().splitlines()
    arrived = [json.loads(line)["moment"] for line in ledger]
    refused = office.run("refresh", "--as-of", "2020-01-01T00:00:00", "--out", str(office.root / "replay"))
    assert refused.returncode == 2
    assert f"the first file arrived {min(arrived).replace('T', ' ')}" in refused.stderr
    assert not (office.root / "replay").exists()


def test_from_archive_ledger_and_decisions_the_last_publication_comes_out_again(office: Office) -> None:
    tables, manifest = hashes(current(office)), read_manifest(current(office))
    shutil.rmtree(office.root / "warehouse")
    made = office.run("refresh")
    assert made.returncode == 0, made.stdout + made.stderr
    assert [f"Making publication {place} of 4 again: {name} …" for place, name in enumerate(IDS, start=1)] == [
        line for line in made.stdout.splitlines() if line.startswith("Making")
    ]
    assert hashes(current(office)) == tables
    assert manifest_sha256(read_manifest(current(office))) == manifest_sha256(manifest)
    assert acts(office) == [*(("publish", name) for name in IDS), ("restore", IDS[3])]
    assert office.run("verify").stdout == "Every hash of the chain is as recorded.\n"
    assert "Nothing new" in office.run("refresh").stdout


def test_a_full_refresh_keeps_history(office: Office) -> None:
    kept = "select * from {} order by all"
    names = ("marts.kpi_history", "marts.fct_backlog_daily")
    before = [office.ask(kept.format(name)) for name in names]
    assert office.run("refresh", "--full").returncode == 0
    assert [office.ask(kept.format(name)) for name in names] == before
