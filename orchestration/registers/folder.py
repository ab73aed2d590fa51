"""The registers of the project with a user's folder laid over them, checked each by itself and all together."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from orchestration.registers.model import REGISTERS, Register, Row, Value
from orchestration.registers.reading import read_register
from orchestration.registers.rules import Kpi, Merged, merged_faults
from orchestration.settings import PROJECT_ROOT, SettingsError

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
"""The registers of the project."""

_SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".numbers", ".tsv"})

Key = tuple[Value, ...]


class RegisterError(SettingsError):
    """Registers that cannot be used; the message has one line a problem: file, line, field, fault, mend."""

    def __init__(self, problems: list[str]) -> None:
        """`problems` holds at least one line."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Registers:
    """All registers. `rows`: register → key → row, the folder's over the project's. `own`: the folder's rows alone."""

    rows: Mapping[str, Mapping[Key, Row]]
    own: Mapping[str, tuple[Row, ...]]

    @property
    def provinces(self) -> frozenset[str]:
        """The codes of the units at the top of a tree: what a contract may name as a portal's province."""
        units = self.rows["units"].values()
        return frozenset(row.text("unit_code") for row in units if not row.text("parent_unit_code"))


def load_registers(folder: Path | None) -> Registers:
    """Read the project's registers with those of `folder` over them; raises RegisterError with all problems."""
    registers, problems = _read_all(folder)
    if problems:
        raise RegisterError(problems)
    return registers


def check_registers(folder: Path | None) -> list[str]:
    """The problems of the registers, `file:line: field: fault; mend`. Empty if all is well."""
    return _read_all(folder)[1]


def _read_all(folder: Path | None) -> tuple[Registers, list[str]]:
    problems = [] if folder is None else list(_folder_faults(folder))
    rows: dict[str, dict[Key, Row]] = {}
    own: dict[str, tuple[Row, ...]] = {}
    for register in REGISTERS:
        rows[register.name] = {}
        for seed in register.built_in:
            read = read_register(SEEDS / f"{seed}.csv", register, is_built_in=True)
            problems += read.problems
            rows[register.name] |= _by_key(read.rows, register)
        path = folder / f"{register.name}.csv" if folder else None
        if path and path.is_file():
            read = read_register(path, register)
            problems += read.problems
            rows[register.name] |= _by_key(read.rows, register)
            own[register.name] = tuple(read.rows)
    if not problems:  # a reference to a row that was refused would be told as a second fault
        problems += merged_faults(Merged.of({name: list(kept.values()) for name, kept in rows.items()}, _kpis()))
    return Registers(rows, own), problems


def _by_key(rows: list[Row], register: Register) -> dict[Key, Row]:
    return {tuple(row.values[name] for name in register.key): row for row in rows}


def _folder_faults(folder: Path) -> Iterator[str]:
    """Files of the folder that nobody would read."""
    if not folder.is_dir():
        yield (
            f"{folder}:1: (folder): does not exist; make it, or mend MOTCUA_REGISTERS_DIR (empty: the project's"
            " own registers alone)"
        )
        return
    known = [register.name for register in REGISTERS]
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if suffix in _SHEETS:
            yield f"{path}:1: (file): is not read; save the sheet as CSV UTF-8 with commas"
        elif suffix == ".csv" and path.name not in {f"{name}.csv" for name in known}:
            near = get_close_matches(path.stem.lower(), known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}.csv?" if near else f"name it one of {', '.join(known)}, with .csv"
            yield f"{path}:1: (file): is no register; {hint}"


def _kpis() -> dict[str, Kpi]:
    """What a target must know of its KPI, from the catalogue of the project."""
    with (SEEDS / "kpi_catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: Kpi(row["unit"], row["better"]) for row in csv.DictReader(stream)}
