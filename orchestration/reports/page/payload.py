"""The page's data: what the script needs of each plan group, in JSON.

The figures come packed and rounded from `blocks`, `needs` and `compared`; the script only puts in the comma. Here they
are put under their periods, as many as the page has room for.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any, Final

from markupsafe import Markup

from orchestration.reports.numbers import format_day
from orchestration.reports.page.asked import Asked
from orchestration.reports.page.blocks import Blocks
from orchestration.reports.page.board import Board
from orchestration.reports.page.compared import TOPICS, Forms
from orchestration.reports.page.needs import Needs
from orchestration.reports.page.source import Period
from orchestration.reports.page.targets import numbered_targets, targets_in_words
from orchestration.reports.words import LEVELS, LIGHTS, PERIODS, VALUE_UNITS, WHOLE_AREA, period_label

DATA_BUDGET_BYTES: Final = 1_600_000
"""What the figures may take of a page that is to stay below 2 MB."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page's figures are made of, packed: by group, period and KPI (or topic); `asked` by group; `holds` by
    the held unit's code."""

    blocks: Blocks
    needs: Needs = field(default_factory=dict)
    forms: Forms = field(default_factory=dict)
    asked: Sequence[Asked] = ()
    holds: Mapping[str, str] = field(default_factory=dict)


def make_payload(boards: Sequence[Board], figures: Figures, budget: int = DATA_BUDGET_BYTES) -> tuple[str, int]:
    """Return the page's data as JSON, and how many offered periods were left out to keep within `budget`
    bytes.

    All groups give up their last periods together; the period a group opens with is always kept.
    """
    writers = [_GroupWriter(place, board, figures) for place, board in enumerate(boards)]
    spent, dropped = 0, 0
    for turn in zip_longest(*(board.periods_by_need() for board in boards)):
        for writer, period in zip(writers, turn, strict=True):
            if period is None:
                continue
            text = writer.period_text(period)
            spent += len(text.encode())
            if spent > budget and not writer.is_empty:
                dropped += 1
            else:
                writer.keep(period, text)
    payload = {
        "groups": _array([writer.finish() for writer in writers]),
        "lights": _json(list(LIGHTS.items())),
        "levels": _json(list(LEVELS.items())),
        "wholes": _json([WHOLE_AREA[level] for level in LEVELS]),
        "kinds": _json(dict(PERIODS)),
        "units": _json(dict(VALUE_UNITS)),
        "topics": _json([[topic, *codes] for topic, codes in TOPICS.items()]),
    }
    return _object(payload), dropped


def inert(text: str) -> Markup:
    """Return JSON that may stand inside a `<script>` element whatever names it holds.

    `<`, `>` and `&` cannot end the element or open a comment, U+2028 and U+2029 cannot end a line of script.
    In JSON these characters stand inside strings only, where an escape means the same.
    """
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # escaped just above


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _array(members: Sequence[str]) -> str:
    """Return an array of members that are JSON already."""
    return f"[{','.join(members)}]"


def _object(members: Mapping[str, str]) -> str:
    """Return an object of members that are JSON already."""
    return f"{{{','.join(f'{_json(name)}:{text}' for name, text in members.items())}}}"


class _GroupWriter:
    """Writes one board."""

    def __init__(self, place: int, board: Board, figures: Figures) -> None:
        self._place = place
        self._board = board
        self._figures = figures
        self._kept: dict[Period, str] = {}

    @property
    def is_empty(self) -> bool:
        return not self._kept

    def keep(self, period: Period, text: str) -> None:
        self._kept[period] = text

    def period_text(self, period: Period) -> str:
        """Return a period with a block for each KPI, 0 for one that has no row in it; `needs` likewise."""
        place = self._board.periods.index(period)
        codes = [kpi.code for kpi in self._board.kpis]
        blocks = [self._figures.blocks.get((self._place, place, code), "0") for code in codes]
        needs = [self._figures.needs.get((self._place, place, code), "0") for code in codes]
        forms = {topic: self._figures.forms.get((self._place, place, topic)) for topic in TOPICS}
        return _object(
            {
                "kind": _json(period.type),
                "label": _json(period_label(period.type, period.name, period.start, period.end)),
                "until": _json(format_day(_horizon(period))),
                "kpis": _array(blocks),
                "needs": _array(needs),
                "forms": _json({topic: form for topic, form in forms.items() if form is not None}),
            }
        )

    def finish(self) -> str:
        board, levels = self._board, list(LEVELS)
        units = board.group.units
        kept = [period for period in board.periods if period in self._kept]
        facts = {
            "units": [
                [placed.unit.code, placed.unit.name, levels.index(placed.unit.level), placed.depth] for placed in units
            ],
            "parents": [place for place, placed in enumerate(units) if placed.has_subtree],
            "targets": [[value, text] for value, text in numbered_targets(board)],
            "kpis": [
                [
                    *(kpi.code, kpi.name, kpi.value_unit, int(kpi.is_count), targets_in_words(board, kpi)),
                    *(int(kpi.better == "lower"), kpi.counted),
                ]
                for kpi in board.kpis
            ],
            "starts": self._starts(),
            "holds": [
                [place, self._figures.holds[placed.unit.code]]
                for place, placed in enumerate(units)
                if placed.unit.code in self._figures.holds
            ],
        }
        opening = [board.kpis.index(board.opening_kpi), kept.index(board.opening_period)]
        return _object(
            {name: _json(fact) for name, fact in facts.items()}
            | {"periods": _array([self._kept[period] for period in kept]), "opening": _json(opening)}
        )

    def _starts(self) -> list[Sequence[tuple[int, int]]]:
        """Return for each KPI the units whose target lies below their starting point, with that point in tenths."""
        asked = self._figures.asked[self._place] if self._figures.asked else None
        return [asked.starts.get(kpi.code, ()) if asked else () for kpi in self._board.kpis]


def _horizon(period: Period) -> date:
    """Return the day up to which `marts.kpi_needs` looks: what runs on ends with the year."""
    return date(period.end.year, 12, 31) if period.type == "to_date" else period.end
