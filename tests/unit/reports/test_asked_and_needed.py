"""What the plans ask, what is lacking, and one matter in several definitions, as they reach the page."""

import json
import re
from typing import Any

import pytest

from orchestration.reports.scoreboard import render_scoreboard
from orchestration.reports.words import STANDINGS, counted_word

from .publication import Publication


def _data(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def _rows(page: str, table: str) -> list[list[str]]:
    body = page[page.index(f'id="{table}"') :]
    body = body[body.index("<tbody>") : body.index("</tbody>")]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if "<td" in row]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_what_is_lacking_reaches_the_script_by_unit(province: Publication) -> None:
    province.need("D", "online", "to_date", "reachable", 943, expected=2000, needed=1943)
    province.need("X2", "online", "to_date", "out_of_reach", 227, expected=10, needed=236)
    province.need("D", "online", "2023-09", "over", 1)
    province.need("D", "ontime", "to_date", "reachable", None, expected=7, average=12.25)
    to_date, month = _data(render_scoreboard(province.con))["groups"][0]["periods"]
    # Unit's place, outlook, lacking, needed (tenths of an average, half up), expected.
    assert to_date["needs"] == [[[1, 0, 943, 1943, 2000], [4, 1, 227, 236, 10]], [[1, 0, -1, 123, 7]], 0]
    assert month["needs"] == [[[1, 2, 1, -1, 0]], 0, 0]
    assert (to_date["until"], month["until"]) == ("31/12/2023", "30/09/2023")


def test_an_average_that_would_have_to_be_negative_is_no_time_at_all(province: Publication) -> None:
    province.need("D", "ontime", "to_date", "out_of_reach", None, expected=7, average=-3.0)
    assert _data(render_scoreboard(province.con))["groups"][0]["periods"][0]["needs"][1] == [[1, 1, -1, 0, 7]]


def test_every_target_stands_with_its_section_and_what_became_of_it(province: Publication) -> None:
    province.asked("online", "unit", "X1", 50, start=99.9, judged=1)
    province.asked("online", "level", "commune", 80, standing="overruled", judged=0)
    province.asked("ontime", "all", None, 100, standing="no_period", judged=0)
    page = render_scoreboard(province.con)
    days = "từ 07/09/2023"
    assert _rows(page, "asked-0") == [
        ["Tỷ lệ trực tuyến", "Cấp xã", "≥ 80%", "tháng, lũy kế", days, "4/KH-UBND, Phụ lục II", STANDINGS["overruled"]],
        [
            *("Tỷ lệ trực tuyến", "Đơn vị X1", "≥ 50% xuất phát 99,9%", "tháng, lũy kế", days),
            *("4/KH-UBND, Phụ lục II", "Đang đánh giá 1 đơn vị"),
        ],
        [
            *("Tỷ lệ đúng hạn", "Mọi đơn vị", "≥ 100%", "tháng, lũy kế", days),
            *("4/KH-UBND, Phụ lục II", STANDINGS["no_period"]),
        ],
    ]
    assert "3 chỉ tiêu, 2 chưa áp dụng" in page
    assert _data(page)["groups"][0]["starts"] == [[[3, 999]], [], []]


def test_targets_of_a_plan_without_figures_stand_too(province: Publication) -> None:
    province.unit("Q", "province", None, "Tỉnh Chưa Gửi")
    province.plan("other", "5/KH-UBND", "Q")
    province.asked("ontime", "all", None, 100, standing="no_period", judged=0, plan="other")
    page = render_scoreboard(province.con)
    assert "Tỉnh Chưa Gửi: 1 chỉ tiêu, 1 chưa áp dụng" in page
    assert [row[0] for row in _rows(page, "asked-0")] == ["Tỷ lệ đúng hạn"]
    assert len(_data(page)["groups"]) == 1


def test_the_rates_of_the_form_stand_beside_plan_and_index(blank: Publication) -> None:
    blank.unit("P", "province", None)
    blank.unit("X", "commune", "P")
    blank.plan("plan", "1/KH-UBND", "P")
    for code in ("online_case_rate", "online_case_rate_766"):
        blank.kpi(code, code)
    blank.figure("X", "online_case_rate", "to_date", (1, 2))
    blank.form("online_cases", "X", "commune", "to_date", (1, 3))
    blank.form("online_cases", "P", "province", "to_date", (2, 3))
    blank.form("on_time", "X", "commune", "to_date", (0, 0))
    page = render_scoreboard(blank.con)
    data = _data(page)
    assert data["groups"][0]["periods"][0]["forms"] == {"online_cases": [667, 333]}
    assert data["topics"][0] == ["online_cases", "online_case_rate", "online_case_rate_766"]
    told = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('data-topic="online_cases"') :]).split())
    assert told.startswith(
        'data-topic="online_cases"> Theo kế hoạch Tử số: tử số của online_case_rate. Mẫu số: mẫu số của'
        " online_case_rate. Quyết định 766 Tử số: tử số của online_case_rate_766."
    )
    assert 'data-topic="on_time"' not in page, "its KPIs are not in this catalogue"


@pytest.mark.parametrize(
    ("kpi_input", "is_additive", "word"),
    [
        ("cases", True, "hồ sơ"),
        ("cases, procedures", True, "hồ sơ"),
        ("cases, procedures", False, "thủ tục"),
        ("payments", True, "giao dịch"),
        ("payments", False, "hồ sơ"),
        ("payments, procedures", False, "thủ tục"),
        ("unit_statistics", True, "trường hợp"),
        ("unit_statistics", False, "trường hợp"),
        ("counter_visits", True, "lượt"),
    ],
)
def test_the_word_for_what_is_counted(kpi_input: str, is_additive: bool, word: str) -> None:
    assert counted_word(kpi_input, is_additive=is_additive) == word
