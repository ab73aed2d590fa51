"""Writes cases, steps and procedures as the sync messages of a province's own system."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.simulator import cases
from orchestration.simulator.cases import Case, CaseState, Event, Shown
from orchestration.simulator.packing import encoded, write_bytes, write_zip
from orchestration.simulator.people import Applicant
from orchestration.simulator.places import Lines, halves
from orchestration.simulator.quirks import cut_name
from orchestration.simulator.windows import Export

ENCODER = json.JSONEncoder(ensure_ascii=False)
COMPACT = str.maketrans("", "", "-T:")
BIG_WINDOW = 20_000
"""From so many records on a window is not written as one JSON message: nobody could hold it in memory."""
CARELESS_PORTAL = "tinh_h47"
"""It flags any payment as one on the national portal."""
STEPS_OF_FEES = ("4", "1", "2")
"""`HinhThucThu` of a case's second, first and third fee: at return, intake, with a supplement."""
EXTENSIONS = (".ndjson", ".json", ".ndjson.gz", ".zip")
SERVICES = {"cases": "DongBoHoSoMC", "case_events": "CapNhatTienDoHoSoMC", "procedures": "DongBoTTHC"}
BROKEN_LINE = '{"MaHoSo": "000.00.01.H09-2301'


def sync_extension(export: Export, rows: int) -> str:
    """Give the file form of an export: the four take turns, a late one is plain.

    One without records is a whole message: lines that are none would be a file of 0 bytes, a broken transfer.
    """
    if not rows:
        return ".json"
    if not export.live:
        return ".ndjson"
    extension = EXTENSIONS[export.window.index % len(EXTENSIONS)]
    return ".ndjson" if extension == ".json" and rows > BIG_WINDOW else extension


def write_messages(path: Path, source: str, extension: str, texts: list[str]) -> Lines:
    """Write one export of encoded records; `.json` takes no broken lines."""
    if extension == ".json":
        updating = '"isUpdating": "false", ' if source == "cases" else ""
        head = f'{{"service": "{SERVICES[source]}", {updating}"data": ['
        write_bytes(path, encoded([head, ", ".join(texts), "]}"], "utf-8"))
        return Lines(1)
    if extension == ".zip":
        members, start = [], 0
        for number, rows in enumerate(halves(len(texts)), 1):
            members.append((f"{source}_{number}.ndjson", texts[start : start + rows]))
            start += rows
        write_zip(path, ((name, encoded(_lines(part), "utf-8")) for name, part in members))
        return Lines(1, members=tuple((name, len(part)) for name, part in members))
    write_bytes(path, encoded(_lines(texts), "utf-8"))
    return Lines(1)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text + "\n"


def event_text(event: Event) -> str:
    """Give the record of a recorded step as JSON; nothing in it has to be escaped."""
    at = shown(event.at)
    return (
        f'{{"MaHoSo": "{event.case_code}", "NguoiXuLy": "{event.officer}", "ChucDanh": "Chuyên viên", '
        f'"ThoiDiemXuLy": "{at}", "PhongBanXuLy": "Bộ phận một cửa", "NoiDungXuLy": "Xử lý hồ sơ", '
        f'"TrangThai": "{event.status}", "NgayBatDau": "{at}", '
        f'"NgayKetThucTheoQuyDinh": "{shown(event.due)}", "XuLyDienTu": "{_flag(event.is_electronic)}"}}'
    )


EVENT_FAULTS = ("missing_key", "orphan_event", "bad_timestamp", "bad_code")


def spoilt_event(pattern: Event, rule: str) -> str:
    """Spoil the record of a step: no case, an unknown one, a moment or a state that there is not."""
    text, code = event_text(pattern), pattern.case_code
    if rule == "bad_timestamp":
        return text.replace(shown(pattern.at), f"{pattern.at:%Y}1345250000", 1)
    if rule == "bad_code":
        return text.replace(f'"TrangThai": "{pattern.status}"', '"TrangThai": "77"')
    return text.replace(f'"{code}"', '""' if rule == "missing_key" else f'"{code[:20]}-99999"')


PROCEDURE_FAULTS: dict[str, tuple[str, str]] = {
    "missing_key": ("MaTTHC", ""),
    "bad_code": ("MucDo", "9"),
    "bad_timestamp": ("HieuLucTu", "20231345"),
}


def spoilt_procedure(pattern: dict[str, str], rule: str) -> str:
    """Spoil the record of a procedure."""
    name, value = PROCEDURE_FAULTS[rule]
    return record_text({**pattern, name: value})


def record_text(record: dict[str, str]) -> str:
    """Give any flat record as JSON."""
    return ENCODER.encode(record)


def case_text(state: CaseState) -> str:
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
        f'"DuocThanhToanTrucTuyen": "{payment_flag(state.case, state.moment)}", '
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
        "TenTTHC": cut_name(procedure.name),
        "MaLinhVuc": procedure.field_code,
        "TenLinhVuc": procedure.field_name,
        "KenhThucHien": case.channel,
        "LoaiDoiTuong": applicant.kind,
        "ChuHoSo": applicant.name,
        "SoDienThoai": applicant.phone,
        "Email": applicant.email,
        "DinhDanhCHS": _identities(applicant),
        "HinhThuc": _flag(case.channel == cases.POST),
        "NoiNopHoSo": case.filed_at,
        "NguoiNop": case.filed_by,
        "HoSoCoThanhPhanSoHoa": _flag(
            case.has_digitised_file or any(document.is_digitised for document in case.documents)
        ),
        "DaDongBoDVCQG": _flag(case.is_synced),
        "TaiLieuNop": _documents(case),
        "DanhSachLePhi": _fees(case),
    }


def payment_flag(case: Case, moment: datetime) -> str:
    """Give `DuocThanhToanTrucTuyen` at a moment; one portal says 1 of any payment, cash too."""
    if not case.procedure.has_fee:
        return "0"
    for payment in case.payments:
        is_online = payment.method == cases.PAID_ONLINE
        if (is_online or case.unit.portal == CARELESS_PORTAL) and payment.at(moment).status == cases.SUCCEEDED:
            is_national = payment.channel == cases.NATIONAL_PORTAL or case.unit.portal == CARELESS_PORTAL
            return "1" if is_national else "2"
    return "3"


def _has_digitised(case: Case) -> bool:
    return case.has_digitised_file or any(document.is_digitised for document in case.documents)


def _documents(case: Case) -> list[dict[str, str]]:
    return [
        {
            "TenTepDinhKem": f"giay_to_{place}.pdf",
            "DuocSoHoa": _flag(document.is_digitised),
            "DuocTaiSuDung": document.reuse,
            "DuocLayTuKhoDMQG": _flag(document.is_from_store),
            "YeuCauNopLai": _flag(document.is_asked_again),
        }
        for place, document in enumerate(case.documents, 1)
    ]


def _identities(applicant: Applicant) -> list[dict[str, str]]:
    if not applicant.identity:
        return []
    return [{"LoaiDinhDanh": applicant.identity_kind, "SoDinhDanh": applicant.identity}]


def _fees(case: Case) -> list[dict[str, str]]:
    return [
        {
            "MaPhiLePhi": f"PLP{place}",
            "TenPhiLePhi": f"{'Phí' if place % 2 else 'Lệ phí'} giải quyết hồ sơ",
            "HinhThucThu": STEPS_OF_FEES[place % len(STEPS_OF_FEES)],
            "Gia": str(amount),
            "LoaiPhiLePhi": "1" if place % 2 else "2",
        }
        for place, amount in enumerate(case.fees, 1)
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
            "NgayVanBanXinLoi": f"{extension.letter_day:%Y%m%d}",
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
