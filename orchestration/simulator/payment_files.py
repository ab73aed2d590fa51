"""Writes payments: CSV for a province's own system, CSV and sheets for `huyen`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.simulator.cases import PaymentState, Shown
from orchestration.simulator.packing import csv_lines, encoded, write_bytes, write_zip
from orchestration.simulator.places import Lines, halves
from orchestration.simulator.province import HUYEN
from orchestration.simulator.register_files import LONGEST_SHEET
from orchestration.simulator.sheets import Cell, Head, sheet
from orchestration.simulator.spelling import spelt_otherwise
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
    """How a file of payments looks; `has_points` writes 150000 as 150.000, `has_comma` as 150.000,00."""

    extension: str
    encoding: str = "utf-8"
    has_points: bool = False
    has_comma: bool = False
    other_spelling: bool = False


TINH_STYLES = (
    PaymentStyle(".csv"),
    PaymentStyle(".csv", encoding="utf-16", other_spelling=True),
    PaymentStyle(".csv", encoding="utf-8-sig", has_points=True, has_comma=True),
    PaymentStyle(".zip"),
    PaymentStyle(".csv.gz", has_points=True),
)
HUYEN_STYLES = (PaymentStyle(".xlsx"), PaymentStyle(".csv", encoding="cp1258", has_points=True))


def payment_style(export: Export, rows: int) -> PaymentStyle:
    """Give the style of an export: they take turns, long sheets are CSV instead."""
    styles = HUYEN_STYLES if export.portal == HUYEN else TINH_STYLES
    style = styles[export.window.index % len(styles)]
    return HUYEN_STYLES[1] if style.extension == ".xlsx" and rows > LONGEST_SHEET else style


def write_payments(path: Path, window: Window, style: PaymentStyle, states: list[PaymentLine]) -> Lines:
    """Write one export; sheets take no broken lines. Gives where its records stand."""
    if style.extension == ".xlsx":
        titles = (
            "SỔ GIAO DỊCH THANH TOÁN",
            f"Từ ngày {window.first:%d/%m/%Y} đến ngày {window.last:%d/%m/%Y}",
        )
        content, lines = sheet(Head(titles, ("STT", *COLUMNS)), (_cells(state) for state in states if state))
        write_bytes(path, [content])
        return lines
    if style.extension != ".zip":
        write_bytes(path, encoded(_lines(style, states), style.encoding))
        return Lines(2)
    parts, start = [], 0
    for number, rows in enumerate(halves(len(states)), 1):
        parts.append((f"payments_{number}.csv", states[start : start + rows]))
        start += rows
    write_zip(path, ((name, encoded(_lines(style, part), style.encoding)) for name, part in parts))
    return Lines(2, members=tuple((name, len(part)) for name, part in parts))


def _lines(style: PaymentStyle, states: Iterable[PaymentLine]) -> Iterator[str]:
    yield from csv_lines([COLUMNS])
    yield from csv_lines(BROKEN_LINE if state is None else _texts(state, style) for state in states)


def _texts(state: PaymentState, style: PaymentStyle) -> list[str]:
    amount = state.amount
    if style.has_points and isinstance(amount, int):
        amount = f"{amount:,}".replace(",", ".") + (",00" if style.has_comma else "")
    texts = [
        state.code, state.case_code, state.fee_kind, str(amount), state.method, state.channel,
        _moment(state.created), _moment(state.paid), state.status,
    ]  # fmt: skip
    return [spelt_otherwise(text) for text in texts] if style.other_spelling else texts


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
