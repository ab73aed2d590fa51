"""Dates as portals write them: one text against one format, and the formats that a column of texts is written in.

Formats are those of DuckDB's strptime, as contracts give them. Used on samples only: millions of cells are typed in
SQL.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Order = Literal["day first", "month first", "year first", "unknown", "mixed"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS: Final = {
    "d": r"(?P<d>\d{1,2})", "m": r"(?P<m>\d{1,2})", "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})",
    "f": r"\d{1,6}", "g": r"\d{1,3}", "p": r"(?P<p>[AaPp][Mm])",
    "z": r"(?:[Zz]|[+-]\d{2}(?::?\d{2})?)", "Z": r"[A-Za-z/_]+", "a": r"[A-Za-z]{3}", "A": r"[A-Za-z]+",
    "b": r"(?P<b>[A-Za-z]{3})", "B": r"(?P<b>[A-Za-z]{3,9})",
}  # fmt: skip
# Written without separators, the parts have a fixed width.
_FIXED: Final = {"d": r"(?P<d>\d{2})", "m": r"(?P<m>\d{2})", "H": r"(?P<H>\d{2})"}
_DATE: Final = r"(?P<a>\d{1,4})(?P<s>[/\-.])(?P<b>\d{1,2}|[A-Za-z]{3,9})(?P=s)(?P<c>\d{2}(?:\d{2})?)"
_TIME: Final = (
    r"(?:(?P<t>T| )(?P<h>\d{1,2}):\d{2}(?P<sec>:\d{2})?(?P<frac>\.\d{1,6})?(?P<half> ?[AaPp][Mm])?"
    r"(?P<zone> ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
_WRITTEN: Final = re.compile(_DATE + _TIME)
_PLAIN: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_MONTH_ONLY: Final = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\d{1,2}/\d{4}", "%m/%Y"),
        (r"\d{1,2}-\d{4}", "%m-%Y"),
        (r"\d{4}-\d{2}", "%Y-%m"),
        (r"\d{4}/\d{2}", "%Y/%m"),
    )
)
_ALL_PLAIN: Final = frozenset({*_PLAIN.values(), *(form for _, form in _MONTH_ONLY)})
_LAST_MONTH: Final = 12
_FULL_YEAR: Final = 4
_SHORT_MONTH: Final = 3


def parse(text: str, form: str) -> dt.datetime | None:
    """The moment that `text` is under one format, or None; what no calendar has is None too."""
    found = _pattern(form).fullmatch(text.strip())
    if found is None:
        return None
    part = found.groupdict()
    try:
        return dt.datetime(_year(part), _month(part), int(part.get("d") or 1), *_clock(part))  # noqa: DTZ001 - local
    except ValueError:
        return None


def fits(text: str, formats: Iterable[str]) -> bool:
    """Whether a text is a moment under one of the formats."""
    return any(parse(text, form) is not None for form in formats)


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    """A format as a regular expression."""
    is_plain = re.sub(r"%-?[A-Za-z]", "", form) == ""
    pieces = []
    for piece in re.split(r"(%-?[A-Za-z])", form):
        letter = piece[-1:] if piece.startswith("%") else ""
        known = (_FIXED.get(letter) if is_plain else None) or _PARTS.get(letter)
        pieces.append(known or re.escape(piece))
    return re.compile("".join(pieces))


def _year(part: dict[str, str | None]) -> int:
    if part.get("Y"):
        return int(part["Y"] or 0)
    short = int(part.get("y") or 0)
    return short + (2000 if short < 70 else 1900)  # noqa: PLR2004 - strptime's own rule


def _month(part: dict[str, str | None]) -> int:
    if part.get("b"):
        return _MONTHS.index((part["b"] or "")[:3].lower()) + 1
    return int(part.get("m") or 1)


def _clock(part: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(part.get("H") or part.get("I") or 0)
    if part.get("p"):
        hour = hour % 12 + (12 if (part["p"] or "").lower() == "pm" else 0)
    return hour, int(part.get("M") or 0), int(part.get("S") or 0)


@dataclass(frozen=True)
class DateForms:
    """How the dates of a column are written.

    `formats`: the most frequent first; where `order` is unknown they read the day first, where it is mixed both
    orders stand there. `zones`: marks of a time zone behind the time, as written. `fitting`: how many texts are
    dates under the formats.
    """

    formats: tuple[str, ...]
    order: Order
    zones: tuple[str, ...]
    fitting: int

    @property
    def has_time(self) -> bool:
        """Whether any of the formats has a time."""
        return any("%H" in form or "%I" in form for form in self.formats)

    @property
    def is_month(self) -> bool:
        """Whether the texts name months and no days."""
        return all("%d" not in form for form in self.formats)


@dataclass(frozen=True)
class _Shape:
    """The shape of one text: what its date says of the order, the separator, the year's format, time and zone."""

    order: str
    separator: str
    year: str
    month: str
    tail: str
    zone: str

    def form(self, order: str) -> str:
        """The format, day and month in this order where the shape itself does not tell."""
        parts = ["%d", self.month, self.year]
        if self.order == "year first":
            parts.reverse()
        elif order == "month first" and self.order != "named":
            parts = ["%m", "%d", self.year]
        return self.separator.join(parts) + self.tail


def date_forms(texts: Iterable[str]) -> DateForms | None:
    """The formats of those texts that are dates, or None where none is.

    Day and month are told apart by numbers above 12; where no text has one, the order is unknown.
    """
    formats: Counter[str] = Counter()
    written: Counter[_Shape] = Counter()
    for text in map(str.strip, texts):
        plain = _plain_form(text)
        if plain is not None:
            formats[plain] += 1
        elif (shape := _shape(text)) is not None:
            written[shape] += 1
    if not formats and not written:
        return None
    order = _order({shape.order for shape in written})
    for shape, count in written.items():
        for one in ("day first", "month first") if order == "mixed" else (order,):
            formats[shape.form(one)] += count
    zones = tuple(sorted({shape.zone for shape in written} - {""}))
    fitting = written.total() + sum(formats[form] for form in formats if form in _ALL_PLAIN)
    return DateForms(tuple(form for form, _ in formats.most_common()), order, zones, fitting)


def _order(orders: set[str]) -> Order:
    """One order for the whole column: a portal does not change it from row to row."""
    told = orders & {"day first", "month first"}
    if len(told) > 1:
        return "mixed"
    if told:
        return "day first" if "day first" in told else "month first"
    if "unknown" in orders:
        return "unknown"
    return "day first" if "named" in orders else "year first"


def _plain_form(text: str) -> str | None:
    """The format of a text of digits alone, or of a month."""
    form = _PLAIN.get(len(text)) if text.isascii() and text.isdigit() else None
    form = form or next((form for pattern, form in _MONTH_ONLY if pattern.fullmatch(text)), None)
    return form if form and _in_calendar(text, form) else None


def _shape(text: str) -> _Shape | None:
    """The shape of a date with separators, if the calendar has it."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    first, middle, last = found["a"], found["b"], found["c"]
    year, month, order = f"%{'Y' if len(last) == _FULL_YEAR else 'y'}", "%m", "unknown"
    if len(first) == _FULL_YEAR:
        order, year = "year first", "%Y"
    elif middle.isalpha():
        order, month = "named", "%b" if len(middle) == _SHORT_MONTH else "%B"
    elif int(first) > _LAST_MONTH:
        order = "day first"
    elif int(middle) > _LAST_MONTH:
        order = "month first"
    shape = _Shape(order, found["s"], year, month, _time_form(found), (found["zone"] or "").strip())
    return shape if _in_calendar(text, shape.form(order)) else None


def _time_form(found: re.Match[str]) -> str:
    """Format of what follows the date, nothing where it is a day alone."""
    if found["t"] is None:
        return ""
    half = found["half"] or ""
    form = found["t"] + ("%I" if half else "%H") + ":%M" + (":%S" if found["sec"] else "")
    form += ".%f" if found["frac"] else ""
    form += half[:-2] + "%p" if half else ""
    zone = found["zone"] or ""
    return form + zone.replace(zone.strip(), "%z" if zone.strip()[:1] in "Z+-" else "%Z") if zone else form


def _in_calendar(text: str, form: str) -> bool:
    """Whether a text is a day of the calendar between 1900 and 2100."""
    moment = parse(text, form)
    return moment is not None and 1900 <= moment.year <= 2100  # noqa: PLR2004 - interface.md, "Files"
