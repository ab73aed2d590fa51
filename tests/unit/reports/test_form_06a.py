"""Form 06a: counted by hand, checked, and read again by the contract of its source."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.portal.contracts import load_contracts
from orchestration.portal.readers import FileToRead, raw_table_ddl, read_exports
from orchestration.reports.asked import Asked, ReportError
from orchestration.reports.form_06a.counts import MEASURES, Span, broken_identities, count_cases
from orchestration.reports.form_06a.writing import write_forms
from orchestration.settings import PROJECT_ROOT

from .publication import Publication
from .sheets import names, parts, sheet

SEPTEMBER = (date(2023, 9, 1), date(2023, 9, 30))
BY_HAND = {
    "Sở Mẫu": (8, 2, 3, 3, 5, 1, 3, 1, 3, 1, 2),
    "Huyện Mẫu": (0,) * 11,
    "Xã An (Huyện Mẫu)": (1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "Xã An (Huyện Hai)": (1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0),
}


def day(text: str) -> date:
    return date.fromisoformat(f"2023-{text}")


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
    """Two communes of one name; a department with each kind of case; a commune with a case that is nowhere."""
    province.unit("H2", "district", "P", "Huyện Hai")
    province.unit("Y1", "commune", "H2", "Xã An")
    province.con.execute("update marts.dim_unit set unit_name = 'Xã An' where unit_code = 'X1'")
    province.con.execute("update marts.dim_unit set valid_to = '2023-08-31' where unit_code in ('X2', 'H2')")
    province.figure("X1", "online", "2023-09", (1, 3))
    for received, due, finished, online in (
        ("09-05", "09-10", "09-08", True),  # 4, 8
        ("09-05", "09-08", "09-08", False),  # 5, 9
        ("08-20", "08-30", "09-02", False),  # 6, 10
        ("09-20", None, "09-25", True),  # 4, 9: no due day
        ("09-10", "09-29", "10-02", False),  # 5, 13: open past its due day on the 30th
        ("08-10", "08-20", "08-31", True),  # finished on the eve
        ("10-01", "10-09", "10-02", True),  # after the period
    ):
        province.case("D", day(received), due=due and day(due), finished=finished and day(finished), online=online)
    province.case("D", day("08-25"), stopped=day("09-03"), online=True)  # 6, 9
    province.case("D", day("08-01"), due=day("08-15"))  # 6, 13
    province.case("D", day("09-28"), due=day("09-30"))  # 5, 12: due on the last day
    province.case("D", day("09-10"), state="refused")
    province.case("X1", day("09-11"), state="gone")  # 5 and nothing else: 3 = 7 + 11 fails
    province.case("Y1", day("09-11"), due=day("09-11"), finished=day("09-11"), online=True)
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


def test_every_column_is_as_counted_by_hand(form: Path) -> None:
    assert form.name == "bieu_06a_P_2023-09.xlsx"
    assert lines(form) == BY_HAND
    total = next(row for row in sheet(form, "II.06a") if row[0] == "Tổng cộng")
    assert total[2:] == [sum(column) for column in zip(*BY_HAND.values(), strict=True)]


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
    good = list(BY_HAND["Sở Mẫu"])
    assert broken_identities(tuple(good)) == []
    good[column - 3] += 1
    assert broken_identities(tuple(good)) == told


def test_the_contract_of_the_source_reads_the_form(
    office: Publication, reader: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    office.reported("D", BY_HAND["Sở Mẫu"], *SEPTEMBER)
    (path,) = write_forms(office.con, tmp_path, Asked("2023-09"))
    contracts = load_contracts(PROJECT_ROOT / "raw" / "contracts")
    reader.execute(raw_table_ddl(contracts, "report_06a"))
    contract = contracts.find("report_06a", "tinh")
    assert contract is not None
    reader.begin()
    (result,) = read_exports(reader, contract, [FileToRead(1, path, "report_06a/tinh/x.xlsx", "xlsx")])
    assert (result.rejected, result.notes, result.rows_read) == (None, [], len(BY_HAND))
    rows = reader.execute(
        f"select unit_name, {', '.join(MEASURES)} from raw.report_06a_record order by line"
    ).fetchall()
    assert {name: tuple(int(text) for text in counts) for name, *counts in rows} == BY_HAND


def test_where_the_portals_own_form_differs_is_listed(office: Publication, tmp_path: Path) -> None:
    office.reported("D", (9, *BY_HAND["Sở Mẫu"][1:]), *SEPTEMBER)
    office.reported("Y1", BY_HAND["Xã An (Huyện Hai)"], *SEPTEMBER)
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
    # Ten were received by 5 October, seven of them finished and one stopped; the two others are open past due.
    assert lines(path)["Sở Mẫu"] == (10, 5, 5, 0, 8, 2, 3, 3, 2, 0, 2)
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
    office.con.execute("delete from marts.fct_cases where unit_code = 'D'")
    office.con.execute("update marts.fct_cases set received_date = '2023-10-02', closed_date = null")
    with pytest.raises(ReportError, match="--period 2023-09: no province had a case in it"):
        write_forms(office.con, tmp_path, Asked("2023-09"))
    with pytest.raises(ReportError, match="no such period is published; there are months 2023-09; to_date"):
        write_forms(office.con, tmp_path, Asked("2022-09"))
    assert list(tmp_path.iterdir()) == []


def test_any_cases_are_counted_as_plain_python_counts_them(blank: Publication) -> None:
    dice = random.Random(6)
    first, last = day("09-10"), day("09-20")
    cases = [_drawn(dice) for _ in range(400)]
    for received, due, finished, stopped, online in cases:
        blank.case("U", received, due=due, finished=finished, stopped=stopped, online=online)
    assert count_cases(blank.con, ["U", "V"], Span(first, last)) == {"U": _recount(cases, first, last)}


Drawn = tuple[date, date | None, date | None, date | None, bool]


def _drawn(dice: random.Random) -> Drawn:
    received = day("09-01") + timedelta(dice.randrange(30))
    due = received + timedelta(dice.randrange(12)) if dice.random() < 0.9 else None
    end = received + timedelta(dice.randrange(15))
    fate = dice.choice(("finished", "finished", "stopped", "open"))
    return received, due, end if fate == "finished" else None, end if fate == "stopped" else None, dice.random() < 0.5


def _recount(cases: list[Drawn], first: date, last: date) -> tuple[int, ...]:
    count = dict.fromkeys(range(3, 14), 0)
    for received, due, finished, stopped, online in cases:
        end = finished or stopped
        if first <= received <= last:
            count[4 if online else 5] += 1
        if received < first and (end is None or end >= first):
            count[6] += 1
        if end is not None and first <= end <= last:
            early = finished is not None and due is not None and finished < due
            late = finished is not None and due is not None and finished > due
            count[8 if early else 10 if late else 9] += 1
        if received <= last and (end is None or end > last):
            count[13 if due is not None and due < last else 12] += 1
    count[3], count[7] = count[4] + count[5] + count[6], count[8] + count[9] + count[10]
    count[11] = count[12] + count[13]
    return tuple(count.values())
