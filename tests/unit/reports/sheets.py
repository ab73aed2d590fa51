"""Reads the workbooks that reports write, as a spreadsheet program would."""

import re
import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def sheet(path: Path, name: str) -> list[list[Any]]:
    """All cells of a sheet from its first row; empty cells are ''."""
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def names(path: Path) -> list[str]:
    return CalamineWorkbook.from_path(path).sheet_names


def table(path: Path, name: str, header: str) -> list[dict[str, Any]]:
    """The rows under the one whose first cell is `header`, by column title."""
    rows = sheet(path, name)
    top = next(place for place, row in enumerate(rows) if row[0] == header)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def parts(path: Path, pattern: str) -> dict[str, str]:
    """The XML parts of the file whose names match."""
    with zipfile.ZipFile(path) as packed:
        return {one: packed.read(one).decode() for one in packed.namelist() if re.search(pattern, one)}
