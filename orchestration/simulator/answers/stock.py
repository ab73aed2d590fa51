"""What is open, and of that past due, at the ends of periods; and the lines of form 06a."""

from bisect import bisect_left
from collections import Counter
from datetime import date

from orchestration.simulator import cases
from orchestration.simulator.answers.figures import Figures
from orchestration.simulator.answers.periods import ONE_DAY, last_of, month_of
from orchestration.simulator.cases import Case
from orchestration.simulator.windows import Window

FORM_MOVES = ("online", "other", "early", "on_time", "late")


class Stock:
    """Open cases by (unit code, day) for the days that matter, and the moves of form 06a by month."""

    def __init__(self, start: date, end: date, as_of: date) -> None:
        """Take the range and the as-of day: the ends of its months are looked at, and its last two days."""
        months = range(month_of(start) - 1, month_of(as_of) + 1)
        self._ends = sorted({end, as_of, *(min(last_of(month), as_of) for month in months)})
        self.open: Counter[tuple[str, date]] = Counter()
        self.overdue: Counter[tuple[str, date]] = Counter()
        self.moves: Counter[tuple[str, int, str]] = Counter()

    def merge(self, other: "Stock") -> None:
        """Take over what another portal counted."""
        self.open.update(other.open)
        self.overdue.update(other.overdue)
        self.moves.update(other.moves)

    def add(self, case: Case, received: date, finished: date | None, is_open: bool) -> None:
        """Count a received case on the days on which it was open, and its moves."""
        unit, due = case.unit.code, case.last_due_at.date() if case.last_due_at else None
        closed = finished or _closing(case)
        if closed is None and not is_open:
            return
        for day in self._ends[bisect_left(self._ends, received) :]:
            if closed is not None and closed <= day:
                break
            self.open[unit, day] += 1
            if due is not None and due < day:
                self.overdue[unit, day] += 1
        self.moves[unit, month_of(received), "online" if case.channel == cases.ONLINE else "other"] += 1
        if closed is not None:
            self.moves[unit, month_of(closed), _outcome(finished, due)] += 1

    def fill(self, figures: Figures) -> None:
        """Hand over the state at the end of each period, and index 766's rate from it."""
        for place, span in enumerate(figures.periods):
            for unit in figures.units:
                still = self.open[unit.code, span.judged]
                late = self.overdue[unit.code, span.judged]
                on_time, finished = figures.own("on_time_rate", unit.code, place)
                if still or finished:
                    figures.add("overdue_open_cases", unit.code, place, late, 0)
                    figures.add("on_time_rate_766", unit.code, place, on_time + still - late, finished + still)

    def form(self, unit: str, window: Window) -> tuple[int, ...]:
        """Give columns 3 to 13 of form 06a for a unit and a month, or the part of one that the range holds."""
        online, other, early, on_time, late = (self.moves[unit, month_of(window.first), move] for move in FORM_MOVES)
        carried = self.open[unit, window.first - ONE_DAY]
        still, overdue = self.open[unit, window.last], self.overdue[unit, window.last]
        received, resolved = online + other + carried, early + on_time + late
        return received, online, other, carried, resolved, early, on_time, late, still, still - overdue, overdue


def _closing(case: Case) -> date | None:
    """Give the day on which a withdrawn or stopped case was closed."""
    if case.last_status not in (cases.STATUS_WITHDRAWN, cases.STATUS_STOPPED):
        return None
    moment = case.finished_at or case.returned_at or max((event.at for event in case.events), default=None)
    return moment.date() if moment else None


def _outcome(finished: date | None, due: date | None) -> str:
    """Name the column of a closed case: without a result, without a due day and on it are on time."""
    if finished is None or due is None or finished == due:
        return "on_time"
    return "early" if finished < due else "late"
