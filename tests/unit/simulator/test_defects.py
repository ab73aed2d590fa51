"""Faulty records, found again in the files by plain predicates."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.simulator.cases import PAID_AT_COUNTER, PAID_CASH, SUCCEEDED, PaymentState
from orchestration.simulator.defects import PAYMENT_FAULTS, UNREADABLE, Defects, Mixed, spoilt_payment
from orchestration.simulator.payment_files import PaymentLine

from .conftest import World
from .recount import BROKEN, WORDS, exports, live, moment, records, stamp, text, usual

Row = dict[str, object]
CODE = re.compile(r"000\.\d\d\.\d\d\.H09-\d{6}-\d{4,5}|G09\.\d\d-\d{8}-\d{7}")
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
    digits = f"{amount:.0f}" if isinstance(amount, float) else str(amount).removesuffix(",00").replace(".", "")
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
            for raw in records(path):
                row = raw if raw is BROKEN else {name: usual(value) for name, value in raw.items()}
                rules = faults(row, path)
                assert len(rules) < 2, (path.name, row, rules)
                found.update(rules)
    return found


def good_codes(out: Path) -> set[str]:
    codes = set()
    for portal in ("tinh", "huyen"):
        for path in live(exports(out, "cases", portal)):
            for raw in records(path):
                row = raw if raw is BROKEN else {name: usual(value) for name, value in raw.items()}
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
    assert faulty_world.answers["fct_cases"] == len(good_codes(faulty_world.out)) >= 2000
    total = sum(sum(rules.values()) for rules in faulty_world.answers["quarantine"].values())
    assert faulty_world.summary.faulty_rows == total == len(faulty_world.answers["verdicts"])


def test_verdicts_name_the_lines_that_are_faulty(faulty_world: World) -> None:
    seen: Counter[str] = Counter()
    for file, member, line, rule in faulty_world.answers["verdicts"]:
        if member is None and file.endswith(".csv"):
            lines = text((faulty_world.out / file).read_bytes()).splitlines()
            assert SIGNS[rule] in lines[line - 1], (file, line, rule, lines[line - 1])
            seen[rule] += 1
    assert {"missing_key", "bad_score", "negative_span", "orphan_rating", "unreadable_row", "bad_amount"} <= set(seen)


SIGNS = {
    "missing_key": ",", "bad_score": ",9", "negative_span": "01/02/2001", "orphan_rating": "-99999",
    "orphan_payment": "-99999", "bad_timestamp": "3", "bad_code": "", "bad_amount": "-", "bad_case_code": "HS/",
    "unknown_unit": "000.00.88.H09", "unreadable_row": "dòng bị cắt", "finished_before_received": "",
    "received_in_future": "", "finished_without_moment": "",
}  # fmt: skip
"""What a spoilt line shows, where that can be told from the line alone."""


def payment(code: str) -> PaymentState:
    at = datetime.combine(date(2023, 3, 1), datetime.min.time())
    return PaymentState(code, "000.00.01.H09-230301-0001", "Phí", 5000, PAID_CASH, PAID_AT_COUNTER, at, at, SUCCEEDED)


def mixed(defects: Defects, states: list[PaymentLine], can_break: bool) -> Mixed[PaymentLine]:
    rules = (*PAYMENT_FAULTS, UNREADABLE) if can_break else tuple(PAYMENT_FAULTS)
    pattern = payment("GD")
    return defects.mix(
        "payments",
        states,
        rules,
        lambda rule, number: None if rule == UNREADABLE else spoilt_payment(pattern, rule, number),
    )


def test_faults_come_at_the_rate() -> None:
    defects = Defects(0.01)
    states: list[PaymentLine] = [payment(f"GD{number}") for number in range(250)]
    # the first at once, and one more for every hundred good records: 1 + 250 / 100
    first = mixed(defects, states, can_break=True)
    assert len(first.lines) == 250 + 6 * 3
    assert (first.first, len(first.rules)) == (125, 18)
    assert defects.sown["payments"]["bad_amount"] == 3
    # the half that was left over and the next 250 make three more: 0.5 + 2.5
    mixed(defects, states, can_break=True)
    assert defects.sown["payments"]["bad_amount"] == 6


def test_unreadable_lines_wait_for_a_file_of_lines() -> None:
    defects = Defects(0.01)
    states: list[PaymentLine] = [payment(f"GD{number}") for number in range(100)]
    assert None not in mixed(defects, states, can_break=False).lines
    assert mixed(defects, states, can_break=True).lines.count(None) == 2


@pytest.mark.parametrize("codes", [[], ["GD1"]])
def test_no_rate_no_faults(codes: list[str]) -> None:
    states: list[PaymentLine] = [payment(code) for code in codes]
    assert mixed(Defects(0.0), states, can_break=True).lines == states
