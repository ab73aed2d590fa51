"""Figures of single cases, payments, ratings, tickets and complaints: they add up over days and units."""

from datetime import date, datetime

from orchestration.simulator import cases, quirks
from orchestration.simulator.answers.figures import Figures
from orchestration.simulator.answers.periods import month_of
from orchestration.simulator.cases import Case, Payment, Rating
from orchestration.simulator.counter import ATTITUDE, Complaint, Visit
from orchestration.simulator.province import HUYEN
from orchestration.simulator.sync_messages import payment_flag

NEVER_RECEIVED = (cases.STATUS_REGISTERED, cases.STATUS_REFUSED)
FINISHED = (cases.STATUS_PROCESSED, cases.STATUS_RETURNED)
OPEN = (cases.STATUS_ACCEPTED, cases.STATUS_PROCESSING, cases.STATUS_SUPPLEMENT, cases.STATUS_FEE)
SATISFIED = 4
LATEST = datetime(9999, 12, 31)  # noqa: DTZ001 - moments of exports have no zone
Key = tuple[str, str, int]


class Additive:
    """Sums of [numerator, denominator] by (KPI, unit code, month)."""

    def __init__(self, as_of: date) -> None:
        """Take the day on which everything is judged."""
        self._as_of = as_of
        self.sums: dict[Key, list[int]] = {}
        self.early: list[tuple[str, str, date, bool]] = []
        """What counts on a day before its case was received; the running total may begin only after it."""

    def merge(self, other: "Additive") -> None:
        """Take over what another portal counted."""
        for key, (numerator, denominator) in other.sums.items():
            sums = self.sums.setdefault(key, [0, 0])
            sums[0] += numerator
            sums[1] += denominator
        self.early += other.early

    def count(self, kpi: str, unit: str, month: int, is_in_numerator: bool | int) -> None:
        """Count one thing in the denominator, and in the numerator if (or as often as) it belongs there."""
        sums = self.sums.get((kpi, unit, month))
        if sums is None:
            sums = self.sums[kpi, unit, month] = [0, 0]
        sums[0] += is_in_numerator
        sums[1] += 1

    def fill(self, figures: Figures) -> None:
        """Hand the sums of each period over."""
        for (kpi, unit, month), (numerator, denominator) in self.sums.items():
            for place in figures.places_of.get(month, ()):
                figures.add(kpi, unit, place, numerator, denominator)
        to_date = len(figures.periods) - 1
        for kpi, unit, day, is_in_numerator in self.early:
            span = figures.periods[to_date]
            if day < span.start and month_of(day) in span.months:
                figures.add(kpi, unit, to_date, -int(is_in_numerator), -1)

    def add_received(self, case: Case, received: date, is_returning: bool) -> None:
        """Count a received case by the day of its acceptance."""
        unit, month, is_online = case.unit.code, month_of(received), case.channel == cases.ONLINE
        is_done = case.last_status in FINISHED and case.has_digital_result
        self.count("online_case_rate_all", unit, month, is_online)
        self.count("online_case_rate_766", unit, month, is_online and (case.last_status in OPEN or is_done))
        self.count("input_digitised_rate", unit, month, case.is_input_digitised)
        if case.is_known:
            self._add_procedure(case, unit, month, is_online)
        if is_online:
            self.count("full_online_rate", unit, month, case.is_known and case.procedure.is_full_online)
        if is_returning and case.unit.portal != HUYEN:
            self.count("document_reuse_rate", unit, month, _reuses(case))

    def _add_procedure(self, case: Case, unit: str, month: int, is_online: bool) -> None:
        """Count what asks for a property of the procedure."""
        procedure = case.procedure
        if procedure.is_online:
            self.count("online_case_rate", unit, month, is_online)
            if procedure.is_integrated:
                self.count("integrated_online_case_rate", unit, month, is_online)
            if case.unit.portal != HUYEN:
                by_applicant = case.filed_by == cases.BY_APPLICANT
                self.count("remote_case_rate", unit, month, is_online and by_applicant)
        if procedure.is_essential:
            self.count("essential_online_rate", unit, month, is_online)
        is_free = bool(case.fees) and not any(case.fees)
        if procedure.has_fee and case.unit.portal != HUYEN and not is_free:
            flag = payment_flag(case, LATEST)
            self.count("online_payment_rate_766", unit, month, flag in {"1", "2"})

    def add_finished(self, case: Case, finished: date) -> None:
        """Count a finished case by the day of its finishing."""
        unit, month, due = case.unit.code, month_of(finished), case.last_due_at
        self.count("on_time_rate", unit, month, due is None or finished <= due.date())
        self.count("result_digitised_rate", unit, month, case.has_digital_result)
        self.count("result_signed_rate", unit, month, case.has_digital_result and case.is_signed)
        self.count("national_portal_synced_rate", unit, month, case.is_synced)
        if case.events:
            self.count("online_handled_rate", unit, month, all(event.is_electronic for event in case.events))
        moment = case.finished_at or case.returned_at
        if moment and any(event.status in OPEN and event.at > moment for event in case.events):
            self.count("false_closures", unit, month, True)

    def add_extension(self, case: Case, finished: date | None) -> None:
        """Count an extension without a reason, and a case that is late against its first promise."""
        if case.unit.portal == HUYEN:
            return
        extension = case.extension
        if extension and extension.reason in quirks.WITHOUT_REASON:
            self.count("unjustified_extensions", case.unit.code, month_of(extension.at), True)
        promised = extension.old_due if extension else case.due_at
        if promised is None or promised.date() >= self._as_of:
            return
        promise = promised.date()
        is_open = case.received_at is not None and case.last_status in OPEN
        if is_open or (finished is not None and finished > promise):
            is_told = extension is not None and extension.letter_day < promise < extension.new_due.date()
            self.count("apology_compliance_rate", case.unit.code, month_of(promise), is_told)
            if case.received_at is not None and promise < case.received_at.date():
                self.early.append(("apology_compliance_rate", case.unit.code, promise, is_told))

    def add_payment(self, unit: str, payment: Payment) -> None:
        """Count a succeeded payment by the day on which it was paid."""
        month = month_of(payment.settled_at)
        self.count("online_payment_rate", unit, month, payment.method == cases.PAID_ONLINE)
        self.count("national_portal_payment_rate", unit, month, payment.channel == cases.NATIONAL_PORTAL)

    def add_rating(self, unit: str, rating: Rating) -> None:
        """Count a rating by its day."""
        self.count("satisfaction_rate", unit, month_of(rating.at), rating.score >= SATISFIED)

    def add_visit(self, visit: Visit) -> None:
        """Count a ticket by the day it was taken: the minutes are the numerators."""
        month = month_of(visit.taken)
        if visit.called:
            self.count("average_waiting_minutes", visit.unit_code, month, _minutes(visit.taken, visit.called))
        if visit.called and visit.done:
            self.count("average_intake_minutes", visit.unit_code, month, _minutes(visit.called, visit.done))

    def add_complaint(self, complaint: Complaint) -> None:
        """Count a complaint about conduct by its day."""
        if complaint.group == ATTITUDE:
            self.count("complaints", complaint.unit_code, month_of(complaint.received), True)


def _reuses(case: Case) -> bool:
    documents = case.documents
    reused = any(document.reuse != "0" or document.is_from_store for document in documents)
    return reused and not any(document.is_asked_again for document in documents)


def _minutes(first: datetime, last: datetime) -> int:
    return int((last - first).total_seconds()) // 60
