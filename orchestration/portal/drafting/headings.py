"""Which row is a header, and how its columns are named in a contract."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from orchestration.portal.dates import date_forms
from orchestration.portal.text import fold

_MOSTLY: Final = 0.7
_LONGEST: Final = 120
_TELEPHONE: Final = 7


def is_heading(cells: Sequence[str]) -> bool:
    """Whether cells are names of columns: mostly filled, different, with letters, no date, no long number, no mail."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled) < _MOSTLY * len(cells):
        return False
    names = Counter(map(fold, filled))
    alike = sum(names.values()) - len(names)
    return alike <= len(filled) // 4 and all(_is_name(cell) for cell in filled)


def _is_name(text: str) -> bool:
    """Whether a text may head a column: it has letters, and neither a date nor as many digits as a telephone number."""
    digits = sum(letter.isdigit() for letter in text)
    is_short = len(text) <= _LONGEST and digits < _TELEPHONE
    return is_short and "@" not in text and any(map(str.isalpha, text)) and date_forms([text]) is None


def named_columns(headings: Sequence[Sequence[str]]) -> tuple[dict[int, str], list[str]]:
    """Position → name for a contract, and notes on columns that cannot have one.

    `headings` gives each column's levels from the top down. The last level is the name where it is the only one of
    its kind, else all levels are, joined as the loader reads them. Columns of one and the same name cannot be told
    apart, by nobody.
    """
    levels = [[" ".join(level.split()) for level in column if level.strip()] for column in headings]
    last = Counter(fold(column[-1]) for column in levels if column)
    names = {
        index: column[-1] if last[fold(column[-1])] == 1 else " / ".join(column)
        for index, column in enumerate(levels)
        if column
    }
    times = Counter(map(fold, names.values()))
    notes = [
        f"{times[fold(name)]} columns are named {name!r} and cannot be told apart: have the column exported once, or"
        " under two names"
        for name in {fold(name): name for name in names.values()}.values()
        if times[fold(name)] > 1
    ]
    if len(names) < len(headings):
        notes.append(f"{len(headings) - len(names)} columns have no name and cannot be read")
    return {index: name for index, name in names.items() if times[fold(name)] == 1}, notes
