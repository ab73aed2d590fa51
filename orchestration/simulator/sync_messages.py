"""Writes cases as the sync messages of the portal `tinh`."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.simulator import cases
from orchestration.simulator.cases import Case, CaseState, Shown
from orchestration.simulator.packing import encoded, write_bytes, write_zip
from orchestration.simulator.windows import Export

ENCODER = json.JSONEncoder(ensure_ascii=False)
COMPACT = str.maketrans("", "", "-T:")
BIG_WINDOW = 20_000
"""From so many records on a window is not written as one JSON message: nobody could hold it in memory."""
EXTENSIONS = (".ndjson", ".json", ".ndjson.gz", ".zip")
Line = CaseState | None
"""A record; None stands for a line that broke off."""


def sync_extension(export: Export, rows: int) -> str:
    """Give the file form of an export: the four take turns, a late one is plain."""
    if not export.live:
        return ".ndjson"
    extension = EXTENSIONS[export.window.index % len(EXTENSIONS)]
    return ".ndjson" if extension == ".json" and rows > BIG_WINDOW else extension


def write_sync(path: Path, extension: str, states: list[Line]) -> None:
    """Write one export; `.json` takes no broken lines."""
    if extension == ".json":
        write_bytes(path, encoded(_message(states), "utf-8"))
    elif extension == ".zip":
        half = len(states) // 2
        parts = (states[:half], states[half:]) if half else (states,)
        named = ((f"cases_{place}.ndjson", encoded(_lines(part), "utf-8")) for place, part in enumerate(parts, 1))
        write_zip(path, named)
    else:
        write_bytes(path, encoded(_lines(states), "utf-8"))


def _message(states: Iterable[Line]) -> Iterator[str]:
    yield '{"service": "DongBoHoSoMC", "isUpdating": "false", "data": ['
    for place, state in enumerate(states):
        yield (", " if place else "") + ("" if state is None else _text(state))
    yield "]}"


def _lines(states: Iterable[Line]) -> Iterator[str]:
    for state in states:
        yield '{"MaHoSo": "000.00.01.H09-2301\n' if state is None else _text(state) + "\n"


def _text(state: CaseState) -> str:
    """Give a record as JSON; what never changes of a case is encoded once, however often it is sent."""
    case = state.case
    if not case.fixed_text:
        case.fixed_text = ENCODER.encode(_fixed_fields(case))[1:]
    return f"{{{_changing_fields(state)}, {case.fixed_text}"


def shown(moment: Shown) -> str:
    """Give a moment as `yyyyMMddHHmmss`, an absent one as the empty text, a faulty one as it stands."""
    if moment is None:
        return ""
    return moment if isinstance(moment, str) else moment.isoformat().translate(COMPACT)


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _changing_fields(state: CaseState) -> str:
    """Give the members of the record's object that change: codes and moments hold nothing to escape."""
    refused = state.case.refused_at if state.status == cases.STATUS_REFUSED else None
    return (
        f'"MaHoSo": "{state.code}", "MaDonViXuLy": "{state.unit_code}", '
        f'"DonViXuLy": {_quoted(state.unit_name)}, "TrangThaiHoSo": "{state.status}", '
        f'"NgayNopHoSo": "{shown(state.submitted)}", "NgayTiepNhan": "{shown(state.received)}", '
        f'"NgayHenTra": "{shown(state.due)}", "NgayKetThucXuLy": "{shown(state.finished)}", '
        f'"NgayTra": "{shown(state.returned)}", "NgayTuChoi": "{shown(refused)}", '
        f'"DuocThanhToanTrucTuyen": "{_payment_flag(state.case, state.moment)}", '
        f'"DanhSachHoSoBoSung": {_listed(_supplements(state))}, '
        f'"DanhSachGiaHan": {_listed(_extensions(state))}, '
        f'"DanhSachGiayToKetQua": {_listed(_results(state))}'
    )


@cache
def _quoted(name: str) -> str:
    return ENCODER.encode(name)


def _listed(entries: list[dict[str, str]]) -> str:
    return ENCODER.encode(entries) if entries else "[]"


def _fixed_fields(case: Case) -> dict[str, Any]:
    applicant, procedure = case.applicant, case.procedure
    return {
        "MaTTHC": case.procedure_code,
        "TenTTHC": procedure.name,
        "MaLinhVuc": procedure.field_code,
        "TenLinhVuc": procedure.field_name,
        "KenhThucHien": case.channel,
        "LoaiDoiTuong": applicant.kind,
        "ChuHoSo": applicant.name,
        "SoDienThoai": applicant.phone,
        "Email": applicant.email,
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": applicant.identity}] if applicant.identity else [],
        "HinhThuc": _flag(case.channel == cases.POST),
        "NoiNopHoSo": case.filed_at,
        "NguoiNop": case.filed_by,
        "HoSoCoThanhPhanSoHoa": _flag(any(document.is_digitised for document in case.documents)),
        "DaDongBoDVCQG": _flag(case.is_synced),
        "TaiLieuNop": _documents(case),
        "DanhSachLePhi": _fees(case),
    }


def _payment_flag(case: Case, moment: datetime) -> str:
    if not case.procedure.has_fee:
        return "0"
    for payment in case.payments:
        if payment.method == cases.PAID_ONLINE and payment.at(moment).status == cases.SUCCEEDED:
            return "1" if payment.channel == cases.NATIONAL_PORTAL else "2"
    return "3"


def _documents(case: Case) -> list[dict[str, str]]:
    return [
        {
            "TenTepDinhKem": f"giay_to_{place}.pdf",
            "DuocSoHoa": _flag(document.is_digitised),
            "DuocTaiSuDung": _flag(document.is_reused),
            "DuocLayTuKhoDMQG": "0",
            "YeuCauNopLai": "0",
        }
        for place, document in enumerate(case.documents, 1)
    ]


def _fees(case: Case) -> list[dict[str, str]]:
    return [
        {
            "MaPhiLePhi": f"PLP{place}",
            "TenPhiLePhi": f"Khoản thu {place}",
            "HinhThucThu": "1",
            "Gia": str(payment.amount),
            "LoaiPhiLePhi": "1" if payment.fee_kind == "Phí" else "2",
        }
        for place, payment in enumerate(case.payments, 1)
    ]


def _supplements(state: CaseState) -> list[dict[str, str]]:
    supplement = state.case.supplement
    if supplement is None or supplement[0] > state.moment:
        return []
    answered = supplement[1] if supplement[1] is not None and supplement[1] <= state.moment else None
    return [
        {
            "NgayBoSung": shown(supplement[0]),
            "NgayTiepNhanBoSung": shown(answered),
            "NgayHenTraTruoc": shown(state.case.due_at),
            "NgayHenTraMoi": "",
        }
    ]


def _extensions(state: CaseState) -> list[dict[str, str]]:
    extension = state.extension
    if extension is None:
        return []
    return [
        {
            "NgayGiaHan": shown(extension.at),
            "LyDo": extension.reason,
            "NgayHenTraTruoc": shown(extension.old_due),
            "NgayHenTraMoi": shown(extension.new_due),
            "SoVanBanXinLoi": extension.letter,
            "NgayVanBanXinLoi": f"{extension.at:%Y%m%d}",
            "HanTrongVanBan": f"{extension.new_due:%Y%m%d}",
        }
    ]


def _results(state: CaseState) -> list[dict[str, str]]:
    """List the result once the case is processed; its link says that it is electronic."""
    if state.status not in (cases.STATUS_PROCESSED, cases.STATUS_RETURNED):
        return []
    case = state.case
    return [
        {
            "MaGiayToKetQua": "KQ1",
            "TenGiayTo": "Kết quả giải quyết",
            "DuongDanTepTinKetQua": f"/ket-qua/{state.code}.pdf" if case.has_digital_result else "",
            "DaKySo": _flag(case.has_digital_result and case.is_signed),
        }
    ]
