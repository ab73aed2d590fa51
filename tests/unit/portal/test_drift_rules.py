"""The rules of drift by themselves: likeness of names, moved columns, changed types, texts that may be shown."""

import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.portal.contracts import Contract, load_contracts
from orchestration.portal.drift.codes import MOST_SHOWN, code_notes, unknown_codes
from orchestration.portal.drift.columns import likeness, moved_notes, renamings
from orchestration.portal.drift.values import is_whole_number, type_notes
from orchestration.portal.personal import is_quotable, quoted


@pytest.fixture(scope="module")
def contract() -> Contract:
    found = load_contracts(Path(__file__).parents[3] / "raw" / "contracts").find("payments", "huyen")
    assert found is not None
    return found


def test_likeness() -> None:
    assert likeness("Trạng thái", "TRANG THÁI") == 100
    assert likeness("Ngày hẹn trả", "Ngày hẹn trả kết quả") >= 50
    assert likeness("Trạng thái", "Số tiền") < 50


@settings(deadline=None)
@given(order=st.permutations(range(7)))
def test_as_few_columns_as_can_be_are_called_moved(contract: Contract, order: list[int]) -> None:
    positions = {field.name: place for field, place in zip(contract.fields, order, strict=False)}
    numbers = list(positions.values())
    longest = max(
        size for size in range(1, 8) if any(list(some) == sorted(some) for some in combinations(numbers, size))
    )
    notes = moved_notes(positions, contract)
    told = notes[0].message.count("(now column") if notes else 0
    assert told == 7 - longest
    assert not any(note.needs_steward for note in notes)


def test_one_column_is_proposed_for_one_field(contract: Contract) -> None:
    status, method = contract.field("status"), contract.field("method")
    assert status is not None
    assert method is not None
    values = {"Trạng thái GD": ["Thành công", "Thất bại"], "Hình thức": ["Tiền mặt", "Tiền mặt"]}
    found = renamings([status, method], list(values), lambda name: values[name], contract)
    assert {name: one.column for name, one in found.items()} == {"status": "Trạng thái GD", "method": "Hình thức"}
    moments = [one for one in contract.fields if one.kind == "moment"]
    assert len(moments) == 2
    assert len(renamings(moments, ["Thời điểm"], lambda _: ["25/01/2023 10:00"], contract)) == 1
    wrong = renamings([status], ["Trạng thái GD"], lambda _: ["x", "y"], contract)
    assert wrong == {}


def test_a_type_is_changed_when_most_values_say_so(contract: Contract) -> None:
    paid = contract.field("paid_at")
    assert paid is not None
    new, old = "2023.01.25 10:00", "25/01/2023 10:00"
    (note,) = type_notes(paid, [new, new, old, new, None, "", "-"], 2, contract)
    assert (note.rows, note.first_line, note.needs_steward) == (3, 2, True)
    assert "they are written %Y.%m.%d %H:%M: if the portal changed" in note.message
    assert type_notes(paid, [new, old, old, old], 2, contract) == []
    assert type_notes(paid, [new, new], 2, contract) == []
    amount = contract.field("amount")
    assert amount is not None
    (note,) = type_notes(amount, ["10 USD", "11 USD", "12 USD"], 2, contract)
    assert "are no money as the contract writes it; export the column as before" in note.message
    assert "USD" not in note.message


def test_codes_in_another_spelling_are_known(contract: Contract) -> None:
    status = contract.field("status")
    assert status is not None
    assert unknown_codes(["THÀNH CÔNG", " Huỷ ", "", "null", "-", "Lạ"], status) == ["Lạ"]


def test_a_column_full_of_new_codes_is_one_note(contract: Contract) -> None:
    status = contract.field("status")
    assert status is not None
    few = {f"mã {number}": (1, number + 2) for number in range(MOST_SHOWN)}
    assert len(code_notes(status, few, contract)) == MOST_SHOWN
    (note,) = code_notes(status, {**few, "thêm": (5, 90)}, contract)
    assert (note.rows, note.first_line) == (MOST_SHOWN + 5, 2)
    assert f"holds {MOST_SHOWN + 1} new codes in {MOST_SHOWN + 5} rows" in note.message


@pytest.mark.parametrize("text", ["0912345678", "001 099 000 001", "a@b.vn", "(84) 912-345-678", "x" * 61, "a " * 10])
def test_what_may_be_personal_is_not_quoted(text: str) -> None:
    assert not is_quotable(text)
    assert text not in quoted(text)


@pytest.mark.parametrize("text", ["Đã trả kết quả", "10", "STATUS_3", "LV-0123"])
def test_codes_are_quoted(text: str) -> None:
    assert quoted(text) == repr(text)
    assert quoted(unicodedata.normalize("NFD", text)) == repr(text)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [("12", True), ("1.234", True), ("1,234", True), ("-5,00", True), ("1.5", False), ("12 đ", False), ("", False)],
)
def test_whole_numbers(text: str, is_whole: bool) -> None:
    assert is_whole_number(text) == is_whole
