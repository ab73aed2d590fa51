"""Faulty records, found again in the files by plain predicates."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.simulator.cases import PAID_AT_COUNTER, PAID_CASH, SUCCEEDED, PaymentState
from orchestration.simulator.defects import Defects

from .conftest import World
from .recount import BROKEN, WORDS, exports, live, moment, records, stamp

Row = dict[str, object]
CODE = re.compile(r"000\.\d\d\.\d\d\.H09-\d{6}-\d{4,5}")
UNITS = {"000.00.01.H09", "000.00.02.H09", "000.00.34.H09", "000.01.34.H09"}
PAYMENT_STATES = {"Thành công", "Thất bại", "Chờ thanh toán", "Đã hoàn phí", "Hủy"}
REGISTER_NAMES = {
    "MaHoSo": "Mã hồ sơ",
    "NgayTiepNhan": "Ngày tiếp nhận",
    "NgayHenTra": "Ngày hẹn trả",
    "NgayKetThucXuLy": "Ngày kết thúc xử lý",
    "NgayTra": "Ngày trả kết quả",
}


def readable(value: object) -> bool:
    try:
        moment(value)
    except ValueError:
        return False
    return True


def case_faults(row: Row, exported: datetime) -> list[str]:
    """Name the row rules a case breaks, whichever portal wrote it."""
    if row is BROKEN:
        return ["unreadable_row"]
    if "Mã hồ sơ" in row:
        row = {sync: row[name] for sync, name in REGISTER_NAMES.items()} | {
            "TrangThaiHoSo": WORDS.get(str(row["Trạng thái"]), "?")
        }
    moments = [name for name in row if name.startswith("Ngay")]
    if not all(readable(row[name]) for name in moments):
        return ["bad_timestamp"]
    code, status = str(row["MaHoSo"]), str(row["TrangThaiHoSo"])
    unit = str(row.get("MaDonViXuLy", code[:13]))
    received, finished = moment(row["NgayTiepNhan"]), moment(row["NgayKetThucXuLy"])
    is_done = status in {"9", "10"}
    found = {
        "missing_key": not code,
        "bad_case_code": bool(code) and not CODE.fullmatch(code),
        "unknown_unit": bool(CODE.fullmatch(code)) and unit not in UNITS,
        "bad_code": status not in WORDS.values(),
        "finished_before_received": bool(received and finished and finished < received),
        "received_in_future": bool(received and received > exported),
        "finished_without_moment": is_done and not finished and not moment(row["NgayTra"]),
    }
    return [rule for rule, is_found in found.items() if is_found]


def payment_faults(row: Row, known: set[str]) -> list[str]:
    if row is BROKEN:
        return ["unreadable_row"]
    if not all(readable(row[name]) for name in ("Thời điểm tạo", "Thời điểm thanh toán")):
        return ["bad_timestamp"]
    paid, status = moment(row["Thời điểm thanh toán"]), row["Trạng thái"]
    amount = row["Số tiền"]
    digits = f"{amount:.0f}" if isinstance(amount, float) else str(amount).replace(".", "")
    found = {
        "missing_key": not row["Mã giao dịch"],
        "orphan_payment": row["Mã hồ sơ"] not in known,
        "bad_code": status not in PAYMENT_STATES,
        "bad_amount": not digits.isdigit(),
        "bad_timestamp": status == "Thành công" and paid is None,
    }
    return [rule for rule, is_found in found.items() if is_found]


def found_in(out: Path, source: str, faults: Callable[[Row, Path], list[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for portal in ("tinh", "huyen"):
        for path in live(exports(out, source, portal)):
            for row in records(path):
                rules = faults(row, path)
                assert len(rules) < 2, (path.name, row, rules)
                found.update(rules)
    return found


def good_codes(out: Path) -> set[str]:
    codes = set()
    for portal in ("tinh", "huyen"):
        for path in live(exports(out, "cases", portal)):
            for row in records(path):
                if not case_faults(row, stamp(path)):
                    codes.add(str(row.get("MaHoSo") or row.get("Mã hồ sơ")))
    return codes


def test_every_case_fault_is_found_as_often_as_the_answers_say(faulty_world: World) -> None:
    found = found_in(faulty_world.out, "cases", lambda row, path: case_faults(row, stamp(path)))
    assert dict(sorted(found.items())) == faulty_world.answers["quarantine"]["cases"]
    assert len(found) == 9


def test_every_payment_fault_is_found_as_often_as_the_answers_say(faulty_world: World) -> None:
    known = good_codes(faulty_world.out)
    found = found_in(faulty_world.out, "payments", lambda row, _: payment_faults(row, known))
    assert dict(sorted(found.items())) == faulty_world.answers["quarantine"]["payments"]
    assert len(found) == 6


def test_good_records_are_the_same_with_and_without_faults(faulty_world: World) -> None:
    assert faulty_world.answers["fct_cases"] == len(good_codes(faulty_world.out)) == 2000
    total = sum(sum(rules.values()) for rules in faulty_world.answers["quarantine"].values())
    assert faulty_world.summary.faulty_rows == total


def payment(code: str) -> PaymentState:
    at = datetime.combine(date(2023, 3, 1), datetime.min.time())
    return PaymentState(code, "000.00.01.H09-230301-0001", "Phí", 5000, PAID_CASH, PAID_AT_COUNTER, at, at, SUCCEEDED)


def test_faults_come_at_the_rate() -> None:
    defects = Defects(0.01)
    states = [payment(f"GD{number}") for number in range(250)]
    # the first at once, and one more for every hundred good records: 1 + 250 / 100
    assert len(defects.among_payments(states, can_break=True)) == 250 + 6 * 3
    assert defects.sown["payments"]["bad_amount"] == 3
    # the half that was left over and the next 250 make three more: 0.5 + 2.5
    defects.among_payments(states, can_break=True)
    assert defects.sown["payments"]["bad_amount"] == 6


def test_unreadable_lines_wait_for_a_file_of_lines() -> None:
    defects = Defects(0.01)
    states = [payment(f"GD{number}") for number in range(100)]
    assert None not in defects.among_payments(states, can_break=False)
    assert defects.among_payments(states, can_break=True).count(None) == 3


@pytest.mark.parametrize("states", [[], [payment("GD1")]])
def test_no_rate_no_faults(states: list[PaymentState]) -> None:
    assert Defects(0.0).among_payments(states, can_break=True) == states
