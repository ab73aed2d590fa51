"""The history core once more, on a page of plain Python: which files are live, which record wins, what counts.

Written from kpi_semantics ("Which record", "Fate", "Received", "Finished", "On time"), without a look at the SQL.
"""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .exports import Case, Export

Figures = dict[str, tuple[int, int]]
"""Numerator and denominator by unit code."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it arrived."""

    export: Export
    sequence: int
    sha256: str


def arrivals(nights: Sequence[Sequence[Export]]) -> list[Arrived]:
    """The files in the order of the ledger: night by night, by path; within a night the last of a path is there."""
    arrived: list[Arrived] = []
    for night in nights:
        for _, export in sorted({export.path: export for export in night}.items()):
            sha256 = hashlib.sha256(export.content()).hexdigest()
            arrived.append(Arrived(export, len(arrived) + 1, sha256))
    return arrived


def live_files(arrived: Iterable[Arrived]) -> list[Arrived]:
    """The parts of the live export of each window."""
    newest = {one.export.path: one for one in arrived}
    windows: dict[object, dict[dt.datetime, list[Arrived]]] = defaultdict(lambda: defaultdict(list))
    for one in newest.values():
        export = one.export
        windows[export.source, export.portal, export.window][export.exported].append(one)
    live: list[Arrived] = []
    for exports in windows.values():
        before: list[str] = []
        standing: list[Arrived] = []
        for _, parts in sorted(exports.items()):
            content = sorted(part.sha256 for part in parts)
            standing = standing if content == before else parts
            before = content
        live += standing
    return live


def kept_cases(nights: Sequence[Sequence[Export]]) -> list[Case]:
    """The newest good record of each case in the live exports."""
    winners: dict[str, tuple[tuple[object, ...], Case]] = {}
    for one in live_files(arrivals(nights)):
        export = one.export
        for line, record in enumerate(export.records):
            if not isinstance(record, Case) or not record.is_good:
                continue
            first, last = export.window
            place = (export.exported, last, first, export.portal, one.sha256, line)
            if record.code not in winners or winners[record.code][0] < place:
                winners[record.code] = (place, record)
    return [case for _, case in winners.values()]


def online_case_rate_all(cases: Iterable[Case]) -> Figures:
    """Online among received cases."""
    received = [case for case in cases if case.received and case.status != "registered"]
    return _figures((case.unit, case.channel == "online") for case in received)


def on_time_rate(cases: Iterable[Case]) -> Figures:
    """In time among finished cases; without a due day a case is in time."""
    finished = [case for case in cases if case.status in ("processed", "returned") and case.finished]
    return _figures(
        (case.unit, case.due is None or bool(case.finished and case.finished <= case.due)) for case in finished
    )


def _figures(judged: Iterable[tuple[str, bool]]) -> Figures:
    all_of, good = Counter[str](), Counter[str]()
    for unit, is_good in judged:
        all_of[unit] += 1
        good[unit] += is_good
    return {unit: (good[unit], count) for unit, count in all_of.items()}
