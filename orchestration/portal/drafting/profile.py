"""What the values of a column are: dates, numbers, codes, a key, personal data, or text."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from orchestration.portal.dates import DateForms, date_forms
from orchestration.portal.drafting.persons import is_name_of_person, personal_reason
from orchestration.portal.drafting.sample import SampleColumn
from orchestration.portal.drift.values import is_whole_number
from orchestration.portal.personal import is_quotable
from orchestration.portal.text import fold

Look = Literal["empty", "moment", "month", "integer", "decimal", "text", "list"]

NOTHING: Final = frozenset({"", "-", "--", "null", "(null)", "n/a", "#n/a", "na", "none", "nil"})
_DATES: Final = 0.9
_NUMBERS: Final = 0.95
_DECIMAL: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+\.\d+|-?\d{1,3}(\.\d{3})+,\d+|-?\d+,\d+")
_POINT_LAST: Final = re.compile(r"-?[\d,]*\.\d{1,2}|-?\d{1,3}(,\d{3})+")
MOST_CODES: Final = 40
_ROWS_A_CODE: Final = 3
_SURELY_CODES: Final = 2


@dataclass(frozen=True)
class Profile:
    """One column of the sample.

    `filled`: values that are more than a word for nothing; `distinct`: how many different ones. `codes`: texts with
    their rows, where the column looks like a code list, to be shown of columns that are not personal; `hidden`: how
    many more there are that may never be shown. `nothing`: words for nothing that occur. `entries`: of a list.
    """

    column: SampleColumn
    look: Look
    filled: int = 0
    distinct: int = 0
    dates: DateForms | None = None
    has_point: bool = False
    codes: tuple[tuple[str, int], ...] = ()
    hidden: int = 0
    personal: str | None = None
    nothing: tuple[str, ...] = ()
    entries: tuple["Profile", ...] = ()

    @property
    def name(self) -> str:
        """The portal's name of the column."""
        return self.column.name

    @property
    def is_key(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled > 0 and self.filled == self.distinct == len(self.column.texts)


def profiled(column: SampleColumn) -> Profile:
    """The profile of one column."""
    if column.entries:
        return Profile(column, "list", entries=tuple(profiled(entry) for entry in column.entries))
    texts = [" ".join((text or "").split()) for text in column.texts]
    values = [text for text in texts if fold(text) not in NOTHING]
    nothing = tuple(sorted({text for text in texts if text and fold(text) in NOTHING}))
    counts = Counter(values)
    look, dates = _look(values)
    personal = personal_reason(column.name, values) if look not in {"moment", "month"} else _birth(column.name)
    shown, hidden = _codes(counts, look)
    return Profile(
        column=column,
        look=look,
        filled=len(values),
        distinct=len(counts),
        dates=dates if look in {"moment", "month"} else None,
        has_point=look in {"integer", "decimal"} and any(_POINT_LAST.fullmatch(value) for value in counts),
        codes=shown,
        hidden=hidden,
        personal=personal,
        nothing=nothing,
    )


def _look(values: list[str]) -> tuple[Look, DateForms | None]:
    """What most values are."""
    if not values:
        return "empty", None
    dates = date_forms(values)
    if dates and dates.fitting >= _DATES * len(values):
        return "month" if dates.is_month else "moment", dates
    whole = sum(1 for value in values if is_whole_number(value))
    if whole >= _NUMBERS * len(values):
        return "integer", None
    if whole + sum(1 for value in values if _DECIMAL.fullmatch(value)) >= _NUMBERS * len(values):
        return "decimal", None
    return "text", None


def _birth(heading: str) -> str | None:
    """A date is personal where its heading says whose it is."""
    reason = personal_reason(heading, [])
    return reason if reason and reason.endswith("birth") else None


def _codes(counts: Counter[str], look: Look) -> tuple[tuple[tuple[str, int], ...], int]:
    """Texts of a code list with their rows, and how many are not shown because they may name a person."""
    rows = counts.total()
    recur = len(counts) <= _SURELY_CODES or _ROWS_A_CODE * len(counts) <= rows
    is_list = 0 < len(counts) <= MOST_CODES and recur
    if look not in {"text", "integer"} or not is_list:
        return (), 0
    shown = [(text, count) for text, count in counts.most_common() if is_quotable(text) and not is_name_of_person(text)]
    return tuple(sorted(shown, key=lambda one: (-one[1], one[0]))), len(counts) - len(shown)
