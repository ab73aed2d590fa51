"""A tiny portal: records of cases, payments, steps, ratings and procedures, and the files that hold them.

Everything stands twice, in the form of `tinh` (sync messages) and of `huyen` (registers), so that one scenario goes
through both readers. Records are compared by what they say, never by how a file writes it.
"""

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Portal = Literal["tinh", "huyen"]

UNITS = {
    "000.00.31.H09": "UBND Thành phố Thủ Dầu Một",
    "000.11.31.H09": "UBND Phường Phú Tân",
    "000.12.31.H09": "UBND Phường Phú Thọ",
}
"""Three units of the register, two of them below the first; their names are unique in the province."""

STATUSES = {
    "registered": ("1", "Mới đăng ký"),
    "accepted": ("2", "Được tiếp nhận"),
    "processing": ("4", "Đang xử lý"),
    "withdrawn": ("7", "Công dân yêu cầu rút hồ sơ"),
    "processed": ("9", "Đã xử lý xong"),
    "returned": ("10", "Đã trả kết quả"),
    "nonsense": ("77", "Trạng thái lạ"),
}
"""Status, in a sync message and in a register; `nonsense` is in no contract: the record is faulty."""

CHANNELS = {"counter": ("1", "Trực tiếp"), "online": ("2", "Trực tuyến"), "post": ("3", "Bưu chính công ích")}


@dataclass(frozen=True, slots=True)
class Case:
    """One case as a portal knows it. Days only; `finished` counts for the statuses that have an end."""

    code: str
    unit: str
    status: str
    channel: str
    received: dt.date | None
    due: dt.date | None
    finished: dt.date | None
    procedure: str
    person: str

    @property
    def is_good(self) -> bool:
        """Whether no row rule is broken (kpi_semantics.md, "Row rules")."""
        ended = self.status in ("processed", "returned")
        backwards = bool(self.finished and self.received and self.finished < self.received)
        return self.status != "nonsense" and not backwards and not (ended and self.finished is None)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a case; `paid` is empty where it did not succeed."""

    code: str
    case: str
    amount: str
    method: str
    succeeded: bool
    day: dt.date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case, of portal `tinh` only."""

    case: str
    status: str
    moment: dt.datetime
    is_electronic: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of a case."""

    code: str
    case: str
    day: dt.date
    score: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure; level 4 is full online, 3 partly, 2 information only."""

    code: str
    effective_from: dt.date
    service_level: int
    has_fee: bool


Record = Case | Payment | Step | Rating | Procedure


@dataclass(frozen=True, slots=True)
class Export:
    """One file: a part of the export of `window` that `portal` wrote at `exported`."""

    source: str
    portal: Portal
    window: tuple[dt.date, dt.date]
    exported: dt.datetime
    records: tuple[Record, ...]
    part: int = field(default=0)

    @property
    def path(self) -> str:
        """Its path below the inbox: parts differ in their extension."""
        kind = "csv" if self.source in ("payments", "ratings") or self.portal == "huyen" else "ndjson"
        extension = kind if self.part == 0 else f"{kind}.gz"
        first, last = self.window
        name = f"{self.source}_{first:%Y%m%d}_{last:%Y%m%d}_{self.exported:%Y%m%dT%H%M%S}.{extension}"
        return f"{self.source}/{self.portal}/{name}"

    def content(self) -> bytes:
        """The file's bytes; equal exports have equal bytes."""
        lines = _csv(self) if ".csv" in self.path else _ndjson(self)
        return gzip.compress(lines, mtime=0) if self.path.endswith(".gz") else lines


def _ndjson(export: Export) -> bytes:
    if not export.records:
        return b"\n"
    return b"".join(json.dumps(_message(one), ensure_ascii=False).encode() + b"\n" for one in export.records)


def _message(record: Record) -> dict[str, object]:
    if isinstance(record, Case):
        return {
            "MaHoSo": record.code,
            "MaTTHC": record.procedure,
            "KenhThucHien": CHANNELS[record.channel][0],
            "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": record.person}],
            "NgayTiepNhan": _moment(record.received),
            "NgayHenTra": _moment(record.due),
            "NgayKetThucXuLy": _moment(record.finished, "100000"),
            "TrangThaiHoSo": STATUSES[record.status][0],
            "MaDonViXuLy": record.unit,
        }
    if isinstance(record, Step):
        return {
            "MaHoSo": record.case,
            "NguoiXuLy": "cb.1",
            "ThoiDiemXuLy": f"{record.moment:%Y%m%d%H%M%S}",
            "TrangThai": STATUSES[record.status][0],
            "XuLyDienTu": "1" if record.is_electronic else "0",
        }
    assert isinstance(record, Procedure)
    return {
        "MaTTHC": record.code,
        "TenTTHC": record.code,
        "CapThucHien": "2;3",
        "MucDo": str(record.service_level),
        "CoPhi": "1" if record.has_fee else "0",
        "HieuLucTu": f"{record.effective_from:%Y%m%d}",
    }


def _moment(day: dt.date | None, clock: str = "080000") -> str:
    return f"{day:%Y%m%d}{clock}" if day else ""


HEADERS: dict[str, tuple[str, ...]] = {
    "cases": (
        *("STT", "Mã hồ sơ", "Mã TTHC", "Đơn vị", "Hình thức nộp", "Số CCCD", "Ngày tiếp nhận", "Ngày hẹn trả"),
        *("Ngày kết thúc xử lý", "Ngày trả kết quả", "Trạng thái", "Số hóa hồ sơ", "Số hóa kết quả"),
        *("Ký số kết quả", "Đồng bộ CDVCQG"),
    ),
    "payments": (
        *("Mã giao dịch", "Mã hồ sơ", "Loại", "Số tiền", "Hình thức thanh toán", "Kênh thanh toán"),
        *("Thời điểm tạo", "Thời điểm thanh toán", "Trạng thái"),
    ),
    "ratings": ("Mã đánh giá", "Mã hồ sơ", "Thời điểm", "Mức độ"),
}


def _csv(export: Export) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS[export.source])
    writer.writerows(_cells(number, one) for number, one in enumerate(export.records, start=1))
    return text.getvalue().encode()


def _cells(number: int, record: Record) -> Sequence[object]:
    if isinstance(record, Case):
        return (
            *(number, record.code, record.procedure, UNITS[record.unit], CHANNELS[record.channel][1], record.person),
            *(_written(record.received), _written(record.due), _written(record.finished, "10:00"), ""),
            *(STATUSES[record.status][1], "Có", "Không", "Không", "Có"),
        )
    if isinstance(record, Payment):
        return (
            *(record.code, record.case, "Phí", record.amount, record.method, "Cổng DVC tỉnh", _written(record.day)),
            *((_written(record.day), "Thành công") if record.succeeded else ("", "Thất bại")),
        )
    assert isinstance(record, Rating)
    return (record.code, record.case, _written(record.day), record.score)


def _written(day: dt.date | None, clock: str = "08:00") -> str:
    return f"{day:%d/%m/%Y} {clock}" if day else ""
