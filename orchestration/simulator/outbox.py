"""What a portal sends: cases and all that belongs to them wait here for their windows, then go out as files."""

from collections.abc import Callable
from datetime import date, timedelta

from orchestration.simulator import quirks
from orchestration.simulator.cases import Case, Event, Payment
from orchestration.simulator.counter import Complaint, Visit
from orchestration.simulator.province import HUYEN
from orchestration.simulator.sender import Sender
from orchestration.simulator.streams import Stream
from orchestration.simulator.tables import Row, day_text, minute_text
from orchestration.simulator.windows import (
    Export,
    Window,
    month_windows,
    overlap_exports,
    overlapping_windows,
    payment_exports,
    register_exports,
    sync_exports,
    sync_windows,
    table_exports,
)


class Outbox:
    """The windows of one portal; only what belongs to windows that are still open is held in memory."""

    def __init__(self, sender: Sender, nights: int) -> None:
        """Cut the portal's windows: days or weeks for messages, months for registers and small tables."""
        portal, start, end = sender.post.portal, sender.post.start, sender.post.end
        daily_from = end - timedelta(days=nights - 1) if nights else None
        months = month_windows(start, end)
        is_register = portal == HUYEN
        cut = months if is_register else sync_windows(start, end, daily_from)
        across = [] if is_register else overlapping_windows(start, end, len(cut))
        sender.quirks[quirks.OVERLAPPING] += 2 * len(across)

        def planned(source: str, usual: Callable[[Window], list[Export]]) -> Callable[[Window], list[Export]]:
            return lambda window: (
                overlap_exports(source, portal, window, end) if window.index >= len(cut) else usual(window)
            )

        usual = register_exports if is_register else lambda window, last: sync_exports("cases", portal, window, last)
        self._cases: Stream[Case] = Stream(
            [*cut, *across],
            planned("cases", lambda window: usual(window, end)),
            sender.send_register if is_register else sender.send_cases,
        )
        self._payments: Stream[Payment] = Stream(
            [*cut, *across],
            planned("payments", lambda window: payment_exports(portal, window, end)),
            sender.send_payments,
        )
        self._events: Stream[Event] = Stream(
            cut, lambda window: sync_exports("case_events", portal, window, end), sender.send_events
        )
        self._tables: dict[str, Stream[Row]] = {
            source: Stream(months, _table_plan(source, portal, end), sender.send_table)
            for source in ("ratings", "counter_visits", "complaints")
        }
        self._is_register = is_register

    def take(self, case: Case) -> None:
        """Put a case into its windows (changed in, or for a register received in), and what belongs to it."""
        self._cases.take(case, [case.received_at or case.submitted_at] if self._is_register else case.changes())
        for payment in case.payments:
            self._payments.take(payment, (payment.created_at, payment.settled_at))
        for event in case.events:
            self._events.take(event, (event.at,))
        if case.rating:
            cells = (case.rating.code, case.code, minute_text(case.rating.at), str(case.rating.score))
            self._tables["ratings"].take(Row(cells), (case.rating.at,))

    def take_visit(self, visit: Visit) -> None:
        """Put a ticket into its window."""
        moments = (minute_text(visit.taken), minute_text(visit.called), minute_text(visit.done))
        row = Row((visit.code, visit.unit_code, *moments, visit.case_code, visit.counter))
        self._tables["counter_visits"].take(row, (visit.taken,))

    def take_complaint(self, complaint: Complaint) -> None:
        """Put a complaint into its window; its answer shows later."""
        answered = complaint.answered
        row = Row(
            (
                complaint.code, complaint.unit_code, day_text(complaint.received), complaint.content,
                complaint.group, day_text(answered) if answered else "",
            ),
            (5, answered) if answered else None,
        )  # fmt: skip
        self._tables["complaints"].take(row, (complaint.received,))

    def close(self, day: date) -> None:
        """Write the windows that end on the day."""
        self._cases.close(day)
        self._payments.close(day)
        for table in self._tables.values():
            table.close(day)
        if not self._is_register:
            self._events.close(day)


def _table_plan(source: str, portal: str, end: date) -> Callable[[Window], list[Export]]:
    return lambda window: table_exports(source, portal, window, end)
