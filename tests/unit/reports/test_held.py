"""Held units on the page: named with reason and age, marked where they stand, and above them."""

from orchestration.reports.scoreboard import render_scoreboard

from .publication import Publication
from .test_scoreboard import _Tables as Tables


def test_held_units_stand_with_reason_and_age(province: Publication) -> None:
    assert 'id="holds"' not in render_scoreboard(province.con)
    province.con.execute(
        "insert into quality.held_units values"
        " ('X2', 'cases', 'Hệ thống <x> chậm gửi hồ sơ', '000003', date '2023-10-01', timestamp '2023-09-28 06:00'),"
        " ('X1', 'ratings', 'Quá nhiều dòng sai', null, date '2023-10-05', null),"
        " ('gone', 'cases', 'không thuộc kế hoạch nào', null, date '2023-10-05', null)"
    )
    province.con.execute("update marts.kpi_scoreboard set held_below = true where unit_code in ('P', 'H')")
    page = render_scoreboard(province.con)
    tables = Tables(page).tables
    assert tables["holds-table"] == [
        ["Xã Hai", "Hệ thống <x> chậm gửi hồ sơ", "01/10/2023", "4", "28/09/2023"],
        ["Xã Một", "Quá nhiều dòng sai", "05/10/2023", "0", "–"],
    ]
    told = "Hệ thống &lt;x&gt; chậm gửi hồ sơ. Giữ từ 01/10/2023; số liệu tính đến 28/09/2023."
    assert f'<small class="tag held" title="{told}">Giữ số cũ</small>' in page
    assert "Tỉnh Mẫu Toàn tỉnh Có cấp dưới giữ số cũ" in {row[0] for row in tables["table"]}
