"""Turns what waited for a window into the file of an export, with the faults that are due in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from orchestration.simulator import quirks
from orchestration.simulator.answers import Tally
from orchestration.simulator.cases import Case, CaseState, Event, Payment
from orchestration.simulator.catalogue import Procedure, procedure_record
from orchestration.simulator.defects import (
    CASE_FAULTS,
    PAYMENT_FAULTS,
    UNREADABLE,
    Defects,
    Mixed,
    spoilt_case,
    spoilt_payment,
)
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.fates import Fates
from orchestration.simulator.payment_files import PaymentLine, payment_style, write_payments
from orchestration.simulator.places import Lines
from orchestration.simulator.register_files import RegisterLine, holds_broken_lines, register_style, write_register
from orchestration.simulator.report_06a import FAULTS as REPORT_FAULTS
from orchestration.simulator.report_06a import ReportLine, spoilt_report, write_report
from orchestration.simulator.sync_messages import (
    BROKEN_LINE,
    EVENT_FAULTS,
    PROCEDURE_FAULTS,
    case_text,
    event_text,
    record_text,
    spoilt_event,
    spoilt_procedure,
    sync_extension,
    write_messages,
)
from orchestration.simulator.tables import Row, rules, spoilt, table_style, write_table
from orchestration.simulator.windows import Export, end_of

Item = TypeVar("Item")
DELETED_CASES = 2
"""So many records stand in an export that is replaced and are gone from the one that replaces it."""


@dataclass(frozen=True, slots=True)
class Post:
    """Whose files are sent: a portal, its range of days and the seed of its world."""

    portal: str
    start: date
    end: date
    seed: int


class Sender:
    """Writes the exports of one portal and keeps what the answers need of them."""

    def __init__(self, post: Post, delivery: Delivery, defects: Defects, tally: Tally) -> None:
        """Take whose files they are, and where files, faults and counts go."""
        self.post = post
        self.fates = Fates()
        self.quirks: Counter[str] = Counter()
        self._delivery, self._defects, self._tally = delivery, defects, tally
        self._horizon = end_of(post.end)
        self._registers = 0

    def send_cases(self, export: Export, held: list[Case]) -> None:
        """Send cases as messages; the codes of those without the province's code are new each time."""
        seen = self._seen_at(export)
        states = [self._uncoded(case, export, seen) if case.is_uncoded else case.at(seen) for case in held]
        texts = [case_text(state) for state in states]
        if export.live:
            self.fates.live("cases", ((state.code, text) for state, text in zip(states, texts, strict=True)))
        extension = sync_extension(export, len(states))
        mixed = self._mixed(
            export,
            texts,
            (*CASE_FAULTS, *((UNREADABLE,) if extension != ".json" else ())),
            lambda rule, number: _broken(rule) or case_text(spoilt_case(_pattern(states), export.window, rule, number)),
            lambda number: case_text(_deleted_case(_pattern(states), number)),
        )
        self._write(export, extension, mixed, lambda path: write_messages(path, "cases", extension, mixed.lines))

    def _uncoded(self, case: Case, export: Export, seen: datetime) -> CaseState:
        """Give a case under the new code of this export; nobody will hear of it again under that code."""
        rng = Random(f"{self.post.seed}/{case.code}/{export.exported}")
        code = f"G{case.code[11:13]}.{20 + case.unit.index % 70}-{seen:%Y%m%d}-{int(rng.random() * 10_000_000):07d}"
        twin = case.until(seen, code)
        if export.live:
            self._tally.add_twin(twin, case.code)
            self.quirks[quirks.UNCODED] += 1
        return twin.at(seen)

    def send_register(self, export: Export, held: list[Case]) -> None:
        """Send cases as a register."""
        states = [case.at(self._seen_at(export)) for case in held]
        style = register_style(self._registers, len(states))
        self._registers += 1
        if export.live:
            self.fates.live("cases", ((state.code, None) for state in states))
        mixed: Mixed[RegisterLine] = self._mixed(
            export,
            [*states],
            (*CASE_FAULTS, *((UNREADABLE,) if holds_broken_lines(style.extension) else ())),
            lambda rule, number: (
                None if rule == UNREADABLE else spoilt_case(_pattern(states), export.window, rule, number)
            ),
            lambda number: _deleted_case(_pattern(states), number),
        )
        self._note_look(style.encoding, style.other_spelling)
        self._write(
            export, style.extension, mixed, lambda path: write_register(path, export.window, style, mixed.lines)
        )

    def send_payments(self, export: Export, held: list[Payment]) -> None:
        """Send payments."""
        states = [payment.at(self._seen_at(export)) for payment in held]
        style = payment_style(export, len(states))
        if export.live:
            self.fates.live("payments", ((state.code, state) for state in states))
        mixed: Mixed[PaymentLine] = self._mixed(
            export,
            [*states],
            (*PAYMENT_FAULTS, *((UNREADABLE,) if style.extension != ".xlsx" else ())),
            lambda rule, number: None if rule == UNREADABLE else spoilt_payment(states[0], rule, number),
            lambda number: replace(states[0], code=f"{states[0].code}X{number}"),
        )
        self._note_look(style.encoding, style.other_spelling)
        self._write(
            export, style.extension, mixed, lambda path: write_payments(path, export.window, style, mixed.lines)
        )

    def send_events(self, export: Export, held: list[Event]) -> None:
        """Send the recorded steps."""
        texts = [event_text(event) for event in held]
        if export.live:
            self.fates.live("case_events", ((text, None) for text in texts))
        extension = sync_extension(export, len(held))
        mixed = self._mixed(
            export,
            texts,
            (*EVENT_FAULTS, *((UNREADABLE,) if extension != ".json" else ())),
            lambda rule, _: _broken(rule) or spoilt_event(held[0], rule),
            lambda number: event_text(replace(held[0], officer=f"cb.xoa.{number}")),
        )
        self._write(export, extension, mixed, lambda path: write_messages(path, "case_events", extension, mixed.lines))

    def send_table(self, export: Export, held: list[Row]) -> None:
        """Send a small table."""
        source, seen, style = export.source, self._seen_at(export), table_style(export)
        rows = [row.at(seen) for row in held]
        if export.live:
            self.fates.live(source, ((row[:2] if source in MONTHLY else row[0], row) for row in rows))
        mixed = self._mixed(
            export,
            rows,
            rules(source),
            lambda rule, number: spoilt(source, rows[0], rule, number),
            lambda number: (f"{rows[0][0]}X{number}", *rows[0][1:]),
        )
        self._note_look(style[1], is_other=False)
        self._write(export, style[0], mixed, lambda path: write_table(path, source, style, mixed.lines))

    def send_catalogue(self, export: Export, versions: list[Procedure]) -> None:
        """Send the catalogue of procedures."""
        records = [procedure_record(version) for version in versions]
        texts = [record_text(record) for record in records]
        keys = [(version.code, version.valid_from) for version in versions]
        self.fates.live("procedures", zip(keys, texts, strict=True))
        mixed = self._mixed(
            export, texts, PROCEDURE_FAULTS, lambda rule, _: spoilt_procedure(records[0], rule), lambda _: ""
        )
        self._write(export, ".json", mixed, lambda path: write_messages(path, "procedures", ".json", mixed.lines))

    def send_report(self, export: Export, lines: list[ReportLine]) -> None:
        """Send form 06a of a period."""
        self.fates.live("report_06a", (((line[0], export.window.first), line) for line in lines))
        mixed = self._mixed(
            export, lines, REPORT_FAULTS, lambda rule, _: spoilt_report(lines[0], rule), lambda _: lines[0]
        )
        self._write(export, ".xlsx", mixed, lambda path: write_report(path, export.window, mixed.lines))

    def _mixed(
        self,
        export: Export,
        good: list[Item],
        rules_of_source: Iterable[str],
        spoil: Callable[[str, int], Item],
        deleted: Callable[[int], Item],
    ) -> Mixed[Item]:
        """Give what an export holds: good and faulty records, or those that a later export will have deleted."""
        if export.live:
            return self._defects.mix(export.source, good, rules_of_source, spoil)
        gone = [deleted(number) for number in range(min(DELETED_CASES, len(good)))]
        self.quirks[quirks.DELETED] += len(gone)
        return Mixed([*good, *gone], 0, ())

    def _write(self, export: Export, extension: str, mixed: Mixed[Item], write: Callable[[Path], Lines]) -> None:
        """Write the file, and count what becomes of its records."""
        rows, found = len(mixed.lines), []

        def written(path: Path) -> int:
            found.append(write(path))
            return rows

        path, is_repeated = self._delivery.send(export, extension, written)
        self._defects.note(path, mixed, found[0])
        if not export.live:
            self.fates.replaced(export.source, rows)
        self.fates.quarantined(export.source, len(mixed.rules))
        if is_repeated:
            self.fates.repeated(export.source, rows)

    def _note_look(self, encoding: str, is_other: bool) -> None:
        self.quirks[quirks.ENCODED] += encoding != "utf-8"
        self.quirks[quirks.OTHER_SPELLING] += is_other

    def _seen_at(self, export: Export) -> datetime:
        """Give the moment whose state an export shows: after the range nothing happens any more."""
        return min(export.exported, self._horizon)


MONTHLY = ("staffing", "unit_statistics")


def _broken(rule: str) -> str:
    return BROKEN_LINE if rule == UNREADABLE else ""


def _pattern(states: Sequence[CaseState]) -> CaseState:
    """Give the record after which faulty ones are made: of an office whose name no other one has."""
    return next((state for state in states if state.case.unit.level != "commune"), states[0])


def _deleted_case(pattern: CaseState, number: int) -> CaseState:
    return replace(pattern, code=f"{pattern.case.unit.code}-{pattern.case.submitted_at:%y%m%d}-9{number:03d}")
