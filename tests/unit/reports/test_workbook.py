"""The workbook: what its sheets say, that texts are harmless, and how it is laid out for a clerk."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from orchestration.reports.asked import Asked, ReportError
from orchestration.reports.page.source import ScoreboardError
from orchestration.reports.words import FINDINGS
from orchestration.reports.workbook.writing import write_workbook
from orchestration.settings import PROJECT_ROOT

from .publication import Publication
from .sheets import names, parts, sheet, table


@pytest.fixture(scope="module")
def book(lasting: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(lasting.con, tmp_path_factory.mktemp("book") / "motcua.xlsx")


def test_the_sheets(book: Path) -> None:
    assert names(book) == ["Giới thiệu", "plan", "Cách tính", "Cảnh báo"]


def test_the_first_sheet_says_what_this_is(book: Path) -> None:
    rows = sheet(book, "Giới thiệu")
    facts = {row[0]: row[1] for row in rows[2:6]}
    assert facts == {
        "Kỳ": "Lũy kế đến 05/10/2023",
        "Số liệu tính đến": "06:30 ngày 05/10/2023",
        "Bản công bố": "p1",
        "Kết quả kiểm định": "Đạt (1.202 phép kiểm tra: 1.200 đạt, 2 được miễn trừ)",
    }
    assert ["plan", "4/KH-UBND – Tỉnh Mẫu", 5, 7] in rows
    words = [row[0] for row in rows]
    assert {"Xanh (đạt)", "Vàng (gần đạt)", "Cam (còn xa)", "Đỏ (không đạt)", "Chưa có số liệu"} <= set(words)


def test_a_line_has_everything_about_a_figure(book: Path) -> None:
    lines = table(book, "plan", "Kỳ")
    assert len(lines) == 7
    by_unit = {(line["Mã đơn vị"], line["Mã chỉ số"]): line for line in lines}
    assert by_unit["D", "online"] == {
        "Kỳ": "Lũy kế đến 05/10/2023", "Mã đơn vị": "D", "Đơn vị": "Sở Mẫu", "Cấp": "Sở ngành",
        "Trực thuộc": "Tỉnh Mẫu", "Chỉ số": "Tỷ lệ trực tuyến", "Tử số": 57, "Mẫu số": 2000, "Giá trị": 2.9,
        "Đơn vị tính": "%", "Chỉ tiêu": 50, "Mức đạt so với chỉ tiêu": "–", "Đèn": "Đỏ (không đạt)",
        "Xếp hạng trong cấp": 1, "Tử số cả cấp dưới": 57, "Mẫu số cả cấp dưới": 2000, "Giá trị cả cấp dưới": 2.9,
        "Đèn cả cấp dưới": "Đỏ (không đạt)", "Còn thiếu": "–", "Cần đạt thêm đến cuối kỳ": "–",
        "Trong số dự kiến phát sinh": "–", "Còn kịp": "–", "Tình trạng số liệu": "Đã công bố",
        "Mục của kế hoạch giao chỉ tiêu": "4/KH-UBND, Phụ lục II", "Mã chỉ số": "online",
    }  # fmt: skip
    province = by_unit["P", "online"]
    assert (province["Giá trị"], province["Giá trị cả cấp dưới"]) == ("–", 50)
    assert (province["Chỉ tiêu"], province["Mục của kế hoạch giao chỉ tiêu"]) == ("–", "–")
    complaints = by_unit["X1", "complaints"]
    assert (complaints["Tử số"], complaints["Mẫu số"], complaints["Giá trị"]) == (3, "–", 3)
    assert complaints["Đơn vị tính"] == "phản ánh"


def test_what_is_lacking_stands_beside_the_figure(province: Publication, tmp_path: Path) -> None:
    province.need("D", "online", "to_date", "reachable", 943, expected=2000, needed=1943)
    province.need("X2", "online", "2023-09", "over", 9)
    lines = table(write_workbook(province.con, tmp_path / "w.xlsx"), "plan", "Kỳ")
    names = ("Còn thiếu", "Cần đạt thêm đến cuối kỳ", "Trong số dự kiến phát sinh", "Còn kịp")
    told = {line["Mã đơn vị"]: tuple(line[name] for name in names) for line in lines if line["Mã chỉ số"] == "online"}
    assert told["D"] == (943, 1943, 2000, "Còn kịp")
    assert told["X2"] == ("–", "–", "–", "–"), "of another period"


def test_a_half_is_rounded_up(province: Publication, tmp_path: Path) -> None:
    # 1.25 %, whose even neighbour is 1.2; and 100.35 %, which in binary is a little less.
    province.figure("X1", "ontime", "to_date", (1, 80), subtree=(2007, 2000))
    (line,) = [
        line
        for line in table(write_workbook(province.con, tmp_path / "w.xlsx"), "plan", "Kỳ")
        if (line["Mã đơn vị"], line["Mã chỉ số"]) == ("X1", "ontime")
    ]
    assert (line["Giá trị"], line["Giá trị cả cấp dưới"]) == (1.3, 100.4)


def test_lines_stand_by_kpi_and_then_by_the_tree(book: Path) -> None:
    lines = table(book, "plan", "Kỳ")
    assert [(line["Mã chỉ số"], line["Mã đơn vị"]) for line in lines] == [
        *(("online", unit) for unit in ("P", "D", "H", "X1", "X2")),
        ("ontime", "D"),
        ("complaints", "X1"),
    ]


def test_a_held_figure_says_since_when(province: Publication, tmp_path: Path) -> None:
    province.figure("X1", "ontime", "to_date", (1, 2), status="held", held=date(2023, 10, 1))
    lines = table(write_workbook(province.con, tmp_path / "w.xlsx"), "plan", "Kỳ")
    (held,) = [line for line in lines if (line["Mã đơn vị"], line["Mã chỉ số"]) == ("X1", "ontime")]
    assert held["Tình trạng số liệu"] == "Giữ số cũ từ 01/10/2023"


def test_a_held_figure_says_why_and_those_above_that_it_is_below(province: Publication, tmp_path: Path) -> None:
    province.figure("X1", "ontime", "to_date", (1, 2), status="held", held=date(2023, 10, 1), reason="Hệ thống chậm")
    province.figure("H", "ontime", "to_date", (0, 0), subtree=(1, 2), below=True)
    lines = table(write_workbook(province.con, tmp_path / "w.xlsx"), "plan", "Kỳ")
    told = {line["Mã đơn vị"]: line["Tình trạng số liệu"] for line in lines if line["Mã chỉ số"] == "ontime"}
    assert told == {
        "D": "Đã công bố",
        "H": "Có đơn vị cấp dưới giữ số cũ",
        "X1": "Giữ số cũ từ 01/10/2023: Hệ thống chậm",
    }


def test_another_period_has_its_own_figures(province: Publication, tmp_path: Path) -> None:
    path = write_workbook(province.con, tmp_path / "w.xlsx", Asked("2023-09"))
    assert [(line["Kỳ"], line["Tử số"], line["Mẫu số"]) for line in table(path, "plan", "Kỳ")] == [
        ("Tháng 9/2023", 1, 3)
    ]


def test_two_plans_have_two_sheets_of_their_own_units(province: Publication, tmp_path: Path) -> None:
    province.plan("near", "9/KH", "H")
    province.con.execute("update marts.kpi_scoreboard set target_plan = 'near' where unit_code in ('H', 'X1')")
    path = write_workbook(province.con, tmp_path / "w.xlsx")
    assert {line["Mã đơn vị"] for line in table(path, "plan", "Kỳ")} == {"P", "D"}
    assert {line["Mã đơn vị"] for line in table(path, "near", "Kỳ")} == {"H", "X1", "X2"}
    alone = write_workbook(province.con, tmp_path / "alone.xlsx", plan_code="near")
    assert names(alone) == ["Giới thiệu", "near", "Cách tính", "Cảnh báo"]


def test_a_second_plan_of_one_issuer_keeps_its_own_targets(province: Publication, tmp_path: Path) -> None:
    province.plan("later", "9/KH", "P")
    province.con.execute("update marts.kpi_scoreboard set target_plan = 'later' where kpi_code = 'ontime'")
    path = write_workbook(province.con, tmp_path / "w.xlsx")
    kpis = {name: {line["Mã chỉ số"] for line in table(path, name, "Kỳ")} for name in ("plan", "later")}
    # What no plan judges stands on both; of the online rate the province alone has no target.
    assert kpis == {"plan": {"online", "complaints"}, "later": {"online", "ontime", "complaints"}}


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "https://example.org")


def test_no_name_is_ever_a_formula(province: Publication, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        province.unit(f"N{number}", "department", "P", name)
        province.figure(f"N{number}", "online", "to_date", (1, 2))
    path = write_workbook(province.con, tmp_path / "w.xlsx")
    lines = {line["Mã đơn vị"]: line["Đơn vị"] for line in table(path, "plan", "Kỳ")}
    shown = [lines[f"N{number}"].replace("_x000D_", "\r") for number in range(len(HOSTILE))]
    assert shown == list(HOSTILE)
    pages = parts(path, r"worksheets/sheet2\.xml$")["xl/worksheets/sheet2.xml"]
    assert "<f>" not in "".join(parts(path, r"worksheets/").values())
    assert "example.org" not in "".join(parts(path, r"_rels/").values())
    # All but the address stay texts when somebody edits the cell: their style says so.
    styles = re.findall(r"<xf [^>]*>", parts(path, "styles.xml$")["xl/styles.xml"].split("<cellXfs")[1])
    found = re.findall(r'<c r="C\d+" s="(\d+)" t="inlineStr"><is><t[^>]*>([^<]*)', pages)
    style_of = {unescape(text).replace("_x000D_", "\r"): styles[int(number)] for number, text in found}
    kept = {name: 'quotePrefix="1"' in style_of[name] for name in HOSTILE}
    assert kept == {name: not name.startswith("https") for name in HOSTILE}


def test_the_sheet_is_laid_out_for_a_clerk(book: Path) -> None:
    page = parts(book, r"sheet2\.xml$")["xl/worksheets/sheet2.xml"]
    assert '<pane xSplit="3" ySplit="3"' in page
    assert '<autoFilter ref="A3:Y10"/>' in page
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert "'plan'!$1:$3" in (defined := parts(book, r"workbook\.xml$")["xl/workbook.xml"]) or "plan!$1:$3" in defined
    styles = parts(book, "styles.xml$")["xl/styles.xml"]
    assert 'formatCode="[$-42A]&quot;≥ &quot;#,##0&quot;%&quot;"' in styles
    assert "FFF6C4CB" in styles  # the fill of red


def test_definitions_stand_beside(book: Path) -> None:
    lines = {line["Mã chỉ số"]: line for line in table(book, "Cách tính", "Chỉ số")}
    assert set(lines) == {"online", "ontime", "complaints"}
    assert lines["online"]["Tử số"] == "tử số của online"
    assert lines["complaints"]["Mẫu số"] == "Không có: chỉ số này là một số đếm."


def test_warnings_are_counted_and_name_no_case(province: Publication, tmp_path: Path) -> None:
    province.con.execute("insert into marts.overdue_cases values ('H-77', 'D', 3), ('H-78', 'D', 9), ('H-79', 'X1', 1)")
    province.con.execute(
        "insert into marts.integrity_findings values ('due_on_rest_day', 'H-77', 'X1'), ('a_new_rule', 'H-78', 'D'),"
        " ('due_on_rest_day', 'H-80', 'X1')"
    )
    path = write_workbook(province.con, tmp_path / "w.xlsx")
    lines = {line["Mã đơn vị"]: line for line in table(path, "Cảnh báo", "Mã đơn vị")}
    assert set(lines) == {"D", "X1"}
    assert (lines["D"]["Đang xử lý quá hạn"], lines["D"]["Quá hạn lâu nhất (ngày)"], lines["D"]["a_new_rule"]) == (
        2,
        9,
        1,
    )
    assert (lines["X1"]["Đang xử lý quá hạn"], lines["X1"][FINDINGS["due_on_rest_day"]]) == (1, 2)
    assert "H-7" not in "".join(parts(path, r"\.xml$").values())


def test_every_warning_of_the_row_rules_has_a_word() -> None:
    text = (PROJECT_ROOT / "dbt_project" / "seeds" / "row_rules.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in text.splitlines() if ",warning," in line} == set(FINDINGS)


def test_the_same_publication_gives_the_same_bytes(province: Publication, tmp_path: Path) -> None:
    first = write_workbook(province.con, tmp_path / "w.xlsx")
    bytes_of_first = first.read_bytes()
    assert write_workbook(province.con, first).read_bytes() == bytes_of_first


def test_a_failure_leaves_no_file(province: Publication, tmp_path: Path) -> None:
    province.con.execute("update marts.kpi_scoreboard set light = 'blue' where unit_code = 'X2'")
    with pytest.raises(ScoreboardError, match="light holds 'blue', which is not one of green"):
        write_workbook(province.con, tmp_path / "w.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_without_figures_in_the_period_is_told(province: Publication, tmp_path: Path) -> None:
    province.con.execute("delete from marts.dim_plan")
    with pytest.raises(ReportError, match="--period to_date: no unit under any plan has figures in it"):
        write_workbook(province.con, tmp_path / "w.xlsx")
