"""The page of one plan, or opened with a period that was asked for."""

import json
import re
from typing import Any

from orchestration.reports.asked import Asked
from orchestration.reports.scoreboard import render_scoreboard

from .publication import Publication


def _data(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_page_of_one_plan_or_period_opens_with_it(province: Publication) -> None:
    province.plan("near", "9/KH", "H")
    province.figure("D", "ontime", "drive", (7, 8))
    whole = _data(render_scoreboard(province.con))
    assert [len(group["units"]) for group in whole["groups"]] == [3, 2]
    opened = _data(render_scoreboard(province.con, Asked("drive")))["groups"]
    assert [len(group["units"]) for group in opened] == [2, 3]
    assert opened[0]["periods"][opened[0]["opening"][1]]["kind"] == "campaign"
    (alone,) = _data(render_scoreboard(province.con, plan_code="near"))["groups"]
    assert [unit[0] for unit in alone["units"]] == ["H", "X1", "X2"]


def test_an_old_period_that_is_asked_for_is_offered(province: Publication) -> None:
    for year in range(2001, 2011):
        province.figure("D", "online", "2023", (year, 3000))
        province.con.execute(
            "update marts.kpi_scoreboard set period_name = ?, period_start = ?, period_end = ? where numerator = ?",
            [str(year), f"{year}-01-01", f"{year}-12-31", year],
        )
    years = [period["label"] for period in _data(render_scoreboard(province.con))["groups"][0]["periods"]]
    assert "Năm 2010" in years
    assert "Năm 2002" not in years
    (group,) = _data(render_scoreboard(province.con, Asked("2002")))["groups"]
    assert group["periods"][group["opening"][1]]["label"] == "Năm 2002"
