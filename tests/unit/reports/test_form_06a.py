"""Form 06a: as counted, checked, and read again by the contract of its source."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.portal.contracts import load_contracts
from orchestration.portal.readers import FileToRead, raw_table_ddl, read_exports
from orchestration.reports.asked import Asked, ReportError
from orchestration.reports.form_06a.counts import MEASURES, broken_identities
from orchestration.reports.form_06a.writing import write_forms
from orchestration.settings import PROJECT_ROOT

from .publication import Publication
from .sheets import names, parts, sheet

SEPTEMBER = (date(2023, 9, 1), date(2023, 9, 30))
COUNTED = {
    "Sở Mẫu": (8, 2, 3, 3, 5, 1, 3, 1, 3, 1, 2),
    "Huyện Mẫu": (0,) * 11,
    "Xã An (Huyện Mẫu)": (1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "Xã An (Huyện Hai)": (1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0),
}
IN_THE_YEAR = (10, 5, 5, 0, 8, 2, 3, 3, 2, 0, 2)
"""Columns 3 to 13; one unit has nothing, of another an identity fails."""


@pytest.fixture
def office(province: Publication) -> Publication:
    """The office, for tests that change it."""
    return with_office(province)


@pytest.fixture(scope="module")
def form(lasting: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form of the province in September."""
    (path,) = write_forms(with_office(lasting).con, tmp_path_factory.mktemp("form"), Asked("2023-09"))
    return path


def with_office(province: Publication) -> Publication:
    """Two communes of one name; a department; a commune with a case that is in no state."""
    province.unit("H2", "district", "P", "Huyện Hai")
    province.unit("Y1", "commune", "H2", "Xã An")
    province.con.execute("update marts.dim_unit set unit_name = 'Xã An' where unit_code = 'X1'")
    province.con.execute("update marts.dim_unit set valid_to = '2023-08-31' where unit_code in ('X2', 'H2')")
    province.figure("X1", "online", "2023-09", (1, 3))
    for unit, name in (("D", "Sở Mẫu"), ("X1", "Xã An (Huyện Mẫu)"), ("Y1", "Xã An (Huyện Hai)")):
        province.counted(unit, "2023-09", COUNTED[name])
    province.counted("D", "2023", IN_THE_YEAR)
    return province


@pytest.fixture
def reader() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("create schema raw")
        yield con


def lines(path: Path) -> dict[str, tuple[int, ...]]:
    """The numbered lines of a form: name → columns 3 to 13."""
    rows = [row for row in sheet(path, "II.06a") if isinstance(row[0], float)]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return {row[1]: tuple(int(cell) for cell in row[2:]) for row in rows}


def test_every_column_is_as_counted(form: Path) -> None:
    assert form.name == "bieu_06a_P_2023-09.xlsx"
    assert lines(form) == COUNTED
    total = next(row for row in sheet(form, "II.06a") if row[0] == "Tổng cộng")
    assert total[2:] == [sum(column) for column in zip(*COUNTED.values(), strict=True)]


def test_the_form_is_printed_as_it_is(form: Path) -> None:
    rows = sheet(form, "II.06a")
    assert rows[0][0] == "Biểu số II.06a/VPCP/KSTT"
    assert rows[0][9] == "Đơn vị báo cáo: Tỉnh Mẫu"
    assert rows[1][2] == "Kỳ báo cáo: Tháng 9/2023"
    assert rows[2][2] == "(Từ ngày 01/09/2023 đến ngày 30/09/2023)"
    assert [cell for cell in rows[5] if cell] == [
        *("STT", "Đơn vị", "Số hồ sơ tiếp nhận", "Số hồ sơ đã giải quyết", "Số hồ sơ đang giải quyết")
    ]
    assert rows[6][2:6] == ["Tổng số", "Trong kỳ", "", "Từ kỳ trước"]
    assert rows[7][2:6] == ["", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", ""]
    assert rows[8] == [
        *("(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)", "(6)", "(7)=(8)+(9)+(10)", "(8)", "(9)", "(10)"),
        *("(11)=(12)+(13)", "(12)", "(13)"),
    ]
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert {"NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"} <= set(texts)
    page = parts(form, r"sheet1\.xml$")["xl/worksheets/sheet1.xml"]
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert "$6:$9" in parts(form, "workbook.xml$")["xl/workbook.xml"]  # the heading on every page


def test_a_failing_identity_is_named_and_nothing_is_bent(form: Path) -> None:
    texts = [row[0] for row in sheet(form, "II.06a") if isinstance(row[0], str)]
    assert "– STT 3 – Xã An (Huyện Mẫu): (3)=(7)+(11): 1 ≠ 0+0" in texts
    assert any("không đúng ở 1 trên 4 đơn vị" in text for text in texts)
    assert "#,##0&quot;*&quot;" in parts(form, "styles.xml$")["xl/styles.xml"]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (3, ["(3)=(4)+(5)+(6): 9 ≠ 2+3+3", "(3)=(7)+(11): 9 ≠ 5+3"]),
        (7, ["(7)=(8)+(9)+(10): 6 ≠ 1+3+1", "(3)=(7)+(11): 8 ≠ 6+3"]),
        (11, ["(11)=(12)+(13): 4 ≠ 1+2", "(3)=(7)+(11): 8 ≠ 5+4"]),
        (12, ["(11)=(12)+(13): 3 ≠ 2+2"]),
    ],
)
def test_each_identity_is_checked(column: int, told: list[str]) -> None:
    good = list(COUNTED["Sở Mẫu"])
    assert broken_identities(tuple(good)) == []
    good[column - 3] += 1
    assert broken_identities(tuple(good)) == told


def test_the_contract_of_the_source_reads_the_form(
    office: Publication, reader: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    office.reported("D", COUNTED["Sở Mẫu"], *SEPTEMBER)
    (path,) = write_forms(office.con, tmp_path, Asked("2023-09"))
    contracts = load_contracts(PROJECT_ROOT / "raw" / "contracts")
    reader.execute(raw_table_ddl(contracts, "report_06a"))
    contract = contracts.find("report_06a", "tinh")
    assert contract is not None
    reader.begin()
    (result,) = read_exports(reader, contract, [FileToRead(1, path, "report_06a/tinh/x.xlsx", "xlsx")])
    assert (result.rejected, result.notes, result.rows_read) == (None, [], len(COUNTED))
    rows = reader.execute(
        f"select unit_name, {', '.join(MEASURES)} from raw.report_06a_record order by line"
    ).fetchall()
    assert {name: tuple(int(text) for text in counts) for name, *counts in rows} == COUNTED


def test_where_the_portals_own_form_differs_is_listed(office: Publication, tmp_path: Path) -> None:
    office.reported("D", (9, *COUNTED["Sở Mẫu"][1:]), *SEPTEMBER)
    office.reported("Y1", COUNTED["Xã An (Huyện Hai)"], *SEPTEMBER)
    office.reported("X1", (7,) * 11, date(2023, 8, 1), date(2023, 8, 31))
    (path,) = write_forms(office.con, tmp_path, Asked("2023-09"))
    assert sheet(path, "Đối chiếu")[1:] == [["D", "Sở Mẫu", "(3) Số hồ sơ tiếp nhận – Tổng số", 9, 8, 1]]
    texts = [row[0] for row in sheet(path, "II.06a") if isinstance(row[0], str)]
    assert any("cho 2 đơn vị: 1 đơn vị có số khác" in text for text in texts)


def test_without_differences_there_is_one_sheet(form: Path) -> None:
    assert names(form) == ["II.06a"]


def test_a_period_that_is_not_over_ends_with_the_as_of_day(office: Publication, tmp_path: Path) -> None:
    office.figure("D", "online", "2023", (1, 3))
    (path,) = write_forms(office.con, tmp_path, Asked("2023"))
    rows = sheet(path, "II.06a")
    assert rows[2][2] == "(Từ ngày 01/01/2023 đến ngày 05/10/2023)"
    assert lines(path)["Sở Mẫu"] == IN_THE_YEAR
    assert any("Kỳ chưa hết: số liệu tính đến hết ngày 05/10/2023." in str(row[0]) for row in rows)


def test_units_that_are_held_back_are_named(office: Publication, tmp_path: Path) -> None:
    office.figure("D", "ontime", "2023-09", (1, 2), status="held")
    office.figure("H", "ontime", "to_date", (1, 2), status="held")
    (path,) = write_forms(office.con, tmp_path, Asked("2023-09"))
    (told,) = [row[0] for row in sheet(path, "II.06a") if "giữ số cũ" in str(row[0])]
    assert told.endswith("cần xem lại trước khi gửi: Sở Mẫu.")


def test_a_plan_has_its_own_form(office: Publication, tmp_path: Path) -> None:
    office.plan("near", "9/KH", "H")
    (path,) = write_forms(office.con, tmp_path, Asked("2023-09"), "near")
    assert path.name == "bieu_06a_H_2023-09.xlsx"
    assert list(lines(path)) == ["Huyện Mẫu", "Xã An"]


def test_what_cannot_be_made_is_told(office: Publication, tmp_path: Path) -> None:
    office.con.execute("delete from marts.form_06a")
    with pytest.raises(ReportError, match="--period 2023-09: no province had a case in it"):
        write_forms(office.con, tmp_path, Asked("2023-09"))
    with pytest.raises(ReportError, match="no such period is published; there are months 2023-09; to_date"):
        write_forms(office.con, tmp_path, Asked("2022-09"))
    assert list(tmp_path.iterdir()) == []
