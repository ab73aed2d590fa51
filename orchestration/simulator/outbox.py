"""What a portal sends: cases and payments wait here for their windows, then go out as files."""

from collections import defaultdict
from datetime import date, datetime

from orchestration.simulator.cases import Case, Payment
from orchestration.simulator.defects import Defects
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.payment_files import payment_style, write_payments
from orchestration.simulator.province import TINH
from orchestration.simulator.register_files import holds_broken_lines, register_style, write_register
from orchestration.simulator.sync_messages import sync_extension, write_sync
from orchestration.simulator.windows import (
    Export,
    end_of,
    index_by_day,
    month_windows,
    payment_exports,
    register_exports,
    sync_exports,
    sync_windows,
)


class Outbox:
    """The windows of one portal; only cases of windows that are still open are held in memory."""

    def __init__(self, portal: str, start: date, end: date, delivery: Delivery, defects: Defects) -> None:
        """Cut the portal's windows: days or weeks for sync messages, months for registers."""
        self.portal, self._end, self._delivery, self._defects = portal, end, delivery, defects
        self._horizon = end_of(end)
        self._windows = sync_windows(start, end) if portal == TINH else month_windows(start, end)
        self._window_of = index_by_day(self._windows)
        self._cases: defaultdict[int, list[Case]] = defaultdict(list)
        self._payments: defaultdict[int, list[Payment]] = defaultdict(list)
        self._registers = 0

    def take(self, case: Case) -> None:
        """Put a case into its windows (changed in, or for a register received in) and its payments too."""
        moments = case.changes() if self.portal == TINH else [case.received_at or case.submitted_at]
        for index in self._indices(moments):
            self._cases[index].append(case)
        for payment in case.payments:
            for index in self._indices([payment.created_at, payment.settled_at]):
                self._payments[index].append(payment)

    def close(self, day: date) -> None:
        """Write the window that ends on the day, if one does."""
        window = self._windows[self._window_of[day]]
        if window.last != day:
            return
        held, paid = self._cases.pop(window.index, []), self._payments.pop(window.index, [])
        if self.portal == TINH:
            for export in sync_exports("cases", TINH, window, self._end):
                self._send_sync(export, held)
        else:
            for export in register_exports(window, self._end):
                self._send_register(export, held)
        for export in payment_exports(self.portal, window, self._end):
            self._send_payments(export, paid)

    def _indices(self, moments: list[datetime]) -> list[int]:
        inside = (moment.date() for moment in moments if moment <= self._horizon)
        return sorted({self._window_of[day] for day in inside})

    def _seen_at(self, export: Export) -> datetime:
        """Give the moment whose state an export shows: after the range nothing happens any more."""
        return min(export.exported, self._horizon)

    def _send_sync(self, export: Export, held: list[Case]) -> None:
        states = [case.at(self._seen_at(export)) for case in held]
        extension = sync_extension(export, len(states))
        can_break = extension != ".json"
        lines = self._defects.among_cases(states, export.window, can_break) if export.live else list(states)
        path = export.path(self._delivery.out, extension)
        write_sync(path, extension, lines)
        self._delivery.note(path, export, len(lines))

    def _send_register(self, export: Export, held: list[Case]) -> None:
        states = [case.at(self._seen_at(export)) for case in held]
        style = register_style(self._registers, len(states))
        self._registers += 1
        can_break = holds_broken_lines(style.extension)
        lines = self._defects.among_cases(states, export.window, can_break) if export.live else list(states)
        path = export.path(self._delivery.out, style.extension)
        write_register(path, export.window, style, lines)
        self._delivery.note(path, export, len(lines))

    def _send_payments(self, export: Export, paid: list[Payment]) -> None:
        states = [payment.at(self._seen_at(export)) for payment in paid]
        style = payment_style(export, len(states))
        can_break = style.extension != ".xlsx"
        lines = self._defects.among_payments(states, can_break) if export.live else list(states)
        path = export.path(self._delivery.out, style.extension)
        write_payments(path, export.window, style, lines)
        self._delivery.note(path, export, len(lines))
