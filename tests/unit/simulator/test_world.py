"""The whole simulator, judged by an independent reading of the files it wrote."""

import hashlib
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from orchestration.simulator import SimulationError, simulate

from .conftest import World
from .recount import Recount, exports, live, moment, records, recount, stamp, usual, window

COUNTED = ("online_case_rate", "online_case_rate_all", "online_payment_rate", "on_time_rate")


@pytest.fixture(scope="module")
def counted(full_world: World) -> Recount:
    return recount(full_world.out)


def shown(numerator: int, denominator: int) -> str:
    if denominator == 0:
        return "-"
    rate = Decimal(100 * numerator) / Decimal(denominator)
    return f"{rate.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}".removesuffix(".0")


def short(out: Path, registers: Path, cases: int, seed: int = 1) -> World:
    """Four months with faults."""
    return World(out, simulate(out, date(2023, 1, 1), date(2023, 4, 30), cases, seed, 0.01, registers=registers))


def hashes(out: Path) -> dict[str, str]:
    paths = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_printed_figures_come_out_of_the_files(full_world: World, counted: Recount) -> None:
    printed = full_world.answers["printed"]
    assert len(printed) == 2 * 118
    wrong = [
        (unit, kpi, text, counted.figure(unit, kpi))
        for unit, kpi, text, _, _ in printed
        if shown(*counted.figure(unit, kpi)) != (text or "-")
    ]
    assert wrong == []


def test_answers_are_what_the_files_say(full_world: World, counted: Recount) -> None:
    columns = full_world.answers["columns"]
    assert (columns[5], columns[6]) == ("numerator", "denominator")
    figures = [row for row in full_world.answers["figures"] if row[1] in COUNTED and row[2] == "to_date"]
    assert len(figures) > 119
    wrong = [row for row in figures if counted.figure(row[0], row[1]) != (row[5], row[6])]
    assert wrong == []
    assert full_world.answers["fct_cases"] == len(counted.cases) == full_world.summary.cases
    assert full_world.answers["fct_payments"] == len(counted.payments) == full_world.summary.payments
    assert set().union(*full_world.answers["quarantine"].values()) == set()
    assert full_world.answers["verdicts"] == []


def test_online_level_changes_matter(counted: Recount) -> None:
    # some procedures go from information only to online in July; both sides have cases
    changed = {code for code, versions in counted.levels.items() if [level for _, level in versions] == ["2", "4"]}
    cases = [case for case in counted.cases.values() if case.procedure in changed and case.received]
    levels = {counted.level(case) for case in cases}
    assert levels == {"2", "4"}


def test_rows_and_as_of_are_those_of_the_files(faulty_world: World) -> None:
    paths = [path for path in faulty_world.out.rglob("*") if path.is_file() and path.name != "answers.json"]
    rows = {path.relative_to(faulty_world.out).as_posix(): len(records(path)) for path in paths}
    assert {file["path"]: file["rows"] for file in faulty_world.answers["files"]} == rows
    assert faulty_world.summary.rows == sum(rows.values())
    assert faulty_world.answers["as_of"] == max(stamp(path) for path in paths).isoformat()


def test_same_arguments_same_bytes(tmp_path: Path, small_registers: Path) -> None:
    first = short(tmp_path / "a", small_registers, 600)
    second = short(tmp_path / "b", small_registers, 600)
    assert hashes(first.out) == hashes(second.out)
    forms = {"".join(Path(name).suffixes) for name in hashes(first.out)}
    assert forms == {".ndjson", ".ndjson.gz", ".json", ".zip", ".csv", ".csv.gz", ".xlsx"}
    other = short(tmp_path / "c", small_registers, 600, seed=2)
    assert hashes(first.out) != hashes(other.out)


def test_two_processes_write_the_same_bytes(
    tmp_path: Path, small_registers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = short(tmp_path / "a", small_registers, 500)
    monkeypatch.setattr("orchestration.simulator.world.MANY_CASES", 1)
    two = short(tmp_path / "b", small_registers, 500)
    assert hashes(one.out) == hashes(two.out)


def test_sync_exports_hold_every_case_changed_in_their_window(full_world: World) -> None:
    for path in live(exports(full_world.out, "cases", "tinh")):
        first, last = window(path)
        for row in records(path):
            changes = [moment(row[name]) for name in ("NgayNopHoSo", "NgayTiepNhan", "NgayKetThucXuLy", "NgayTra")]
            past = [change for change in changes if change]
            assert min(past).date() <= last
            assert max(past) <= stamp(path)
            if row["TrangThaiHoSo"] in {"1", "2", "3"}:
                assert any(first <= change.date() <= last for change in past) or row["NgayTuChoi"]


def test_register_exports_hold_the_cases_received_in_their_window(full_world: World) -> None:
    seen: dict[tuple[date, date], set[str]] = {}
    for path in exports(full_world.out, "cases", "huyen"):
        first, last = window(path)
        codes = set()
        for row in records(path):
            received = moment(row["Ngày tiếp nhận"])
            codes.add(str(row["Mã hồ sơ"]))
            assert received is None or first <= received.date() <= last
        earlier = seen.setdefault((first, last), codes)
        assert codes <= earlier, "a later export of a register has cases that the earlier one had not"
        deleted = earlier - codes
        assert all(re.search(r"-900[01]$", code) for code in deleted), "a later export has lost a case"
    assert len(seen) == 12


def test_later_exports_show_what_was_finished_since(full_world: World) -> None:
    open_then = finished_since = 0
    paths = [path for path in exports(full_world.out, "cases", "huyen") if window(path)[0] == date(2023, 1, 1)]
    first, last = records(paths[0]), {str(row["Mã hồ sơ"]): row for row in records(paths[-1])}
    for row in first:
        if row["Trạng thái"] == "Đang xử lý" and str(row["Mã hồ sơ"]) in last:
            open_then += 1
            finished_since += usual(last[str(row["Mã hồ sơ"])]["Trạng thái"]) in {"Đã xử lý xong", "Đã trả kết quả"}
    assert open_then > 10
    assert finished_since > 0.8 * open_then


def test_nothing_is_exported_after_the_night_that_follows_the_range(full_world: World) -> None:
    night = datetime.combine(date(2024, 1, 1), time(6, 0))
    for source in ("cases", "payments"):
        for portal in ("tinh", "huyen"):
            paths = exports(full_world.out, source, portal)
            assert max(stamp(path) for path in paths) < night
            covered = {
                window(path)[0] + timedelta(days=offset)
                for path in paths
                for offset in range((window(path)[1] - window(path)[0]).days + 1)
            }
            assert len(covered) == 365


def test_people_are_invented(full_world: World) -> None:
    for path in live(exports(full_world.out, "cases", "tinh"))[:8]:
        for row in records(path):
            phone, identities = str(row["SoDienThoai"]), row["DinhDanhCHS"]
            assert len(phone) == 10
            assert phone.startswith("010")
            assert str(row["Email"]).endswith("@example.vn")
            assert isinstance(identities, list)
            for identity in identities:
                number, kind = identity["SoDinhDanh"], identity["LoaiDinhDanh"]
                assert (number.startswith("099"), len(number), kind) == (True, 12, "1") or (
                    number == "000000001" or number.startswith("9"),
                    len(number),
                    kind,
                ) == (True, 9, "2")


def test_no_file_is_empty(tmp_path: Path, small_registers: Path) -> None:
    # so few cases that most windows hold nothing: an empty file would be taken for a broken transfer
    simulate(tmp_path, date(2023, 1, 1), date(2023, 3, 31), 5, place="second_2024", registers=small_registers)
    paths = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "answers.json"]
    assert min(path.stat().st_size for path in paths) > 0
    assert [path for path in paths if path.suffix == ".json" and not records(path)]
    assert not [path for path in paths if ".ndjson" in path.name and not records(path)]


def test_each_range_has_its_windows(tmp_path: Path, small_registers: Path) -> None:
    simulate(tmp_path, date(2024, 2, 5), date(2024, 2, 7), 100, registers=small_registers)
    windows = [window(path) for path in exports(tmp_path, "cases", "tinh")]
    days = [date(2024, 2, day) for day in (5, 6, 7)]
    assert windows == [(day, day) for day in days]
    assert [window(path) for path in exports(tmp_path, "cases", "huyen")] == [(days[0], days[2])]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((date(2023, 2, 1), date(2023, 1, 1), 100, 1, 0.0), "swap them"),
        ((date(1999, 1, 1), date(2023, 1, 1), 100, 1, 0.0), "choose years"),
        ((date(2023, 1, 1), date(2023, 1, 2), 0, 1, 0.0), "at least one case"),
        ((date(2023, 1, 1), date(2023, 1, 2), 100, 1, 0.5), "choose a rate"),
    ],
)
def test_impossible_arguments_are_refused(
    tmp_path: Path, small_registers: Path, arguments: tuple[date, date, int, int, float], message: str
) -> None:
    with pytest.raises(SimulationError, match=message):
        simulate(tmp_path, *arguments, registers=small_registers)


def test_a_filled_inbox_is_left_alone(tmp_path: Path, small_registers: Path) -> None:
    day = date(2023, 3, 1)
    simulate(tmp_path, day, day, 50, registers=small_registers)
    with pytest.raises(SimulationError, match="there are exports already"):
        simulate(tmp_path, day, day, 50, registers=small_registers)
