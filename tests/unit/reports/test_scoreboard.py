"""The page as a reader without a script gets it, and what it must never do."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.reports.scoreboard import render_scoreboard, write_scoreboard

from .publication import Publication


class _Tables(HTMLParser):
    """Collects the tags that were opened, and the text of each table's body cells, row by row, by the table's id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._id = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_body = self._in_cell = False
        self.feed(page)

    @property
    def opening(self) -> tuple[list[list[str]], list[list[str]]]:
        return self.tables["summary"], self.tables["table"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self._id = str(dict(attrs).get("id"))
            self.tables[self._id] = []
        elif tag in ("thead", "tbody"):
            self._in_body = tag == "tbody"
        elif tag == "tr" and self._in_body:
            self.tables[self._id].append([])
        elif tag in ("td", "th") and self._in_body:
            self.tables[self._id][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            row = self.tables[self._id][-1]
            row[-1] = f"{row[-1]} {data.strip()}".strip()


def _data(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_opening_view_stands_in_the_page(province: Publication) -> None:
    summary, units = _Tables(render_scoreboard(province.con)).opening
    assert units == [
        [
            "Tỉnh Mẫu Toàn tỉnh Có cấp dưới giữ số cũ",
            "Tỉnh",
            "50,0% 1.200/2.400",
            "1.200",
            "2.400",
            "–",
            "Không giao chỉ tiêu",
            "–",
        ],
        ["Sở Mẫu", "Sở ngành", "2,9% 57/2.000", "57", "2.000", "≥ 50%", "Đỏ (không đạt)", "1"],
        ["Huyện Mẫu", "Huyện", "– 0/0", "0", "0", "≥ 80%", "Chưa có số liệu", "–"],
        ["Xã Một", "Xã", "100,0% 1.100/1.100", "1.100", "1.100", "≥ 100%", "Xanh (đạt)", "1"],
        ["Xã Hai Giữ số cũ", "Xã", "14,3% 43/300", "43", "300", "≥ 90%", "Đỏ (không đạt)", "2"],
    ]
    # KPI, whole province, spread, then green, yellow, orange, red, no data, no target, without the province.
    assert summary == [
        ["Tỷ lệ trực tuyến", "Không giao chỉ tiêu 50,0%", "", "1", "0", "0", "2", "1", "0"],
        ["Tỷ lệ đúng hạn", "Chưa có số liệu –", "", "0", "1", "0", "0", "3", "0"],
    ]


def test_the_head_says_plan_moment_and_verdict(province: Publication) -> None:
    page = render_scoreboard(province.con)
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Kế hoạch 4/KH-UBND Tỉnh Mẫu Ban hành 06/09/2023, hiệu lực từ 07/09/2023. 5 đơn vị." in text
    assert "Số liệu tính đến 06:30 ngày 05/10/2023" in text
    assert "Kết quả kiểm định số liệu Đạt 1.202 phép kiểm tra: 1.200 đạt, 2 được miễn trừ" in text
    assert "Đơn vị giữ số liệu cũ 1 " in text


def test_definitions_are_one_click_away(province: Publication) -> None:
    page = render_scoreboard(province.con)
    opened = page[page.index('id="definition"') : page.index('id="filter"')]
    assert "tử số của online" in opened
    assert "mẫu số của online" in opened
    assert "≥ 80% đến ≥ 90%, tùy đơn vị và kỳ (4/KH-UBND, II.1)" in opened
    assert "≥ 50% đến ≥ 100%, tùy đơn vị và kỳ (4/KH-UBND, Phụ lục II)" in opened
    assert all(f'<details id="kpi-{code}">' in page for code in ("online", "ontime", "complaints"))


def test_the_script_gets_every_figure(province: Publication) -> None:
    group = _data(render_scoreboard(province.con))["groups"][0]
    assert [unit[0] for unit in group["units"]] == ["P", "D", "H", "X1", "X2"]
    assert group["parents"] == [0, 2]
    assert [kpi[0] for kpi in group["kpis"]] == ["online", "ontime", "complaints"]
    assert [period["label"] for period in group["periods"]] == ["Lũy kế đến 05/10/2023", "Tháng 9/2023"]
    assert group["opening"] == [0, 0]
    online = group["periods"][0]["kpis"][0]
    assert online == [
        [0, 57, 0, 1100, 43],
        [0, 2000, 0, 1100, 300],
        [-1, 29, -1, 1000, 143],  # tenths of a percent, half up
        "43403",
        [-1, 0, 1, 2, 3],
        [-1, 1, -1, 1, 2],
        [4],
        [1200, 1143],
        [2400, 1400],
        [500, 816],
        "50",
    ]
    assert group["targets"][:4] == [[50, "≥ 50%"], [80, "≥ 80%"], [100, "≥ 100%"], [90, "≥ 90%"]]
    complaints = group["periods"][0]["kpis"][2]
    assert complaints[:4] == [[0, 0, 0, 3, 0], -1, [0, 0, 0, 30, 0], "5"]
    assert group["periods"][1]["kpis"][1:] == [0, 0]


def test_script_and_first_view_show_the_same_figures(blank: Publication) -> None:
    """Rates that end in a half, or nearly; the script's are rounded in SQL, the first view's in Python."""
    parts = [(57, 2000), (1, 16), (3, 32), (1, 2000), (1999, 2000), (1, 3), (2, 3), (0, 7), (7, 7), (0, 0), (1, 80)]
    blank.unit("H", "district", None)
    blank.kpi("online", "Tỷ lệ trực tuyến")
    blank.plan("plan", "1/KH-UBND", "H")
    for place, part in enumerate(parts):
        blank.unit(f"X{place:02}", "commune", "H")
        blank.figure(f"X{place:02}", "online", "to_date", part, target=50, light="red")
    page = render_scoreboard(blank.con)
    lines = _Tables(page).tables["table"]
    numerators, denominators, tenths = _data(page)["groups"][0]["periods"][0]["kpis"][0][:3]
    shown = ["–" if value < 0 else f"{value / 10:.1f}%".replace(".", ",") for value in tenths]
    assert [line[2].split()[0] for line in lines] == shown
    assert shown[1:7] == ["2,9%", "6,3%", "9,4%", "0,1%", "100,0%", "33,3%"]
    assert [[line[3], line[4]] for line in lines] == [
        [f"{part:,}".replace(",", ".") for part in pair] for pair in zip(numerators, denominators, strict=True)
    ]


@pytest.mark.parametrize(
    "name",
    ["Xã </script><script>alert(1)</script>", "Xã <img src=x onerror=alert(1)>", "Xã \"&amp;' \u2028 <!--"],
)
def test_names_cannot_break_out(province: Publication, name: str) -> None:
    province.con.execute("update marts.dim_unit set unit_name = ? where unit_code = 'X1'", [name])
    page = render_scoreboard(province.con)
    parsed = _Tables(page)
    assert [attrs.get("id") for tag, attrs in parsed.tags if tag == "script"] == ["data", None]
    assert not [tag for tag, _ in parsed.tags if tag == "img"]
    assert parsed.tables["table"][3][0] == " ".join(name.split("\n")).strip()
    assert _data(page)["groups"][0]["units"][3][1] == name
    assert "\u2028" not in page[page.index('id="data"') :]


def test_the_page_needs_no_network(province: Publication) -> None:
    page = render_scoreboard(province.con)
    addresses = [
        value
        for _, attrs in _Tables(page).tags
        for key, value in attrs.items()
        if key in ("src", "href", "action", "srcset", "data") and value is not None
    ]
    assert addresses
    assert all(value.startswith(("#", "data:")) for value in addresses)
    assert "@import" not in page
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_tables_have_headers_and_captions(province: Publication) -> None:
    page = render_scoreboard(province.con)
    tags = _Tables(page).tags
    assert page.count("<caption") == len([tag for tag, _ in tags if tag == "table"]) == 4
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in tags if tag == "th")
    assert tags[0] == ("html", {"lang": "vi"})


def test_two_makings_of_one_publication_give_the_same_page(province: Publication) -> None:
    first = render_scoreboard(province.con)
    province.published(run="another", created=2031)
    province.con.execute("update quality.check_results set run_id = 'another'")
    for table in ("dim_unit", "dim_kpi", "dim_plan", "kpi_scoreboard"):
        province.con.execute(f"create table turned as from marts.{table} order by rowid desc")
        province.con.execute(f"delete from marts.{table}")
        province.con.execute(f"insert into marts.{table} from turned")
        province.con.execute("drop table turned")
    assert render_scoreboard(province.con) == first


def test_each_unit_stands_under_its_nearest_plan(province: Publication) -> None:
    province.plan("near", "/KH-UBND 2023", "X2")
    data = _data(render_scoreboard(province.con))
    assert [[unit[0] for unit in group["units"]] for group in data["groups"]] == [
        ["P", "D", "H", "X1"],
        ["X2"],
    ]
    assert "Kế hoạch …/KH-UBND 2023" in render_scoreboard(province.con)


def test_a_plan_without_figures_is_not_shown_and_lost_units_are_told(province: Publication) -> None:
    province.unit("Q", "province", None)
    province.unit("Q1", "commune", "Q")
    province.unit("R", "province", None)
    province.plan("empty", "9/KH-UBND", "Q")
    province.figure("Q1", "online", "to_date", (0, 0), target=50, light="no_data")
    province.figure("R", "online", "to_date", (1, 2))
    page = render_scoreboard(province.con)
    assert len(_data(page)["groups"]) == 1
    assert "9/KH-UBND" not in page
    assert "1 đơn vị có số liệu nhưng không thuộc kế hoạch nào" in page


def test_a_drive_opens_with_its_campaign(blank: Publication) -> None:
    blank.unit("H", "district", None, "Thị xã Mẫu")
    blank.kpi("online", "Tỷ lệ trực tuyến")
    blank.plan("plan", "1/KH-UBND", "H")
    blank.figure("H", "online", "to_date", (1, 2))
    blank.figure("H", "online", "drive", (3, 4), target=100, light="orange")
    page = render_scoreboard(blank.con)
    assert '<p class="period" id="kpi-period">Đợt cao điểm 14/08/2023 – 14/09/2023</p>' in page
    assert _data(page)["groups"][0]["opening"] == [0, 1]


def test_the_newest_version_names_a_unit(province: Publication) -> None:
    province.unit("X1", "commune", "H", "Phường Một", since=2022)
    units = _data(render_scoreboard(province.con))["groups"][0]["units"]
    assert [unit[1] for unit in units if unit[0] == "X1"] == ["Phường Một"]


def test_a_publication_without_figures_still_gives_a_page(blank: Publication) -> None:
    page = render_scoreboard(blank.con)
    assert "Chưa có kế hoạch nào có số liệu" in page
    assert "06:30 ngày 05/10/2023" in page


def test_a_verdict_without_a_word_is_shown_as_it_is(province: Publication) -> None:
    province.published(verdict="something_new")
    assert "something_new" in render_scoreboard(province.con)


def test_writing(province: Publication, tmp_path: Path) -> None:
    out = tmp_path / "new" / "scoreboard.html"
    assert write_scoreboard(province.con, out) == out
    assert out.read_bytes() == render_scoreboard(province.con).encode()


def test_reading_changes_nothing(province: Publication, tmp_path: Path) -> None:
    path = tmp_path / "motcua.duckdb"
    province.con.execute(f"attach '{path}' as copy")
    province.con.execute("copy from database memory to copy")
    province.con.execute("detach copy")
    with duckdb.connect(str(path), read_only=True) as con:
        assert render_scoreboard(con) == render_scoreboard(province.con)


def test_the_page_opens_with_the_kpi_whose_targets_differ_by_unit(province: Publication) -> None:
    """The on-time rate now judges more units, by one target for all: it is not what this plan is about."""
    for unit in ("H", "X1", "X2"):
        province.figure(unit, "ontime", "to_date", (1, 1), target=100, light="green")
        province.figure(unit, "ontime", "2023-09", (1, 1), target=100, light="green")
    kpis = _data(render_scoreboard(province.con))["groups"][0]["kpis"]
    assert [kpi[0] for kpi in kpis] == ["online", "ontime", "complaints"]


def test_counts_and_minutes_carry_their_unit(blank: Publication) -> None:
    blank.unit("X", "commune", None, "Xã Mẫu")
    blank.kpi("waiting", "Thời gian chờ", "minutes", better="lower")
    blank.plan("plan", "1/KH-UBND", "X")
    blank.figure("X", "waiting", "to_date", (438.26, 14), target=15, light="red")
    blank.con.execute("update marts.kpi_scoreboard set value = 438.26 / 14, subtree_value = 438.26 / 14")
    page = render_scoreboard(blank.con)
    summary, units = _Tables(page).opening
    assert summary[0][:2] == ["Thời gian chờ", "Đỏ (không đạt) 31,3 phút"]
    assert units == [["Xã Mẫu", "Xã", "31,3 438,3/14", "438,3", "14", "≥ 15", "Đỏ (không đạt)", "–"]]
    assert ">Kết quả (phút)</th>" in page
    assert _data(page)["groups"][0]["periods"][0]["kpis"][0][:3] == [438.3, 14, 313]
