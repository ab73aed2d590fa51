"""All that is counted of one portal while its cases are drawn."""

from collections import Counter
from datetime import date, datetime

from orchestration.simulator import cases
from orchestration.simulator.answers.additive import FINISHED, NEVER_RECEIVED, OPEN, Additive
from orchestration.simulator.answers.procedures import ProcedureUse
from orchestration.simulator.answers.stock import Stock
from orchestration.simulator.cases import Case
from orchestration.simulator.counter import Complaint, Visit
from orchestration.simulator.officedays import is_office_day
from orchestration.simulator.people import PLACEHOLDER


class Tally:
    """Counts cases and what belongs to them as the end of the range leaves them."""

    def __init__(self, start: date, end: date, as_of: date) -> None:
        """Take the range and the day on which everything is judged."""
        self.additive = Additive(as_of)
        self.stock = Stock(start, end, as_of)
        self.procedures = ProcedureUse()
        self.facts: Counter[str] = Counter()
        self.warnings: dict[str, list[str]] = {}
        self.first_received: date | None = None
        self._twins: dict[str, list[str]] = {}
        self._first_finished: dict[str, datetime] = {}

    def add_day(self, drawn: list[Case]) -> None:
        """Count the cases of one day; those of earlier days have been counted."""
        for case in sorted(drawn, key=lambda case: case.received_at or case.submitted_at):
            self.add(case)

    def add(self, case: Case) -> None:
        """Count a case with its payments, recorded steps and rating."""
        self.facts["cases"] += 1
        self.facts["payments"] += len(case.payments)
        self.facts["case_events"] += len(case.events)
        received, status = case.received_at, case.last_status
        moment = (case.finished_at or case.returned_at) if status in FINISHED else None
        finished = moment.date() if moment else None
        self._warn(case)
        if received is not None and status not in NEVER_RECEIVED:
            self._add_received(case, received, finished)
        if finished is not None:
            self.additive.add_finished(case, finished)
        self.additive.add_extension(case, finished)
        if moment is not None and case.applicant.is_person:
            self._remember(case.applicant.identity, moment)
        self._add_payments(case)
        if case.rating:
            self.facts["ratings"] += 1
            self.additive.add_rating(case.unit.code, case.rating)

    def _add_received(self, case: Case, received: datetime, finished: date | None) -> None:
        day = received.date()
        self.first_received = min(self.first_received or day, day)
        before = self._first_finished.get(case.applicant.identity) if case.applicant.is_person else None
        self.additive.add_received(case, day, before is not None and before < received)
        self.procedures.add_received(case, day)
        self.stock.add(case, day, finished, case.last_status in OPEN)

    def _remember(self, identity: str, finished: datetime) -> None:
        """Keep when the first case of a person was finished."""
        known = self._first_finished.get(identity)
        if known is None or finished < known:
            self._first_finished[identity] = finished

    def _add_payments(self, case: Case) -> None:
        succeeded = [payment for payment in case.payments if payment.outcome == cases.SUCCEEDED]
        for payment in succeeded:
            self.additive.add_payment(case.unit.code, payment)
        if succeeded:
            self.procedures.add_payments(case, succeeded)

    def add_visit(self, visit: Visit) -> None:
        """Count a ticket."""
        self.facts["counter_visits"] += 1
        self.additive.add_visit(visit)

    def add_complaint(self, complaint: Complaint) -> None:
        """Count a complaint."""
        self.facts["complaints"] += 1
        self.additive.add_complaint(complaint)

    def add_twin(self, case: Case, true_code: str) -> None:
        """Count a record of a case that is sent under a new code each time."""
        self.add(case)
        if case.received_at is not None:
            self._twins.setdefault(true_code, []).append(case.code)

    def _warn(self, case: Case) -> None:
        """Note the rules of which a case is only a warning."""
        if case.applicant.identity == PLACEHOLDER:
            self._note("placeholder_identity", case)
        received, due = case.received_at, case.last_due_at
        if received is None:
            return
        if not case.is_known:
            self._note("unknown_procedure", case)
        if due is not None and due.date() < received.date():
            self._note("due_before_received", case)
        if due is not None and not is_office_day(due.date()):
            self._note("due_on_rest_day", case)
        if case.returned_at and case.finished_at and case.returned_at < case.finished_at:
            self._note("returned_before_finished", case)

    def _note(self, rule: str, case: Case) -> None:
        self.warnings.setdefault(rule, []).append(case.code)

    def all_warnings(self) -> dict[str, list[str]]:
        """Give the codes of the cases that break a rule of which it is only a warning."""
        twins = [code for codes in self._twins.values() if len(codes) > 1 for code in codes]
        found = {**self.warnings, "duplicate_under_other_code": twins}
        return {rule: sorted(codes) for rule, codes in sorted(found.items()) if codes}

    def merge(self, other: "Tally") -> None:
        """Take over what another portal of the province counted."""
        self.additive.merge(other.additive)
        self.stock.merge(other.stock)
        self.procedures.merge(other.procedures)
        self.facts.update(other.facts)
        days = [day for day in (self.first_received, other.first_received) if day]
        self.first_received = min(days, default=None)

    def close(self) -> None:
        """Forget what only counting needed."""
        self._first_finished.clear()
