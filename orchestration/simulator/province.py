"""The places of the plans: their offices, their portals and the figures that were once printed for them."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random

PLANS_FILE = "plans.csv"
UNITS_FILES = ("units_binh_duong.csv", "units_other_plans.csv")
FIGURES_FILE = "binh_duong_current_figures.csv"
LEVEL_DIGITS = {"province": "1", "department": "1", "district": "2", "commune": "3"}
"""`CapThucHien` of the procedures that a unit of a level offers."""

DEFAULT_PLACE = "binh_duong_2023"
ALL_PLACES = "all"
PRINTED_PROVINCE = "H09"
"""The only province of which a plan printed the figures of each unit, and the only one with a second system."""
SECOND_SYSTEM_DISTRICTS = frozenset({"34", "35", "36", "37"})
TINH = "tinh"
HUYEN = "huyen"


class SimulationError(ValueError):
    """The simulator was asked for something it cannot make; the message names the mend."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One office; `index` is its place in the register and orders everything that is drawn.

    `portal` serves it: `tinh` or `huyen`, `tinh_h48` in another province.
    """

    index: int
    code: str
    name: str
    level: str
    parent: str
    portal: str

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


@dataclass(frozen=True, slots=True)
class Place:
    """The province of a plan, the `number`-th of the register, from 0.

    `printed` are the figures that its units have to show, printed or drawn.
    """

    plan: str
    number: int
    units: list[Unit]
    printed: list[Printed]

    @property
    def province(self) -> Unit:
        """The unit at the top."""
        return next(unit for unit in self.units if unit.level == "province")

    @property
    def suffix(self) -> str:
        """The province's part of its unit codes, `H09`."""
        return self.province.code.rpartition(".")[2]

    @property
    def is_printed(self) -> bool:
        """Say whether `printed` was really printed."""
        return self.suffix == PRINTED_PROVINCE

    @property
    def portals(self) -> list[str]:
        """Its portals, the province's own system first."""
        return sorted({unit.portal for unit in self.units}, reverse=True)


def tenths(printed: str) -> int | None:
    """Give a printed percentage in tenths of a percent (`41.8` → 418); None for `-` and empty."""
    return None if printed in {"", "-"} else int(Decimal(printed) * 10)


def read_places(registers: Path, wanted: str, seed: int) -> list[Place]:
    """Read the place of one plan, or all (`all`), from the folder of registers.

    Raises SimulationError naming file, line and field where a register is missing or unreadable, and where
    no plan has the name.
    """
    plans = {row["plan_code"]: row["issuer_unit_code"] for _, row in _rows(registers / PLANS_FILE, PLAN_FIELDS)}
    if wanted != ALL_PLACES and wanted not in plans:
        raise SimulationError(f"--place {wanted}: no plan of {PLANS_FILE}; use {', '.join(plans)} or {ALL_PLACES}")
    return [
        _place(registers, plan, number, issuer, seed)
        for number, (plan, issuer) in enumerate(plans.items())
        if wanted in (ALL_PLACES, plan)
    ]


PLAN_FIELDS = ("plan_code", "issuer_unit_code")


def _place(registers: Path, plan: str, number: int, issuer: str, seed: int) -> Place:
    suffix = issuer.rpartition(".")[2]
    is_printed = suffix == PRINTED_PROVINCE
    fields = ("unit_code", "unit_name", "unit_level", "parent_unit_code")
    rows = [row for _, row in _rows(registers / UNITS_FILES[not is_printed], fields)]
    own = [row for row in rows if row["unit_code"].endswith(f".{suffix}")]
    units = [
        Unit(
            index,
            row["unit_code"],
            row["unit_name"],
            row["unit_level"],
            row["parent_unit_code"],
            _portal(row["unit_code"]),
        )
        for index, row in enumerate(own)
    ]
    printed = _read_printed(registers / FIGURES_FILE, units) if is_printed else _drawn_figures(units, suffix, seed)
    return Place(plan, number, units, printed)


def _portal(code: str) -> str:
    _, _, district, province = code.split(".")
    if province != PRINTED_PROVINCE:
        return f"{TINH}_{province.lower()}"
    return HUYEN if district in SECOND_SYSTEM_DISTRICTS else TINH


def _drawn_figures(units: list[Unit], suffix: str, seed: int) -> list[Printed]:
    """Draw what the units of a place show of which no figures were printed."""
    rng = Random(f"{seed}/figures/{suffix}")
    return [Printed(unit, _rate(rng, 25, 95), _rate(rng, 5, 80), None) for unit in units if unit.level != "province"]


def _rate(rng: Random, low: int, high: int) -> str:
    return f"{low + (high - low) * rng.random():.1f}"


def _read_printed(path: Path, units: list[Unit]) -> list[Printed]:
    by_code = {unit.code: unit for unit in units}
    fields = ("unit_code", "online_case_rate_printed", "online_payment_rate_printed", "data_from_printed")
    return [_printed(path, line, row, by_code) for line, row in _rows(path, fields)]


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
        raise SimulationError(f"{path}, line {line}, unit_code: {row['unit_code']} is not in {UNITS_FILES[0]}; add it")
    case_rate, payment_rate = row["online_case_rate_printed"], row["online_payment_rate_printed"]
    for field in ("online_case_rate_printed", "online_payment_rate_printed"):
        _check_percentage(path, line, field, row[field])
    return Printed(unit, case_rate, payment_rate, _day(path, line, row["data_from_printed"]))


def _check_percentage(path: Path, line: int, field: str, text: str) -> None:
    try:
        value = tenths(text)
        fits = value is None or (0 <= value <= 1000 and Decimal(text) * 10 == value)  # noqa: PLR2004 - tenths
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
