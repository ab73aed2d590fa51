"""Registers: those of the project hold, a folder is laid over them, and each fault is found where it stands."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.cli import main
from orchestration.refresh.fingerprint import registers_mark
from orchestration.registers.folder import SEEDS, RegisterError, check_registers, load_registers
from orchestration.registers.model import REGISTERS
from orchestration.registers.reading import read_register
from orchestration.registers.sowing import lay_over

GOOD = {
    "units": "unit_code,unit_name,unit_level,parent_unit_code,valid_from,valid_to\n"
    "SPR,Springfield,province,,,\nSPR-1,North,district,SPR,,\nSPR-2,South,commune,SPR-1,,\n"
    "SPR-3,New South,commune,SPR-1,2024-01-01,\n",
    "unit_successors": "old_unit_code,new_unit_code\nSPR-2,SPR-3\n",
    "plans": "plan_code,title_en,issuer_unit_code,valid_from,valid_to\nsixth,Sixth,SPR-1,2023-01-01,2023-12-31\n",
    "targets": "plan_code,kpi_code,scope_type,scope,target_value,comparison,valid_from,valid_to,applies_to\n"
    "sixth,on_time_rate,all,,80,at_least,2023-01-01,2023-12-31,month\n"
    'sixth,complaints,level,commune,0,at_most,2023-01-01,,"month,campaign"\n'
    "sixth,on_time_rate,unit,SPR-2,95.5,at_least,2023-01-01,,month\n",
    "campaigns": "plan_code,campaign,period_start,period_end\nsixth,may,2023-05-01,2023-05-31\n",
    "plan_cadences": "plan_code,cadence,valid_from,valid_to,before_hour,source_section\n"
    "sixth,weekly_friday,2023-01-01,,,III.2\nsixth,closing,2024-01-10,2024-01-10,17,III.3\n",
    "light_thresholds": "plan_code,light,achievement_from_percent\n"
    "sixth,green,95\nsixth,yellow,80\nsixth,orange,60\nsixth,red,0\n",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in (GOOD | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_the_registers_of_the_project_hold() -> None:
    assert check_registers(None) == []


def test_every_built_in_register_is_a_seed() -> None:
    assert [seed for one in REGISTERS for seed in one.built_in if not (SEEDS / f"{seed}.csv").exists()] == []
    assert [one.name for one in REGISTERS if not (SEEDS / f"{one.name}.csv").exists()] == []


def test_a_good_folder_adds_its_rows(tmp_path: Path) -> None:
    registers = load_registers(write(tmp_path))
    assert len(registers.rows["plans"]) == 6
    assert {"SPR", "000.00.00.H09"} <= registers.provinces
    assert "SPR-1" not in registers.provinces
    assert {name: len(rows) for name, rows in registers.own.items()} == {
        "units": 4, "unit_successors": 1, "plans": 1, "targets": 3, "campaigns": 1, "plan_cadences": 2,
        "light_thresholds": 4,
    }  # fmt: skip


def test_every_file_may_be_left_out(tmp_path: Path) -> None:
    assert check_registers(tmp_path) == []
    assert load_registers(tmp_path).own == {}


def test_a_plan_nearer_than_that_of_the_project_is_no_fault(tmp_path: Path) -> None:
    plan = "plan_code,title_en,issuer_unit_code,valid_from\nnear,Near,000.00.31.H09,2023-01-01\n"
    (tmp_path / "plans.csv").write_text(plan, encoding="utf-8")
    assert check_registers(tmp_path) == []


# Register, what stands there, what is written instead, line, field, words of the message.
FAULTS = [
    ("units", "SPR-1,North,district,SPR", "SPR-1,North,distrikt,SPR", 3, "unit_level", "'distrikt' is not known; use"),
    ("units", "SPR-1,North", "SPR 1,North", 3, "unit_code", "is no code; use letters"),
    ("units", "SPR-1,North,", "SPR-1,,", 3, "unit_name", "is empty; fill it in"),
    ("units", "commune,SPR-1,2024", "commune,SPR-9,2024", 5, "parent_unit_code", "SPR-9 is not in units; did you mean"),
    ("units", "district,SPR,", "district,,", 3, "parent_unit_code", "only a province has none"),
    ("units", "province,,,", "province,000.00.00.H09,,", 2, "parent_unit_code", "a province is below no unit"),
    ("units", "district,SPR,", "district,SPR-2,", 3, "parent_unit_code", "SPR-2 is a commune, and a district is not"),
    ("units", "New South,commune,SPR-1", "New South,commune,SPR-3", 5, "parent_unit_code", "stand below itself"),
    ("units", "2024-01-01,", "2024-01-01,2023-01-01", 5, "valid_to", "is before valid_from 2024-01-01; swap"),
    ("units", "SPR-3,New", "SPR-2,New", 5, "unit_code", "SPR-2 stands on line 4 already; keep one"),
    ("units", "unit_level", "unit_lvl", 1, "unit_lvl", "is no column of units; did you mean unit_level?"),
    ("units", ",unit_level", "", 1, "unit_level", "the column is missing; add it"),
    ("units", ",valid_from", ",unit_name", 1, "unit_name", "the column stands twice"),
    ("units", "SPR,Springfield,", 'SPR,"Springfield,', 2, "(line)", "close the quote"),
    ("units", "SPR,Springfield,", "SPR,Springfield, Old,", 2, "(line)", "has 7 fields, the header has 6; put a text"),
    ("unit_successors", "SPR-3", "SPR-7", 2, "new_unit_code", "SPR-7 is not in units"),
    ("unit_successors", "SPR-2,SPR-3", "SPR-3,SPR-2", 2, "new_unit_code", "has no valid_from in units; give the day"),
    ("unit_successors", "SPR-2,SPR-3", "SPR-3,SPR-3", 2, "new_unit_code", "not after 2024-01-01, when the old one"),
    ("plans", "SPR-1", "SPR-8", 2, "issuer_unit_code", "SPR-8 is not in units"),
    ("plans", "2023-01-01", "01/01/2023", 2, "valid_from", "'01/01/2023' is no day; write it like 2023-12-31"),
    ("plans", "2023-01-01", "2023-1-1", 2, "valid_from", "is no day"),
    ("plans", "2023-01-01", "1823-01-01", 2, "valid_from", "lies outside 1900 to 2100"),
    ("plans", "2023-12-31", "2022-12-31", 2, "valid_to", "is before valid_from"),
    ("targets", "sixth,complaints", "seventh,complaints", 3, "plan_code", "seventh is not in plans; add its row"),
    ("targets", "all,,80", "all,,8o", 2, "target_value", "'8o' is no number; write digits"),
    ("targets", "all,,80", "all,,180", 2, "target_value", "180 is more than 100 %"),
    ("targets", "all,,80", "all,,-1", 2, "target_value", "-1 is negative"),
    ("targets", "all,,80", "all,SPR-2,80", 2, "scope", "stands beside scope_type all; leave it empty"),
    ("targets", "unit,SPR-2", "unit,", 4, "scope", "is empty; name the unit"),
    ("targets", "unit,SPR-2", "unit,SPR", 4, "scope", "SPR is not under sixth; name a unit below its issuer"),
    ("targets", "unit,SPR-2", "unit,SPR-20", 4, "scope", "SPR-20 is not in units; did you mean SPR-2?"),
    (
        "targets",
        "level,commune",
        "level,department",
        3,
        "scope",
        "no unit under sixth is a department; use one of dist",
    ),
    ("targets", "0,at_most", "0,at_least", 3, "comparison", "of complaints lower is better; write at_most"),
    ("targets", "on_time_rate,all", "ontime_rate,all", 2, "kpi_code", "is no KPI; did you mean on_time_rate?"),
    ("targets", '"month,campaign"', '"month,decade"', 3, "applies_to", "'decade' is not known; use one of month"),
    ("campaigns", "2023-05-31", "2023-04-30", 2, "period_end", "is before period_start 2023-05-01"),
    ("campaigns", "2023-05-01", "2022-05-01", 2, "period_start", "is before the plan begins (2023-01-01)"),
    ("campaigns", "2023-05-31", "2024-05-31", 2, "period_end", "is after the plan ends (2023-12-31)"),
    ("campaigns", "sixth", "sixt", 2, "plan_code", "sixt is not in plans; did you mean sixth?"),
    ("plan_cadences", "sixth,weekly", "sixt,weekly", 2, "plan_code", "sixt is not in plans; did you mean sixth?"),
    ("plan_cadences", "weekly_friday", "weekly_monday", 2, "cadence", "'weekly_monday' is not known; use one of every"),
    ("plan_cadences", "2023-01-01", "2022-12-31", 2, "valid_from", "2022-12-31 is before the plan begins (2023-01-01)"),
    ("plan_cadences", "10,2024-01-10", "10,2024-01-09", 3, "valid_to", "is before valid_from 2024-01-10; swap"),
    ("plan_cadences", "10,17,", "10,17.5,", 3, "before_hour", "17.5 is no full hour from 1 to 23; mend it"),
    ("plan_cadences", "10,17,", "10,24,", 3, "before_hour", "24 is no full hour from 1 to 23; mend it"),
    (
        "light_thresholds",
        "orange,60",
        "orange,85",
        3,
        "achievement_from_percent",
        "80 is not above that of orange (85)",
    ),
    ("light_thresholds", "red,0", "red,5", 5, "achievement_from_percent", "red begins at 0; write 0"),
    ("light_thresholds", "sixth,yellow,80\n", "", 2, "light", "sixth has no threshold for yellow; give all four"),
    ("light_thresholds", "sixth", "tenth", 2, "plan_code", "tenth is not in plans"),
    ("light_thresholds", "yellow", "blue", 3, "light", "'blue' is not known; use one of green"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]}: {fault[5]}")
def test_faults_are_found_where_they_stand(tmp_path: Path, fault: tuple[str, str, str, int, str, str]) -> None:
    register, old, new, line, field, words = fault
    assert old in GOOD[register]
    write(tmp_path, **{register: GOOD[register].replace(old, new)})
    problems = check_registers(tmp_path)
    place = f"{tmp_path / register}.csv:{line}: {field}: "
    assert any(problem.startswith(place) and words in problem for problem in problems), problems
    with pytest.raises(RegisterError):
        load_registers(tmp_path)


def test_a_target_for_campaigns_alone_needs_one(tmp_path: Path) -> None:
    targets = GOOD["targets"].replace('"month,campaign"', "campaign")
    write(tmp_path, targets=targets)
    assert check_registers(tmp_path) == []
    (tmp_path / "campaigns.csv").unlink()
    (problem, of_cadence) = check_registers(tmp_path)
    assert problem.startswith(f"{tmp_path}/targets.csv:3: applies_to: sixth has no campaign; add it to campaigns.csv")
    told = "cadence: closing reports on a campaign, and sixth has none; add it to campaigns.csv"
    assert of_cadence.startswith(f"{tmp_path}/plan_cadences.csv:3: {told}")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", b"x", "is no register; did you mean plans.csv?"),
        ("weather.csv", b"x", "is no register; name it one of units, "),
        ("targets.xlsx", b"x", "is not read; save the sheet as CSV UTF-8"),
        ("plans.csv", b"", "is empty; begin it with the line plan_code,"),
        ("plans.csv", b"plan_code;title_en;valid_from\n", "not separated by commas"),
        ("plans.csv", b"plan_code,title_en\nx,H\xf4", ":2: (file): is not UTF-8; save it"),
    ],
)
def test_files_that_are_no_registers(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    (problem,) = check_registers(tmp_path)
    assert problem.startswith(f"{tmp_path / name}:")
    assert "(file): " in problem
    assert words in problem


def test_a_file_beside_the_registers_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("what these are")
    assert check_registers(tmp_path) == []


def test_no_folder_is_a_problem(tmp_path: Path) -> None:
    (problem,) = check_registers(tmp_path / "none")
    assert problem.startswith(f"{tmp_path / 'none'}:1: (folder): does not exist; make it, or mend MOTCUA_REGISTERS_DIR")


def test_a_mark_and_blank_lines_do_not_move_the_lines(tmp_path: Path) -> None:
    text = "﻿plan_code,title_en,issuer_unit_code,valid_from\r\n\r\n" + 'a,"two\r\nlines",000.00.00.H09,2023-01-01\r\n'
    (tmp_path / "plans.csv").write_bytes(f"{text}b,B,000.00.00.H09,soon\r\n".encode())
    assert check_registers(tmp_path) == [
        f"{tmp_path}/plans.csv:5: valid_from: 'soon' is no day; write it like 2023-12-31"
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "campaigns.csv"
    path.write_bytes(b"plan_code,campaign,period_start,period_end\n" + text.encode())
    read = read_register(path, next(one for one in REGISTERS if one.name == "campaigns"))
    assert bool(read.rows) <= ("," in text)
    assert all(problem.startswith(f"{path}:") for problem in read.problems)
    # Only blank lines may vanish.
    assert read.rows or read.problems or not text.strip()


@pytest.fixture
def sown() -> duckdb.DuckDBPyConnection:
    """The registers as dbt sows them, with the rows of the project."""
    con = duckdb.connect()
    con.execute("create schema register")
    for register in REGISTERS:
        for seed in {*register.built_in, register.name}:
            con.execute(f"create table register.{seed} as from read_csv('{SEEDS / seed}.csv', header = true)")
    con.execute(
        "create or replace table register.units (unit_code varchar, unit_name varchar, unit_level varchar,"
        " parent_unit_code varchar, valid_from date, valid_to date)"
    )
    con.execute("create or replace table register.unit_successors (old_unit_code varchar, new_unit_code varchar)")
    return con


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Sequence[object]]:
    return list(con.execute(query).fetchall())


def test_rows_are_added_and_take_the_place_of_their_key(sown: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    units = GOOD["units"] + "000.00.02.H09,Sở Công Thương mới,department,000.00.00.H09,,\n"
    targets = GOOD["targets"] + (
        'binh_duong_2023,online_case_rate,unit,000.00.01.H09,55,at_least,2023-09-07,,"month,year"\n'
        "binh_duong_2023,full_online_service_share,all,,66,at_least,2023-09-07,,year\n"
    )
    plans, goals = (rows(sown, f"select count(*) from register.{name}")[0][0] for name in ("plans", "targets"))
    lay_over(sown, load_registers(write(tmp_path, units=units, targets=targets)))
    assert rows(sown, "select count(*) from register.plans") == [(plans + 1,)]
    assert rows(sown, "select count(*) from register.targets") == [(goals + 3,)]
    assert rows(
        sown,
        "select target_value, applies_to from register.targets where plan_code = 'binh_duong_2023'"
        " and (scope = '000.00.01.H09' or scope is null) and kpi_code in"
        " ('online_case_rate', 'full_online_service_share') order by 1",
    ) == [(55, "month,year"), (66, "year")]
    assert rows(sown, "select unit_name from register.units where unit_code like '%H09'") == [("Sở Công Thương mới",)]
    assert rows(sown, "select count(*) from register.units_binh_duong where unit_code = '000.00.02.H09'") == [(0,)]


def test_laying_over_twice_changes_nothing(sown: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    registers = load_registers(write(tmp_path))
    lay_over(sown, registers)
    before = rows(sown, "from register.targets order by all"), rows(sown, "from register.units order by all")
    lay_over(sown, registers)
    assert (rows(sown, "from register.targets order by all"), rows(sown, "from register.units order by all")) == before


def test_the_mark_follows_the_bytes_of_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path)
    mark = registers_mark(folder)
    shutil.copytree(folder, tmp_path / "copy")
    assert registers_mark(tmp_path / "copy") == mark
    (folder / "plans.csv").write_text(GOOD["plans"].replace("Sixth", "6th"))
    assert len({registers_mark(folder), mark, registers_mark(None)}) == 3


def test_the_command_tells_and_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["registers", "check", str(write(tmp_path))]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: no problem found\n"
    write(tmp_path, plans=GOOD["plans"].replace("SPR-1", "SPR-8"))
    assert main(["registers", "check", str(tmp_path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{tmp_path}/plans.csv:2: issuer_unit_code: SPR-8 is not in units")


def test_the_command_takes_the_folder_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_REGISTERS_DIR", "mine")
    assert main(["registers", "check"]) == 2
    assert "mine:1: (folder): does not exist" in capsys.readouterr().err
    monkeypatch.setenv("MOTCUA_REGISTERS_DIR", "")
    assert main(["registers", "check"]) == 0
    assert capsys.readouterr().out == f"{SEEDS}: no problem found\n"
