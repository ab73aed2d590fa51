"""The figures as the page's script reads them: columns of small numbers instead of objects.

One block holds one KPI in one period, its columns in the order of the group's units. A column whose values
are all the same is that value alone. -1 stands for "does not exist"; no published component is negative.
Values are rounded here, in tenths, so that there is one rounding, in Python; the script only puts in the
comma.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from markupsafe import Markup

from orchestration.reports.numbers import half_up
from orchestration.reports.page.board import Board, target_text, targets_in_words
from orchestration.reports.page.source import Kpi, Period, Target
from orchestration.reports.words import LEVELS, LIGHTS, PERIODS, VALUE_UNITS, WHOLE_AREA, period_label

DATA_BUDGET_BYTES: Final = 1_600_000
"""What the figures may take of a page that is to stay below 2 MB."""

_NONE: Final = -1
_LIGHT_CODES: Final = {light: str(place) for place, light in enumerate(LIGHTS)}

Json = Any


def make_payload(boards: Sequence[Board], budget: int = DATA_BUDGET_BYTES) -> tuple[Json, int]:
    """Return the page's data, and how many offered periods had to be left out to keep within `budget` bytes.

    All groups give up their last periods together; the period a group opens with is always kept.
    """
    writers = [_GroupWriter(board) for board in boards]
    spent, dropped = 0, 0
    for turn in zip_longest(*(writer.periods() for writer in writers)):
        for writer, period in zip(writers, turn, strict=True):
            if period is None:
                continue
            block = writer.period_block(period)
            spent += len(_compact(block).encode())
            if spent > budget and not writer.is_empty:
                dropped += 1
            else:
                writer.keep(period, block)
    payload = {
        "groups": [writer.finish() for writer in writers],
        "lights": list(LIGHTS.items()),
        "levels": list(LEVELS.items()),
        "wholes": [WHOLE_AREA[level] for level in LEVELS],
        "kinds": dict(PERIODS),
        "units": dict(VALUE_UNITS),
    }
    return payload, dropped


def script_json(payload: Json) -> Markup:
    """Return JSON that may stand inside a `<script>` element whatever names the data holds.

    `<`, `>` and `&` cannot end the element or open a comment, U+2028 and U+2029 cannot end a line of script.
    """
    text = _compact(payload)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # escaped just above


def _compact(payload: Json) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class _GroupWriter:
    """Writes one board; keeps the targets it has met, so that a row names its target by a number."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._targets: dict[tuple[float, str], int] = {}
        self._kept: dict[Period, Json] = {}
        units = board.group.units
        self._parents = [
            place for place, placed in enumerate(units) if placed.is_parent or placed.unit.level == "province"
        ]

    @property
    def is_empty(self) -> bool:
        return not self._kept

    def periods(self) -> Iterator[Period]:
        """Yield the opening period first, so that it is never the one left out."""
        opening = self._board.opening_period
        yield opening
        yield from (period for period in self._board.periods if period != opening)

    def keep(self, period: Period, block: Json) -> None:
        self._kept[period] = block

    def period_block(self, period: Period) -> Json:
        blocks = [
            self._kpi_block(period, kpi) if (period, kpi.code) in self._board.rows else 0
            for kpi in self._board.kpis
        ]
        label = period_label(period.type, period.name, period.start, period.end)
        return {"kind": period.type, "label": label, "kpis": blocks}

    def _kpi_block(self, period: Period, kpi: Kpi) -> Json:
        """Return [n, d, v, light, target, rank, held, subtree n, d, v, light]; subtree columns for parents
        alone."""
        rows = [self._board.row(period, kpi, placed) for placed in self._board.group.units]
        below = [rows[place].subtree for place in self._parents]
        return [
            _column(_number(row.own.numerator) for row in rows),
            _column(_number(row.own.denominator) for row in rows),
            _column(_tenths(row.own.value) for row in rows),
            _lights(row.own.light for row in rows),
            _column(self._target_number(row.target, kpi) for row in rows),
            _column(_NONE if row.rank is None else row.rank for row in rows),
            [place for place, row in enumerate(rows) if row.is_held],
            _column(_number(figure.numerator) for figure in below),
            _column(_number(figure.denominator) for figure in below),
            _column(_tenths(figure.value) for figure in below),
            _lights(figure.light for figure in below),
        ]

    def _target_number(self, target: Target | None, kpi: Kpi) -> int:
        if target is None:
            return _NONE
        return self._targets.setdefault(
            (target.value, target_text(target, kpi.value_unit)), len(self._targets)
        )

    def finish(self) -> Json:
        board, levels = self._board, list(LEVELS)
        kept = [period for period in board.periods if period in self._kept]
        return {
            "units": [
                [placed.unit.code, placed.unit.name, levels.index(placed.unit.level), placed.depth]
                for placed in board.group.units
            ],
            "parents": self._parents,
            "targets": [[value, text] for value, text in self._targets],
            "kpis": [
                [kpi.code, kpi.name, kpi.value_unit, int(kpi.is_count), targets_in_words(board, kpi)]
                for kpi in board.kpis
            ],
            "periods": [self._kept[period] for period in kept],
            "opening": [board.kpis.index(board.opening_kpi), kept.index(board.opening_period)],
        }


def _column(values: Iterable[float]) -> Json:
    column = list(values)
    return column[0] if len(set(column)) == 1 else column


def _lights(lights: Iterable[str]) -> str:
    codes = "".join(_LIGHT_CODES[light] for light in lights)
    return codes[:1] if len(set(codes)) == 1 else codes


def _number(value: float | None) -> float:
    """Return a component as shown: whole where it is whole, else with one decimal."""
    if value is None:
        return _NONE
    tenths = half_up(value, 1)
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


def _tenths(value: float | None) -> int:
    return _NONE if value is None else half_up(value, 1)
