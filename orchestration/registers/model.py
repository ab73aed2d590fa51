"""Which registers there are, which columns they have, and what a row of one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

Kind = Literal["text", "code", "day", "number", "choice", "choices"]
"""`code`: letters, digits, points, hyphens and underscores. `day`: yyyy-MM-dd. `choices`: some of them, with commas."""

Value = str | float | date | None

LEVELS: Final = ("province", "department", "district", "commune")
"""Levels of units, highest first. Other countries have other words; the four places in the tree are these."""

PERIODS_WITH_TARGETS: Final = ("month", "quarter", "year", "to_date", "campaign")
CADENCES: Final = (
    "every_2_days", "weekly_friday", "monthly", "quarterly", "yearly", "campaign_end", "closing",
)  # fmt: skip
"""When a plan asks for reports (orchestration/reports/due/calendar.py says which days these are)."""
CADENCES_OF_CAMPAIGNS: Final = ("every_2_days", "campaign_end", "closing")
"""Those that report on a campaign."""
LIGHTS: Final = ("green", "yellow", "orange", "red")
ANY_PLAN: Final = "*"
"""The plan code of thresholds that hold where a plan has none of its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register; a column that is not `required` may be empty or left out."""

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def duckdb_type(self) -> str:
        """Type of the column in the warehouse; lists stay text, as the project's own files have them."""
        return {"day": "date", "number": "double"}.get(self.kind, "varchar")


@dataclass(frozen=True, slots=True)
class Register:
    """One register: a CSV file of this name in a folder, and the tables in which its rows stand.

    `key`: the columns that tell rows apart. `built_in`: the seeds of the project that hold rows of it.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    built_in: tuple[str, ...]

    @property
    def table(self) -> str:
        """The table in schema `register` that takes the rows of a folder."""
        return f"register.{self.name}"

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables that hold rows of the register."""
        return tuple(dict.fromkeys([*(f"register.{seed}" for seed in self.built_in), self.table]))

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


def _code(name: str, *, required: bool = True) -> Column:
    return Column(name, "code", required)


def _day(name: str, *, required: bool = False) -> Column:
    return Column(name, "day", required)


def _choice(name: str, choices: tuple[str, ...], kind: Kind = "choice") -> Column:
    return Column(name, kind, required=True, choices=choices)


REGISTERS: Final = (
    Register(
        "units",
        (
            _code("unit_code"), Column("unit_name", required=True), _choice("unit_level", LEVELS),
            _code("parent_unit_code", required=False), _day("valid_from"), _day("valid_to"),
        ),
        key=("unit_code",),
        built_in=("units_binh_duong", "units_other_plans", "units_2025"),
    ),
    Register(
        "unit_successors",
        (_code("old_unit_code"), _code("new_unit_code")),
        key=("old_unit_code", "new_unit_code"),
        built_in=("unit_successors_2025",),
    ),
    Register(
        "plans",
        (
            _code("plan_code"), Column("plan_number"), Column("title_en", required=True), _code("issuer_unit_code"),
            _day("issued"), _day("valid_from", required=True), _day("valid_to"), Column("report_cadence"),
            Column("plan_file"),
        ),
        key=("plan_code",),
        built_in=("plans",),
    ),
    Register(
        "targets",
        (
            _code("plan_code"), _code("kpi_code"), _choice("scope_type", ("unit", "level", "all")),
            _code("scope", required=False), Column("target_value", "number", required=True),
            _choice("comparison", ("at_least", "at_most")), _day("valid_from", required=True), _day("valid_to"),
            _choice("applies_to", PERIODS_WITH_TARGETS, "choices"), Column("source_section"),
        ),
        key=("plan_code", "kpi_code", "scope_type", "scope", "valid_from"),
        built_in=("targets",),
    ),
    Register(
        "campaigns",
        (
            _code("plan_code"), Column("campaign", required=True), _day("period_start", required=True),
            _day("period_end", required=True),
        ),
        key=("plan_code", "campaign"),
        built_in=("campaigns",),
    ),
    Register(
        "plan_cadences",
        (
            _code("plan_code"), _choice("cadence", CADENCES), _day("valid_from", required=True), _day("valid_to"),
            Column("before_hour", "number"), Column("source_section"),
        ),
        key=("plan_code", "cadence"),
        built_in=("plan_cadences",),
    ),
    Register(
        "light_thresholds",
        (
            Column("plan_code", required=True), _choice("light", LIGHTS),
            Column("achievement_from_percent", "number", required=True),
        ),
        key=("plan_code", "light"),
        built_in=("light_thresholds",),
    ),
)  # fmt: skip
"""In the order in which they refer to each other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a register: its file, its line from 1, and its values by column; an empty cell is None.

    `is_own`: it stands in a user's folder, not in the project.
    """

    path: Path
    line: int
    values: Mapping[str, Value]
    is_own: bool = False

    def text(self, name: str) -> str:
        """A text, empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def day(self, name: str) -> date | None:
        """A day, or None."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> float | None:
        """A number, or None."""
        value = self.values.get(name)
        return value if isinstance(value, float) else None

    def problem(self, field: str, message: str) -> str:
        """A fault of this row as a person reads it: `file:line: field: fault; mend`."""
        return f"{self.path}:{self.line}: {field}: {message}"
