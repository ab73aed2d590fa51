"""What goes wrong in practice: each occurs in a small world, and is counted."""

import csv
import gzip
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.simulator import quirks, simulate
from orchestration.simulator.cases import (
    NATIONAL_PORTAL,
    PAID_CASH,
    PAID_ONLINE,
    SUCCEEDED,
    Payment,
)
from orchestration.simulator.people import applicant, lone_citizen
from orchestration.simulator.province import DEFAULT_PLACE
from orchestration.simulator.spelling import spelt_otherwise
from orchestration.simulator.sync_messages import CARELESS_PORTAL, payment_flag

from .conftest import World
from .recount import exports, live, records

NAMES = {value for name, value in vars(quirks).items() if name.isupper() and isinstance(value, str)}
LATE = {quirks.LATE_FILE, quirks.TWICE}


@pytest.fixture(scope="module")
def nightly(tmp_path_factory: pytest.TempPathFactory, small_registers: Path) -> World:
    """A world that arrives in its last thirty nights."""
    out = tmp_path_factory.mktemp("nightly")
    start, end = date(2023, 1, 1), date(2023, 6, 30)
    return World(out, simulate(out, start, end, 3000, 3, 0.01, DEFAULT_PLACE, 30, registers=small_registers))


def test_each_quirk_occurs_and_is_counted(nightly: World, faulty_world: World) -> None:
    counted = nightly.answers["quirks"]
    assert {name for name in NAMES if not counted.get(name)} == set()
    assert not LATE & {name for name, count in faulty_world.answers["quirks"].items() if count}, "all came at once"


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("Hòa", "Hoà"), ("Hủy", "Huỷ"), ("Thùy", "Thuỳ"), ("Đã trả", "Ðã trả"), ("khỏe", "khoẻ"),
        ("hoàn", "hoàn"), ("Quý", "Quý"), ("Quầy", "Quầy"), ("đang", "đang"),
    ],
)  # fmt: skip
def test_the_other_spelling(usual: str, other: str) -> None:
    assert spelt_otherwise(usual) == other


def payment(method: str, channel: str, hour: int, has_short_hours: bool = False) -> Payment:
    at = datetime(2023, 3, 1, hour, 5)
    return Payment("GD1", "x", "Phí", 5000, method, channel, at, at, SUCCEEDED, has_short_hours)


@pytest.mark.parametrize(("hour", "shown"), [(14, 2), (12, 12), (13, 1), (9, 9), (0, 0)])
def test_a_clock_of_twelve_hours(hour: int, shown: int) -> None:
    state = payment(PAID_ONLINE, NATIONAL_PORTAL, hour, has_short_hours=True).at(datetime(2023, 3, 2))
    assert state.paid == datetime(2023, 3, 1, shown, 5)


def test_long_names_are_cut() -> None:
    assert quirks.cut_name("x" * 46) == "x" * 46
    assert quirks.cut_name("x" * 47) == "x" * 46 + "..."


def test_a_case_without_code_gets_another_on_each_send(nightly: World) -> None:
    codes: dict[str, set[str]] = {}
    sent = 0
    for path in exports(nightly.out / "night-0001", "cases", "tinh"):
        for row in records(path):
            if str(row.get("MaHoSo", "")).startswith("G09."):
                sent += 1
                identities = row["DinhDanhCHS"]
                assert isinstance(identities, list)
                codes.setdefault(str(identities[0]["SoDinhDanh"]), set()).add(str(row["MaHoSo"]))
    assert sent == sum(len(found) for found in codes.values()) > len(codes)


def test_a_deleted_case_stands_in_a_replaced_export_only(faulty_world: World) -> None:
    paths = exports(faulty_world.out, "cases", "huyen")
    last = {str(row.get("Mã hồ sơ", "")) for path in live(paths) for row in records(path)}
    first = {str(row.get("Mã hồ sơ", "")) for path in paths if path not in live(paths) for row in records(path)}
    assert {code[-4:] for code in first - last} == {"9000", "9001"}


def test_people_come_back_but_those_who_come_once(nightly: World) -> None:
    citizens = [lone_citizen(number, 0) for number in range(2000)]
    assert len({one.identity for one in citizens}) == 2000
    assert all(one.is_person and one.identity_kind == "1" for one in citizens)
    usual = {applicant(number, 0).identity for number in range(5000)}
    assert usual.isdisjoint({one.identity for one in citizens})
    reuse = [row for row in nightly.answers["figures"] if row[1] == "document_reuse_rate" and row[2] == "to_date"]
    assert sum(row[6] for row in reuse) > 50, "people with an earlier finished case"


def test_a_window_that_lies_across_others_holds_the_same_cases(faulty_world: World) -> None:
    paths = live(exports(faulty_world.out, "cases", "tinh"))
    (across,) = (path for path in paths if "_20230208_20230217_" in path.name)
    within = {
        row["MaHoSo"]
        for path in paths
        if path != across and "_202302" in path.name
        for row in records(path)
        if row.get("MaHoSo")
    }
    held = {row["MaHoSo"] for row in records(across) if str(row.get("MaHoSo", "")).startswith("000.00.0")}
    assert len(held & within) > 10


def test_one_portal_flags_any_payment() -> None:
    class Unit:
        portal = CARELESS_PORTAL

    class Paid:
        class procedure:  # noqa: N801
            has_fee = True

        unit = Unit
        payments = (payment(PAID_CASH, "Quầy", 9),)

    assert payment_flag(Paid, datetime(2023, 4, 1)) == "1"  # type: ignore[arg-type]
    Unit.portal = "tinh"
    assert payment_flag(Paid, datetime(2023, 4, 1)) == "3"  # type: ignore[arg-type]


def test_an_export_sent_twice_has_the_same_bytes(faulty_world: World) -> None:
    copies = [file for file in faulty_world.answers["files"] if file["copy_of"]]
    assert len(copies) > 2
    for file in copies:
        assert (faulty_world.out / file["path"]).read_bytes() == (faulty_world.out / file["copy_of"]).read_bytes()


def test_files_arrive_in_their_nights(nightly: World) -> None:
    delivered = {path.name for path in nightly.out.iterdir() if path.is_dir()}
    assert delivered == {f"night-{number:04d}" for number in range(1, 31)}
    wanted = {(f"night-{night:04d}", file["path"]) for file in nightly.answers["files"] for night in file["nights"]}
    found = {
        (path.relative_to(nightly.out).parts[0], Path(*path.relative_to(nightly.out).parts[1:]).as_posix())
        for path in nightly.out.rglob("*")
        if path.is_file() and path.name != "answers.json"
    }
    assert found == wanted
    first_night = date(2023, 7, 1) - timedelta(days=29)
    for file in nightly.answers["files"]:
        exported = datetime.fromisoformat(file["exported"]).date()
        assert file["nights"][0] >= max((exported - first_night).days, 0) + 1, "no file arrives before it is written"
    late = [file for file in nightly.answers["files"] if arrival_day(first_night, file) > file["exported"][:10]]
    assert late, "some come late"


def arrival_day(first_night: date, file: dict[str, list[int]]) -> str:
    night = file["nights"][0]
    return (first_night + timedelta(days=night - 1)).isoformat() if night > 1 else ""


def test_nights_hold_what_came_at_once_otherwise(tmp_path: Path, small_registers: Path) -> None:
    start, end = date(2023, 3, 1), date(2023, 3, 20)
    once = simulate(tmp_path / "a", start, end, 300, 2, 0.01, registers=small_registers)
    nightly = simulate(tmp_path / "b", start, end, 300, 2, 0.01, DEFAULT_PLACE, 20, registers=small_registers)
    first, second = (json.loads(one.answers.read_text(encoding="utf-8")) for one in (once, nightly))
    for key in ("figures", "quarantine", "fates", "verdicts", "warnings"):
        assert first[key] == second[key], key
    for file in first["files"]:
        copies = list((tmp_path / "b").glob(f"night-*/{file['path']}"))
        content = (tmp_path / "a" / file["path"]).read_bytes()
        assert copies
        assert {copy.read_bytes() for copy in copies} == {content}


def test_tables_come_in_all_encodings(faulty_world: World) -> None:
    marks = set()
    for path in exports(faulty_world.out, "counter_visits", "tinh"):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        marks.add((path.suffix, content[:2].hex()))
    assert {suffix for suffix, _ in marks} == {".csv", ".gz", ".zip"}
    assert {mark for suffix, mark in marks if suffix == ".csv"} >= {"fffe", "efbb"}
    windows_1258 = [path for path in exports(faulty_world.out, "complaints", "tinh") if is_1258(path)]
    assert windows_1258
    rows = list(csv.reader(windows_1258[0].read_bytes().decode("cp1258").splitlines()))
    assert len(rows[0]) == 6


def is_1258(path: Path) -> bool:
    try:
        return path.suffix == ".csv" and not path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return not path.read_bytes().startswith(b"\xff\xfe")
