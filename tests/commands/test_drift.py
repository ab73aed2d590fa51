"""Schema drift, a kind a file, through `motcua refresh` and `motcua status`."""

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from .office import Office

COLUMNS = (
    "STT", "Mã hồ sơ", "Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Đơn vị", "Hình thức nộp", "Chủ hồ sơ", "Số CCCD",
    "Số điện thoại", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Trạng thái",
    "Số hóa hồ sơ", "Số hóa kết quả", "Ký số kết quả", "Đồng bộ CDVCQG", "Cán bộ xử lý hiện tại",
)  # fmt: skip
ROWS = 6
Row = dict[str, str]


def case(number: int, day: int) -> Row:
    """A finished case of the province's department of trade."""
    values = (
        str(number), f"000.00.02.H09-2301{day:02}-{number:04}", "1.000001", "Cấp phép", "Công thương", "Sở Công Thương",
        "Trực tuyến", "Lê Thị Thử", "001099000001", "0900000001", f"{day:02}/01/2023 08:00", "20/01/2023",
        "15/01/2023 09:00", "16/01/2023 09:00", "Đã trả kết quả", "Có", "Có", "Có", "Có", "cb.1",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def register(
    day: int, columns: Mapping[str, str] | None = None, change: Callable[[int, Row], None] | None = None
) -> str:
    """A register of six cases as CSV. `columns`: heading → column of the case; `change` edits case by case."""
    head = columns or {name: name for name in COLUMNS}
    lines = [",".join(head)]
    for number in range(1, ROWS + 1):
        row = case(number, day)
        if change:
            change(number, row)
        lines.append(",".join(row.get(column, "thêm") for column in head.values()))
    return "\r\n".join(lines) + "\r\n"


def renamed(old: str, new: str) -> dict[str, str]:
    return {new if name == old else name: name for name in COLUMNS}


def _new_code(number: int, row: Row) -> None:
    if number in {3, 5}:
        row["Trạng thái"] = "Đã lưu kho"
    if number == 4:
        row["Trạng thái"] = "gọi 0912 345 678"


def _other_dates(number: int, row: Row) -> None:
    row["Ngày hẹn trả"] = f"2023.01.{20 + number}"


MOVED = {name: name for name in (*COLUMNS[:5], *COLUMNS[6:15], "Đơn vị", *COLUMNS[15:])}
REGISTERS = {
    1: register(1),
    2: register(2, {**{name: name for name in COLUMNS}, "Ghi chú": ""}),
    3: register(3, MOVED),
    4: register(4, {name: name for name in COLUMNS if name != "Trạng thái"}),
    5: register(5, renamed("Trạng thái", "Tình trạng hồ sơ")),
    6: register(6, {name: name for name in COLUMNS if name != "Lĩnh vực"}),
    7: register(7, renamed("Cán bộ xử lý hiện tại", "Cán bộ đang xử lý")),
    8: register(8, change=_new_code),
    9: register(9, change=_other_dates),
}


def message(number: int, **changes: object) -> dict[str, object]:
    """A finished case of a commune as a sync message."""
    element: dict[str, object] = {
        "MaHoSo": f"000.00.03.H09-230201-{number:04}", "MaTTHC": "1.000001", "KenhThucHien": "2", "LoaiDoiTuong": "1",
        "NgayTiepNhan": "20230201080000", "NgayHenTra": "20230210170000", "NgayKetThucXuLy": "20230208090000",
        "NgayTra": "20230209090000", "TrangThaiHoSo": "10", "MaDonViXuLy": "000.00.03.H09",
        "DanhSachLePhi": [{"HinhThucThu": "1", "Gia": "0", "LoaiPhiLePhi": "1"}],
    }  # fmt: skip
    return {key: value for key, value in {**element, **changes}.items() if value is not None}


def messages(elements: Sequence[dict[str, object]]) -> str:
    return "".join(json.dumps(element, ensure_ascii=False) + "\n" for element in elements)


NUMBERS = range(1, ROWS + 1)
SYNC = {
    1: messages([message(n, GhiChu="thêm") for n in NUMBERS]),
    2: messages([message(n, NgayHenTra=None, NgayHenTraKQ="20230210170000") for n in NUMBERS]),
    3: messages([message(n, LoaiDoiTuong="7" if n > 4 else "1") for n in NUMBERS]),
    4: messages([message(n, DanhSachLePhi=[{"HinhThucThu": "9", "Gia": "0", "LoaiPhiLePhi": "1"}]) for n in NUMBERS]),
    5: messages([message(n, NgayTiepNhan={"ngay": "20230201080000"}) for n in NUMBERS]),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """After one refresh of all the files."""
    place = Office(tmp_path_factory.mktemp("drift"))
    for day, text in REGISTERS.items():
        place.deliver(f"cases/huyen/cases_202301{day:02}_202301{day:02}_20230301T010000.csv", text)
    for day, text in SYNC.items():
        place.deliver(f"cases/tinh/cases_202302{day:02}_202302{day:02}_20230301T010000.ndjson", text)
    done = place.run("refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    return place


@pytest.fixture(scope="module")
def status(office: Office) -> str:
    """What the steward sees."""
    return office.run("status").stdout


def load_of(office: Office, file: str) -> tuple[object, ...]:
    """Outcome, message, and rows read and quarantined of one file."""
    (row,) = office.ask(
        f"select outcome, coalesce(message, ''), rows_read, rows_quarantined from meta.loads where file_name = '{file}'"
    )
    return row


def register_load(office: Office, day: int) -> tuple[object, ...]:
    return load_of(office, f"cases_202301{day:02}_202301{day:02}_20230301T010000.csv")


def sync_load(office: Office, day: int) -> tuple[object, ...]:
    return load_of(office, f"cases_202302{day:02}_202302{day:02}_20230301T010000.ndjson")


def test_a_file_as_contracted_has_no_note(office: Office, status: str) -> None:
    assert register_load(office, 1) == ("loaded", "", ROWS, 0)
    assert "cases_20230101" not in status


def test_an_added_column_passes_with_a_note(office: Office, status: str) -> None:
    assert register_load(office, 2) == (
        "loaded", "column 'Ghi chú' is not in the contract and was not read", ROWS, 0
    )  # fmt: skip
    assert "cases_20230102" not in status


def test_a_moved_column_passes_with_a_note(office: Office, status: str) -> None:
    told = "columns stand elsewhere than in the contract, and were read by name: 'Đơn vị' (now column 15)"
    assert register_load(office, 3) == ("loaded", told, ROWS, 0)
    assert "cases_20230103" not in status


def test_a_missing_column_that_figures_rest_on_refuses_the_file(office: Office, status: str) -> None:
    outcome, message, read, _ = register_load(office, 4)
    assert (outcome, read) == ("rejected", 0)
    assert "cases_20230104_20230104_20230301T010000.csv: the header lacks 'Trạng thái' (found: STT, " in str(message)
    assert "looks like" not in str(message)
    assert "/ refused: column 'Trạng thái' is missing, and figures rest on status; export it, or name it" in status


def test_a_renamed_column_is_proposed_and_never_taken(office: Office, status: str) -> None:
    outcome, message, read, _ = register_load(office, 5)
    assert (outcome, read) == ("rejected", 0)
    assert "column 'Tình trạng hồ sơ' looks like the new name of 'Trạng thái' (the names are" in str(message)
    assert "6 of 6 values looked at fit): if it is, add it to the aliases of status in" in str(message)
    assert "column 'Tình trạng hồ sơ' looks like the new name of 'Trạng thái'" in status


def test_a_missing_column_that_no_figure_rests_on_goes_to_a_steward(office: Office, status: str) -> None:
    told = (
        "column 'Lĩnh vực' is missing; field_name is empty; export it, or name it by its new name among the aliases of"
        " field_name in contract motcua-cases-huyen"
    )
    assert register_load(office, 6) == ("loaded", told, ROWS, 0)
    assert f"cases/huyen/cases_20230106_20230106_20230301T010000.csv / {told}" in status


def test_a_renamed_column_that_no_figure_rests_on_is_proposed_too(office: Office, status: str) -> None:
    outcome, message, _, _ = register_load(office, 7)
    assert outcome == "loaded"
    assert "column 'Cán bộ đang xử lý' looks like the new name of 'Cán bộ xử lý hiện tại'" in str(message)
    assert "column 'Cán bộ đang xử lý' looks like the new name" in status


def test_a_new_code_is_named_with_its_rows_but_no_personal_data(office: Office, status: str) -> None:
    outcome, message, read, quarantined = register_load(office, 8)
    assert (outcome, read, quarantined) == ("loaded", ROWS, 3)
    told = (
        "column 'Trạng thái' holds the new code 'Đã lưu kho' in 2 rows (first in line 4); ask the portal what it means"
        " and add it to codes of status in contract motcua-cases-huyen as one of registered, accepted,"
    )
    assert told in str(message)
    assert told in status
    assert "holds the new code a text of 16 characters (not shown, may be personal data) in 1 rows" in str(message)
    assert "0912" not in str(message) + status


def test_a_changed_type_is_named_with_the_form_it_has_now(office: Office, status: str) -> None:
    outcome, message, _, quarantined = register_load(office, 9)
    assert (outcome, quarantined) == ("loaded", ROWS)
    told = (
        "6 of 6 values of column 'Ngày hẹn trả' (due_at) looked at from line 2 on are no moment as the contract writes"
        " it; they are written %Y.%m.%d: if the portal changed, add this to formats in contract motcua-cases-huyen"
    )
    assert message == told
    assert told in status


def test_an_added_key_of_a_message_passes_with_a_note(office: Office, status: str) -> None:
    assert sync_load(office, 1) == ("loaded", "field 'GhiChu' is not in the contract and was not read", ROWS, 0)
    assert "cases_20230201" not in status


def test_a_renamed_key_of_a_message_is_proposed(office: Office, status: str) -> None:
    told = "'NgayHenTraKQ' looks like the new name of 'NgayHenTra'"
    assert told in str(sync_load(office, 2)[1])
    assert told in status


def test_a_new_code_of_a_message_is_named(office: Office, status: str) -> None:
    told = "column 'LoaiDoiTuong' holds the new code '7' in 2 rows (first in line 5); ask the portal what it means"
    assert sync_load(office, 3)[0] == "loaded"
    assert told in str(sync_load(office, 3)[1])
    assert told in status


def test_a_new_code_inside_a_list_is_named(office: Office, status: str) -> None:
    told = "column 'HinhThucThu' holds the new code '9' in 6 rows (first in line 1)"
    assert told in str(sync_load(office, 4)[1])
    assert told in status


def test_a_value_that_became_an_object_is_named(office: Office, status: str) -> None:
    told = "field 'NgayTiepNhan' (received_at) is a list or an object in 6 of 6 elements looked at"
    assert sync_load(office, 5)[2:] == (ROWS, ROWS)
    assert told in str(sync_load(office, 5)[1])
    assert told in status
