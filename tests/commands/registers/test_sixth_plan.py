"""A sixth plan is rows in a register folder: no code, and no change of the project's own registers.

An invented district issues it, with two communes below; a second district of the province has no plan. The expected
values, achievements and lights are worked out by hand beside each case.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest

from orchestration.refresh.fingerprint import is_published
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from tests.commands import process
from tests.unit.reports.sheets import sheet, table

PROVINCE, ISSUER, OTHER = "000.00.00.H55", "000.00.31.H55", "000.00.32.H55"
ONE, TWO = "000.01.31.H55", "000.02.31.H55"
KEY = "a key of the tests only"

FILES = {
    "units": f"""unit_code,unit_name,unit_level,parent_unit_code
{PROVINCE},Tỉnh Thí Dụ,province,
{ISSUER},UBND Huyện Mẫu,district,{PROVINCE}
{OTHER},UBND Huyện Khác,district,{PROVINCE}
{ONE},UBND Xã Một,commune,{ISSUER}
{TWO},UBND Xã Hai,commune,{ISSUER}
""",
    "plans": f"""plan_code,plan_number,title_en,issuer_unit_code,issued,valid_from,valid_to
mau_2023,12/KH-UBND,A sixth plan,{ISSUER},2023-02-20,2023-03-01,2023-12-31
""",
    "targets": f"""plan_code,kpi_code,scope_type,scope,target_value,comparison,applies_to,source_section,valid_from
mau_2023,online_case_rate_all,all,,50,at_least,"month,to_date,campaign",I.1,2023-03-01
mau_2023,online_case_rate_all,unit,{TWO},90,at_least,"month,to_date",I.1,2023-03-01
mau_2023,on_time_rate,level,commune,80,at_least,month,I.2,2023-03-01
""",
    "campaigns": """plan_code,campaign,period_start,period_end
mau_2023,2023-thang-ba,2023-03-10,2023-03-20
""",
    "plan_cadences": """plan_code,cadence,valid_from,valid_to,before_hour,source_section
mau_2023,monthly,2023-03-01,2023-12-31,10,III.1
""",
    "light_thresholds": """plan_code,light,achievement_from_percent
mau_2023,green,100
mau_2023,yellow,90
mau_2023,orange,60
mau_2023,red,0
""",
}

HEADER = (
    "STT,Mã hồ sơ,Mã TTHC,Đơn vị,Hình thức nộp,Số CCCD,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,"
    "Ngày trả kết quả,Trạng thái,Số hóa hồ sơ,Số hóa kết quả,Ký số kết quả,Đồng bộ CDVCQG"
)


def _cases() -> str:
    """Xã Một: 10 cases, 4 online, of those in the campaign 4 and 1; 6 finished, 3 in time. Xã Hai: 10, 9 online.

    Huyện Khác: 5, all at the counter. All received in March 2023, none finished but those six.
    """
    rows = []
    for unit, name, online, days in (
        (ONE, "UBND Xã Một", {1, 2, 3, 7}, {1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 5, 7: 10, 8: 15, 9: 20, 10: 20}),
        (TWO, "UBND Xã Hai", set(range(1, 10)), dict.fromkeys(range(1, 11), 25)),
        (OTHER, "UBND Huyện Khác", set(), dict.fromkeys(range(1, 6), 12)),
    ):
        for number, day in days.items():
            is_done = unit == ONE and number <= 6
            closed = "" if not is_done else "08/03/2023 09:00" if number <= 3 else "09/03/2023 09:00"
            rows.append(
                f"{len(rows) + 1},{unit}-2303{day:02}-{number:04},,{name},"
                f"{'Trực tuyến' if number in online else 'Trực tiếp'},,"
                f"{day:02}/03/2023 08:00,08/03/2023 17:00,{closed},,"
                f"{'Đã xử lý xong' if is_done else 'Đang xử lý'},Có,Không,Không,Không"
            )
    return "\n".join([HEADER, *rows, ""])


def refresh(folder: Path, **settings: str) -> CompletedProcess[str]:
    return motcua(folder, "refresh", **settings)


def motcua(folder: Path, *words: str, **settings: str) -> CompletedProcess[str]:
    environment = {
        "MOTCUA_RAW_DIR": str(folder / "raw"),
        "MOTCUA_WAREHOUSE_DIR": str(folder / "warehouse"),
        "MOTCUA_CONTRACTS_DIR": str(folder / "contracts"),
        "MOTCUA_REGISTERS_DIR": str(folder / "registers"),
        "MOTCUA_PII_KEY": KEY,
    }
    return process.motcua(folder, environment | settings, *words)


def settings_of(folder: Path) -> Settings:
    return load_settings(
        raw_dir=folder / "raw",
        warehouse_dir=folder / "warehouse",
        contracts_dir=folder / "contracts",
        registers_dir=folder / "registers",
        pii_key=KEY,
    )


def prepare(folder: Path) -> Path:
    """Registers, contracts with one portal more, and one export."""
    (folder / "registers").mkdir()
    for name, text in FILES.items():
        (folder / "registers" / f"{name}.csv").write_text(text, encoding="utf-8")
    shutil.copytree(PROJECT_ROOT / "raw" / "contracts", folder / "contracts")
    contract = folder / "contracts" / "cases_huyen.yaml"
    text = contract.read_text(encoding="utf-8")
    given = "value: {huyen: 000.00.00.H09}"
    assert given in text
    contract.write_text(text.replace(given, f"value: {{huyen: 000.00.00.H09, mau: {PROVINCE}}}"), encoding="utf-8")
    export = folder / "raw/inbox/cases/mau/cases_20230301_20230331_20230402T020000.csv"
    export.parent.mkdir(parents=True)
    export.write_text(_cases(), encoding="utf-8")
    return export


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the sixth plan, refreshed once."""
    place = tmp_path_factory.mktemp("sixth")
    prepare(place)
    done = refresh(place)
    assert done.returncode == 0, done.stdout + done.stderr
    return place


@pytest.fixture
def marts(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(folder / "warehouse/published/current/motcua.duckdb"), read_only=True) as con:
        yield con


# unit, KPI, period: own numerator and denominator, target, achievement in percent, light; subtree's value and light.
SCORES = [
    # 4 of 10 = 40 %; 40 / 50 = 80 %: orange by the plan's own thresholds (yellow by the others').
    (ONE, "online_case_rate_all", "2023-03", (4, 10, 50, 80.0, "orange", 40.0, "orange")),
    # 9 of 10 = 90 %, and its own target is 90.
    (TWO, "online_case_rate_all", "2023-03", (9, 10, 90, 100.0, "green", 90.0, "green")),
    # No cases of its own; 13 of 20 = 65 % below it.
    (ISSUER, "online_case_rate_all", "2023-03", (0, 0, 50, None, "no_data", 65.0, "green")),
    # No plan above it.
    (OTHER, "online_case_rate_all", "2023-03", (0, 5, None, None, "no_target", 0.0, "no_target")),
    # In the campaign 1 of 4 = 25 %; 25 / 50 = 50 %: below 60.
    (ONE, "online_case_rate_all", "2023-thang-ba", (1, 4, 50, 50.0, "red", 25.0, "red")),
    # Its own target names no campaign; the one for all does. No case was received in these days.
    (TWO, "online_case_rate_all", "2023-thang-ba", (0, 0, 50, None, "no_data", None, "no_data")),
    # 3 of 6 in time = 50 %; 50 / 80 = 62.5 %.
    (ONE, "on_time_rate", "2023-03", (3, 6, 80, 62.5, "orange", 50.0, "orange")),
    # The target is for communes.
    (ISSUER, "on_time_rate", "2023-03", (0, 0, None, None, "no_data", 50.0, "no_target")),
]


@pytest.mark.parametrize(("unit", "kpi", "period", "expected"), SCORES)
def test_the_scoreboard_follows_the_plan(
    marts: duckdb.DuckDBPyConnection, unit: str, kpi: str, period: str, expected: tuple[object, ...]
) -> None:
    found = marts.execute(
        "select numerator, denominator, target_value, achievement, light, subtree_value, subtree_light"
        " from marts.kpi_scoreboard where unit_code = ? and kpi_code = ? and period_name = ?",
        [unit, kpi, period],
    ).fetchall()
    assert found == [expected]


def test_targets_say_their_plan_and_section(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        "select distinct target_plan, target_section from marts.kpi_scoreboard"
        " where target_value is not null order by all"
    ).fetchall()
    assert found == [("mau_2023", "I.1"), ("mau_2023", "I.2")]


def test_the_plans_of_the_project_are_still_there(marts: duckdb.DuckDBPyConnection) -> None:
    plans = [plan for (plan,) in marts.execute("select plan_code from marts.dim_plan order by all").fetchall()]
    assert plans == [
        "binh_duong_2023",
        "duc_pho_2023",
        "mau_2023",
        "quang_nam_2022",
        "vung_tau_2024",
        "xuan_thanh_2021",
    ]


def test_the_page_shows_the_plan(folder: Path) -> None:
    page = (folder / "warehouse/published/current/scoreboard.html").read_text(encoding="utf-8")
    assert "12/KH-UBND" in page
    assert "UBND Xã Hai" in page


def test_another_register_is_something_new(folder: Path) -> None:
    settings, targets = settings_of(folder), folder / "registers" / "targets.csv"
    assert is_published(settings)
    before = targets.read_text(encoding="utf-8")
    try:
        targets.write_text(before.replace(",50,", ",55,"), encoding="utf-8")
        assert not is_published(settings)
        assert not is_published(settings.model_copy(update={"registers_dir": None}))
    finally:
        targets.write_text(before, encoding="utf-8")
    assert is_published(settings)


def test_wrong_registers_stop_the_night_before_anything_is_touched(tmp_path: Path) -> None:
    export = prepare(tmp_path)
    targets = tmp_path / "registers" / "targets.csv"
    targets.write_text(targets.read_text(encoding="utf-8").replace("on_time_rate", "on_time_rat"), encoding="utf-8")
    done = refresh(tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{targets}:4: kpi_code: on_time_rat is no KPI; did you mean on_time_rate?" in done.stderr
    assert export.exists()
    assert not (tmp_path / "raw" / "archive").exists()
    assert not (tmp_path / "warehouse" / "warehouse.duckdb").exists()


def test_the_sixth_plan_gets_its_reports_by_its_own_calendar(folder: Path) -> None:
    done = motcua(folder, "report", "--due", "--on", "2023-04-01", "--plan", "mau_2023")
    written = folder / "warehouse" / "reports" / "mau_2023" / "2023-04-01_2023-03"
    assert (done.returncode, done.stdout) == (0, f"mau_2023 monthly: {written}\n"), done.stderr
    form = sheet(written / f"bieu_06a_{ISSUER}_2023-03.xlsx", "II.06a")
    # Xã Một: 6 finished, 3 of them on the due day, the other 4 open past due. Xã Hai: 9 of 10 online, all open past it.
    assert [row[1:] for row in form if isinstance(row[0], float)] == [
        ["UBND Huyện Mẫu", *(0,) * 11],
        ["UBND Xã Một", 10, 4, 6, 0, 6, 0, 3, 3, 4, 0, 4],
        ["UBND Xã Hai", 10, 9, 1, 0, 0, 0, 0, 0, 10, 0, 10],
    ]
    rows = table(written / "workbook.xlsx", "mau_2023", "Kỳ")
    lines = {(row["Mã đơn vị"], row["Mã chỉ số"]): row for row in rows}
    online = lines[ONE, "online_case_rate_all"]
    assert (online["Giá trị"], online["Chỉ tiêu"], online["Đèn"]) == (40, 50, "Cam (còn xa)")
    assert online["Mục của kế hoạch giao chỉ tiêu"] == "12/KH-UBND, I.1"
    again = motcua(folder, "report", "--due", "--on", "2023-04-01", "--plan", "mau_2023")
    assert again.stdout == f"mau_2023 monthly: this publication's report is there already: {written}\n"
