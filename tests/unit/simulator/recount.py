"""An independent reader of the simulator's files: it shares nothing with the simulator or the warehouse.

It knows just enough of `portal_exports` to take the newest record of every key from the live exports.
"""

import csv
import gzip
import io
import json
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

WORDS = {
    "Mới đăng ký": "1",
    "Được tiếp nhận": "2",
    "Không được tiếp nhận": "3",
    "Đang xử lý": "4",
    "Yêu cầu bổ sung giấy tờ": "5",
    "Yêu cầu thực hiện nghĩa vụ tài chính": "6",
    "Công dân yêu cầu rút hồ sơ": "7",
    "Dừng xử lý": "8",
    "Đã xử lý xong": "9",
    "Đã trả kết quả": "10",
}
NEW_NAMES = {
    "Số hồ sơ": "Mã hồ sơ",
    "Tên TTHC": "Tên thủ tục",
    "Tên lĩnh vực": "Lĩnh vực",
    "Cơ quan/đơn vị": "Đơn vị",
}
BROKEN: dict[str, object] = {"": "broken line"}


def stamp(path: Path) -> datetime:
    return datetime.strptime(path.name.split(".")[0].split("_")[-1], "%Y%m%dT%H%M%S")  # noqa: DTZ007


def window(path: Path) -> tuple[date, date]:
    first, last = path.name.split("_")[-3:-1]
    return date.fromisoformat(first), date.fromisoformat(last)


def moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value or "")
    if text in {"", "-", "null"}:
        return None
    forms = ("%Y%m%d%H%M%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y")
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def exports(out: Path, source: str, portal: str) -> list[Path]:
    return sorted((out / source / portal).iterdir(), key=lambda path: (stamp(path), window(path)))


def live(paths: list[Path]) -> list[Path]:
    newest = {window(path): path for path in paths}
    return [path for path in paths if newest[window(path)] == path]


def records(path: Path) -> list[dict[str, object]]:
    """All data rows of a file; a line that cannot be read is `BROKEN`."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [row for name in archive.namelist() for row in parsed(name, archive.read(name))]
    content = path.read_bytes()
    if path.suffix == ".gz":
        return parsed(path.name[:-3], gzip.decompress(content))
    return parsed(path.name, content)


def parsed(name: str, content: bytes) -> list[dict[str, object]]:
    if name.endswith(".json"):
        return list(json.loads(content)["data"])
    if name.endswith(".ndjson"):
        return [json_line(line) for line in content.decode("utf-8").splitlines()]
    if name.endswith(".csv"):
        return csv_rows(text(content))
    return sheet_rows(content)


def json_line(line: str) -> dict[str, object]:
    try:
        return dict(json.loads(line))
    except json.JSONDecodeError:
        return BROKEN


def text(content: bytes) -> str:
    if content.startswith(b"\xff\xfe"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", content.decode("cp1258"))


def csv_rows(content: str) -> list[dict[str, object]]:
    header, *rows = csv.reader(io.StringIO(content.replace("Ð", "Đ").replace("Huỷ", "Hủy")))
    names = [NEW_NAMES.get(name, name) for name in header]
    return [dict(zip(names, row, strict=True)) if len(row) == len(names) else BROKEN for row in rows]


def sheet_rows(content: bytes) -> list[dict[str, object]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    top = next(place for place, row in enumerate(rows) if "STT" in row)
    names = [str(name) for name in rows[top]]
    if not rows[top + 1][0]:  # the lower level of a merged header
        names = [str(lower or name) for name, lower in zip(names, rows[top + 1], strict=True)]
    names = [NEW_NAMES.get(name, name) for name in names]
    return [dict(zip(names, row, strict=True)) for row in rows[top + 1 :] if isinstance(row[0], float)]


@dataclass
class Case:
    code: str
    unit: str
    procedure: str
    online: bool
    status: str
    received: datetime | None
    due: datetime | None
    finished: datetime | None


@dataclass
class Recount:
    """The last state of everything the files hold; faulty records must not be in the world."""

    cases: dict[str, Case] = field(default_factory=dict)
    payments: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    levels: dict[str, list[tuple[date, str]]] = field(default_factory=dict)

    def level(self, case: Case) -> str:
        assert case.received is not None
        day = case.received.date()
        return [level for since, level in self.levels[case.procedure] if since <= day][-1]

    def figure(self, unit: str, kpi: str) -> tuple[int, int]:
        if kpi == "online_payment_rate":
            paid = [
                row
                for row in self.payments.values()
                if row["Trạng thái"] == "Thành công" and self.cases[str(row["Mã hồ sơ"])].unit == unit
            ]
            return sum(row["Hình thức thanh toán"] == "Trực tuyến" for row in paid), len(paid)
        own = [case for case in self.cases.values() if case.unit == unit]
        if kpi == "on_time_rate":
            done = [case for case in own if case.status in {"9", "10"} and case.finished]
            on_time = [
                case for case in done if case.due is None or (case.finished and case.finished.date() <= case.due.date())
            ]
            return len(on_time), len(done)
        received = [case for case in own if case.received and case.status not in {"1", "3"}]
        if kpi == "online_case_rate":
            received = [case for case in received if self.level(case) in {"3", "4"}]
        return sum(case.online for case in received), len(received)


def usual(value: object) -> object:
    """A text with the letter Đ as it is usually encoded."""
    return value.replace("Ð", "Đ") if isinstance(value, str) else value


def sync_case(row: dict[str, object]) -> Case:
    return Case(
        code=str(row["MaHoSo"]),
        unit=str(row["MaDonViXuLy"]),
        procedure=str(row["MaTTHC"])[:8],
        online=row["KenhThucHien"] == "2",
        status=str(row["TrangThaiHoSo"]),
        received=moment(row["NgayTiepNhan"]),
        due=moment(row["NgayHenTra"]),
        finished=moment(row["NgayKetThucXuLy"]) or moment(row["NgayTra"]),
    )


def register_case(row: dict[str, object]) -> Case:
    code = str(row["Mã hồ sơ"])
    return Case(
        code=code,
        unit=code[:13],
        procedure=str(row["Mã TTHC"])[:8],
        online=row["Hình thức nộp"] == "Trực tuyến",
        status=WORDS[str(row["Trạng thái"])],
        received=moment(row["Ngày tiếp nhận"]),
        due=moment(row["Ngày hẹn trả"]),
        finished=moment(row["Ngày kết thúc xử lý"]) or moment(row["Ngày trả kết quả"]),
    )


def recount(out: Path) -> Recount:
    world = Recount()
    for path in live(exports(out, "procedures", "tinh")):
        for row in records(path):
            version = (date.fromisoformat(str(row["HieuLucTu"])), str(row["MucDo"]))
            versions = world.levels.setdefault(str(row["MaTTHC"]), [])
            if version not in versions:
                versions.append(version)
    for portal, to_case in (("tinh", sync_case), ("huyen", register_case)):
        for path in live(exports(out, "cases", portal)):
            for row in records(path):
                case = to_case({name: usual(value) for name, value in row.items()})
                world.cases[case.code] = case
        for path in live(exports(out, "payments", portal)):
            for row in records(path):
                world.payments[portal, str(row["Mã giao dịch"])] = row
    return world
