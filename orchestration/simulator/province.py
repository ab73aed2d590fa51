"""The offices of the simulated province and the figures that were once printed for them."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

UNITS_FILE = "units_binh_duong.csv"
FIGURES_FILE = "binh_duong_current_figures.csv"
LEVEL_DIGITS = {"province": "1", "department": "1", "district": "2", "commune": "3"}
"""`CapThucHien` of the procedures that a unit of a level offers."""

# The second system serves these districts and their communes; the province's own serves the rest.
SECOND_SYSTEM_DISTRICTS = frozenset({"34", "35", "36", "37"})
TINH = "tinh"
HUYEN = "huyen"
PORTALS = (TINH, HUYEN)


class SimulationError(ValueError):
    """The simulator was asked for something it cannot make; the message names the mend."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One office; `index` is its place in the register and orders everything that is drawn."""

    index: int
    code: str
    name: str
    level: str

    @property
    def portal(self) -> str:
        """The portal that serves the unit: `tinh` or `huyen`."""
        return HUYEN if self.code.split(".")[2] in SECOND_SYSTEM_DISTRICTS else TINH

    @property
    def level_digit(self) -> str:
        """The digit of `CapThucHien` that its procedures carry."""
        return LEVEL_DIGITS[self.level]


@dataclass(frozen=True, slots=True)
class Printed:
    """What the plan printed for one unit: the texts as printed, and the day its data begin."""

    unit: Unit
    case_rate: str
    payment_rate: str
    data_from: date | None


def tenths(printed: str) -> int | None:
    """Give a printed percentage in tenths of a percent (`41.8` → 418); None for `-` and empty."""
    return None if printed in {"", "-"} else int(Decimal(printed) * 10)


def read_province(registers: Path) -> tuple[list[Unit], list[Printed]]:
    """Read units and printed figures from the folder of registers.

    Raises SimulationError naming file, line and field where a register is missing or unreadable.
    """
    units = [
        Unit(index, row["unit_code"], row["unit_name"], row["unit_level"])
        for index, (_, row) in enumerate(_rows(registers / UNITS_FILE, ("unit_code", "unit_name", "unit_level")))
    ]
    by_code = {unit.code: unit for unit in units}
    path = registers / FIGURES_FILE
    fields = ("unit_code", "online_case_rate_printed", "online_payment_rate_printed", "data_from_printed")
    return units, [_printed(path, line, row, by_code) for line, row in _rows(path, fields)]


def _rows(path: Path, fields: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise SimulationError(f"{path}: the register is missing; give the folder that holds it")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [field for field in fields if field not in (reader.fieldnames or ())]
        if missing:
            raise SimulationError(f"{path}, line 1: no column {missing[0]}; add it")
        return [(reader.line_num, {field: (row[field] or "").strip() for field in fields}) for row in reader]


def _printed(path: Path, line: int, row: dict[str, str], units: dict[str, Unit]) -> Printed:
    unit = units.get(row["unit_code"])
    if unit is None:
        raise SimulationError(f"{path}, line {line}, unit_code: {row['unit_code']} is not in {UNITS_FILE}; add it")
    case_rate, payment_rate = row["online_case_rate_printed"], row["online_payment_rate_printed"]
    for field in ("online_case_rate_printed", "online_payment_rate_printed"):
        _check_percentage(path, line, field, row[field])
    return Printed(unit, case_rate, payment_rate, _day(path, line, row["data_from_printed"]))


def _check_percentage(path: Path, line: int, field: str, text: str) -> None:
    try:
        value = tenths(text)
        fits = value is None or (0 <= value <= 1000 and Decimal(text) * 10 == value)  # noqa: PLR2004
    except InvalidOperation:
        fits = False
    if not fits:
        raise SimulationError(
            f"{path}, line {line}, {field}: {text!r} is no percentage; write 0 to 100 with one decimal"
        )


def _day(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    try:
        day, month, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    except ValueError as error:
        raise SimulationError(f"{path}, line {line}, data_from_printed: {text!r} is no dd/MM/yyyy; mend it") from error
