"""Writes payments: CSV for the portal `tinh`, CSV and sheets for `huyen`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.simulator.cases import PaymentState, Shown
from orchestration.simulator.packing import csv_lines, encoded, write_bytes, write_zip
from orchestration.simulator.province import TINH
from orchestration.simulator.register_files import LONGEST_SHEET
from orchestration.simulator.sheets import Cell, Head, sheet
from orchestration.simulator.windows import Export, Window

COLUMNS = (
    "Mã giao dịch", "Mã hồ sơ", "Loại", "Số tiền", "Hình thức thanh toán", "Kênh thanh toán",
    "Thời điểm tạo", "Thời điểm thanh toán", "Trạng thái",
)  # fmt: skip
BROKEN_LINE = "GD,dòng bị cắt\r\n"
PaymentLine = PaymentState | None
"""A record; None stands for a line that broke off."""


@dataclass(frozen=True, slots=True)
class PaymentStyle:
    """How a file of payments looks; `has_points` writes 150000 as 150.000."""

    extension: str
    encoding: str = "utf-8"
    has_points: bool = False


TINH_STYLES = (
    PaymentStyle(".csv"),
    PaymentStyle(".csv", encoding="utf-16"),
    PaymentStyle(".csv", encoding="utf-8-sig"),
    PaymentStyle(".zip"),
)
HUYEN_STYLES = (PaymentStyle(".xlsx"), PaymentStyle(".csv", encoding="cp1258", has_points=True))


def payment_style(export: Export, rows: int) -> PaymentStyle:
    """Give the style of an export: they take turns, long sheets are CSV instead."""
    styles = TINH_STYLES if export.portal == TINH else HUYEN_STYLES
    style = styles[export.window.index % len(styles)]
    return HUYEN_STYLES[1] if style.extension == ".xlsx" and rows > LONGEST_SHEET else style


def write_payments(path: Path, window: Window, style: PaymentStyle, states: list[PaymentLine]) -> None:
    """Write one export; sheets take no broken lines."""
    if style.extension == ".xlsx":
        titles = (
            "SỔ GIAO DỊCH THANH TOÁN",
            f"Từ ngày {window.first:%d/%m/%Y} đến ngày {window.last:%d/%m/%Y}",
        )
        write_bytes(path, [sheet(Head(titles, ("STT", *COLUMNS)), (_cells(state) for state in states if state))])
        return
    text = encoded(_lines(style, states), style.encoding)
    if style.extension == ".zip":
        write_zip(path, [("payments_1.csv", text)])
    else:
        write_bytes(path, text)


def _lines(style: PaymentStyle, states: Iterable[PaymentLine]) -> Iterator[str]:
    yield from csv_lines([COLUMNS])
    yield from csv_lines(BROKEN_LINE if state is None else _texts(state, style) for state in states)


def _texts(state: PaymentState, style: PaymentStyle) -> list[str]:
    amount = state.amount
    if style.has_points and isinstance(amount, int):
        amount = f"{amount:,}".replace(",", ".")
    return [
        state.code, state.case_code, state.fee_kind, str(amount), state.method, state.channel,
        _moment(state.created), _moment(state.paid), state.status,
    ]  # fmt: skip


def _cells(state: PaymentState) -> list[Cell]:
    """Give a sheet's cells: amounts as numbers, moments as real dates."""
    return [
        state.code, state.case_code, state.fee_kind, state.amount, state.method, state.channel,
        _date_cell(state.created), _date_cell(state.paid), state.status,
    ]  # fmt: skip


def _date_cell(value: Shown) -> Cell:
    return value.replace(second=0) if isinstance(value, datetime) else value or ""


def _moment(value: Shown) -> str:
    if isinstance(value, datetime):
        day = f"{value.day:02}/{value.month:02}/{value.year}"
        return f"{day} {value.hour:02}:{value.minute:02}:{value.second:02}"
    return value or ""
