"""One CSV file of a register: its cells typed, each fault told with file, line and field."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from orchestration.registers.model import Column, Register, Row, Value

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(slots=True)
class ReadRegister:
    """The rows of one file that have no fault of their own, and the faults of the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_register(path: Path, register: Register, *, is_built_in: bool = False) -> ReadRegister:
    """Read a register's file. Columns that the project's own files have beyond the register's are not read."""
    read = ReadRegister()
    data = b""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        read.problems.append(f"{path}:{line}: (file): is not UTF-8; save it as CSV UTF-8")
        return read
    except OSError as error:
        read.problems.append(f"{path}:1: (file): cannot be read: {error.strerror}; mend its rights or remove it")
        return read
    lines = _records(path, text, read.problems)
    _, header = next(lines, (1, []))
    names = [name.strip() for name in header]
    faults = list(_header_faults(path, names, register, is_built_in))
    read.problems += faults
    if not faults:
        seen: dict[tuple[Value, ...], int] = {}
        for line, cells in lines:
            row = Row(path, line, {}, is_own=not is_built_in)
            _take(read, row, dict(zip(names, cells, strict=False)), (len(cells), len(names)), register)
            _refuse_twin(read, seen, register, line)
    return read


def _records(path: Path, text: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """First physical line and cells of each record; blank lines are none."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(f"{path}:{line}: (line): {error}; close the quote, and double a quote inside quotes")


def _header_faults(path: Path, names: Sequence[str], register: Register, is_built_in: bool) -> Iterator[str]:
    place = f"{path}:1: "
    wanted = ",".join(column.name for column in register.columns)
    if not names:
        yield f"{place}(file): is empty; begin it with the line {wanted}"
        return
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        yield f"{place}(file): its columns are not separated by commas; save it as CSV with commas"
        return
    known = [column.name for column in register.columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{place}{name}: the column stands twice; keep one of the two"
    for name in () if is_built_in else dict.fromkeys(names):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"take it out, or name it one of {', '.join(known)}"
            yield f"{place}{name or '(no name)'}: is no column of {register.name}; {hint}"
    for column in register.columns:
        if column.required and column.name not in names:
            yield f"{place}{column.name}: the column is missing; add it to the header {wanted}"


def _take(read: ReadRegister, row: Row, cells: dict[str, str], width: tuple[int, int], register: Register) -> None:
    """Type the cells of one record; it becomes a row where none is at fault."""
    if width[0] != width[1]:
        message = f"has {width[0]} fields, the header has {width[1]}; put a text with commas in quotes"
        read.problems.append(row.problem("(line)", message))
        return
    values: dict[str, Value] = {}
    faults = []
    for column in register.columns:
        text = cells.get(column.name, "").strip()
        try:
            values[column.name] = _typed(text, column)
        except ValueError as error:
            faults.append(row.problem(column.name, str(error)))
    read.problems += faults
    if not faults:
        read.rows.append(Row(row.path, row.line, values, row.is_own))


def _refuse_twin(read: ReadRegister, seen: dict[tuple[Value, ...], int], register: Register, line: int) -> None:
    """Refuse the row just read where one before it has its key."""
    if not read.rows or read.rows[-1].line != line:
        return
    row = read.rows[-1]
    key = tuple(row.values[name] for name in register.key)
    if key in seen:
        read.rows.pop()
        told = ", ".join(row.text(name) or "(empty)" for name in register.key)
        message = f"{told} stands on line {seen[key]} already; keep one of the two"
        read.problems.append(row.problem(", ".join(register.key), message))
    seen.setdefault(key, line)


def _typed(text: str, column: Column) -> Value:
    """The value of a cell; raises ValueError with fault and mend."""
    if not text:
        if column.required:
            raise ValueError("is empty; fill it in")
        return None
    if column.kind == "day":
        return _day(text)
    if column.kind == "number":
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"{text!r} is no number; write digits, with a point before decimals")
        return float(text)
    if column.kind == "code" and not _CODE.fullmatch(text):
        raise ValueError(f"{text!r} is no code; use letters, digits, '.', '-' and '_', without spaces")
    if column.kind == "choice":
        _refuse_stranger(text, column.choices)
    if column.kind == "choices":
        parts = [part.strip() for part in text.split(",")]
        for part in parts:
            _refuse_stranger(part, column.choices)
        return ",".join(dict.fromkeys(parts))
    return text


def _refuse_stranger(text: str, choices: Sequence[str]) -> None:
    if text not in choices:
        raise ValueError(f"{text!r} is not known; use one of {', '.join(choices)}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{text!r} is no day; write it like 2023-12-31")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"{text} lies outside {_FIRST_YEAR} to {_LAST_YEAR}; mend the year")
    return day
