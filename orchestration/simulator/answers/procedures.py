"""Figures of different procedures: those that are offered, used and paid for; and of different paid cases."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date

from orchestration.simulator import cases
from orchestration.simulator.answers.figures import Figures
from orchestration.simulator.answers.periods import Span, month_of
from orchestration.simulator.cases import Case, Payment
from orchestration.simulator.catalogue import Catalogue, Procedure
from orchestration.simulator.officedays import ONE_DAY
from orchestration.simulator.province import Unit

ONLINE_CASE, ANY_CASE, PAID_NATIONALLY, PAID, FULL_PAID_ONLINE, FULL_PAID = (1 << place for place in range(6))
"""What happened to a procedure at a unit in a month, as bits."""
Property = Callable[[Procedure], bool]
USED = {
    "online_services_active_rate": (ONLINE_CASE, ANY_CASE),
    "payable_procedures_online_rate": (PAID_NATIONALLY, PAID),
    "full_online_paid_online_rate": (FULL_PAID_ONLINE, FULL_PAID),
}
OFFERED: dict[str, tuple[Property, Property]] = {
    "full_online_service_share": (lambda one: one.is_full_online, lambda one: one.is_online),
    "full_online_eligible_rate": (
        lambda one: one.is_eligible and one.is_full_online and one.is_integrated, lambda one: one.is_eligible,
    ),
    "online_offered_rate": (lambda one: one.is_eligible and one.is_online, lambda one: one.is_eligible),
    "national_portal_integrated_rate": (
        lambda one: one.is_full_online and one.is_integrated, lambda one: one.is_full_online,
    ),
    "procedures_published_rate": (lambda one: one.is_published, lambda _: True),
}  # fmt: skip
Uses = dict[str, int]
"""What happened, by the code of the procedure."""


class ProcedureUse:
    """By (unit code, month) the procedures with what happened to them, and the paid cases of each period."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.uses: defaultdict[tuple[str, int], Uses] = defaultdict(dict)
        self.paid: Counter[tuple[str, str, int]] = Counter()
        self.paid_online: Counter[tuple[str, str, int]] = Counter()

    def merge(self, other: "ProcedureUse") -> None:
        """Take over what another portal counted: of other units."""
        self.uses.update(other.uses)
        self.paid.update(other.paid)
        self.paid_online.update(other.paid_online)

    def add_received(self, case: Case, received: date) -> None:
        """Note a received case of an online procedure."""
        if case.is_known and case.procedure.is_online:
            filed = ONLINE_CASE if case.channel == cases.ONLINE else 0
            self._note(case, month_of(received), ANY_CASE | filed)

    def add_payments(self, case: Case, succeeded: list[Payment]) -> None:
        """Note the succeeded payments of a case: its procedure, and the case once in each period."""
        procedure = case.procedure
        for payment in succeeded:
            if case.is_known and procedure.has_fee:
                bits = PAID | (PAID_NATIONALLY if payment.channel == cases.NATIONAL_PORTAL else 0)
                if procedure.is_full_online:
                    bits |= FULL_PAID | (FULL_PAID_ONLINE if payment.method == cases.PAID_ONLINE else 0)
                self._note(case, month_of(payment.settled_at.date()), bits)
        online = [payment for payment in succeeded if payment.method == cases.PAID_ONLINE]
        for counter, payments in ((self.paid, succeeded), (self.paid_online, online)):
            counter.update({(case.unit.code, *period) for payment in payments for period in _periods(payment)})

    def _note(self, case: Case, month: int, bits: int) -> None:
        """Note what happened, if the procedure is offered at the unit's level."""
        if case.unit.level_digit in case.procedure.level_digits:
            uses, code = self.uses[case.unit.code, month], case.procedure.code
            uses[code] = uses.get(code, 0) | bits

    def fill(self, figures: Figures, catalogue: Catalogue) -> None:
        """Hand over the figures of each unit and period."""
        below: dict[str, list[Unit]] = {unit.code: [] for unit in figures.units}
        for unit in figures.units:
            for above in figures.line[unit.code]:
                below[above].append(unit)
        for place, span in enumerate(figures.periods):
            own = {unit.code: self._used(unit.code, span) for unit in figures.units}
            offers = _Offers(catalogue, span)
            for unit in figures.units:
                under = _joined([own[one.code] for one in below[unit.code]])
                digits = "".join(sorted({one.level_digit for one in below[unit.code]}))
                _put_used(figures, unit.code, place, own[unit.code], under)
                _put_offered(figures, unit, place, offers, digits, own[unit.code], under)
                self._put_paid(figures, unit.code, place, span)

    def _used(self, unit: str, span: Span) -> Uses:
        return _joined([self.uses[unit, month] for month in span.months if (unit, month) in self.uses])

    def _put_paid(self, figures: Figures, unit: str, place: int, span: Span) -> None:
        key = (unit, span.kind, 0 if span.kind == "to_date" else span.start.toordinal())
        if self.paid[key]:
            figures.add("online_paid_case_rate", unit, place, self.paid_online[key], self.paid[key])


def _periods(payment: Payment) -> list[tuple[str, int]]:
    """Name the periods of a payment by kind and first day."""
    day = payment.settled_at.date()
    month = day.replace(day=1)
    quarter, year = month.replace(month=(day.month - 1) // 3 * 3 + 1), month.replace(month=1)
    starts = (("month", month), ("quarter", quarter), ("year", year))
    return [*((kind, start.toordinal()) for kind, start in starts), ("to_date", 0)]


def _joined(parts: list[Uses]) -> Uses:
    if len(parts) == 1:
        return parts[0]
    joined: Uses = {}
    for part in parts:
        for code, bits in part.items():
            joined[code] = joined.get(code, 0) | bits
    return joined


def _put_used(figures: Figures, unit: str, place: int, own: Uses, below: Uses) -> None:
    for kpi, (numerator, denominator) in USED.items():
        sides = [
            (sum(bits & numerator > 0 for bits in uses.values()), sum(bits & denominator > 0 for bits in uses.values()))
            for uses in (own, below)
        ]
        if sides[1][1]:
            figures.put(kpi, unit, place, sides[0], sides[1])


class _Offers:
    """The numbers of procedures in force in a period by level and property; each is counted once."""

    def __init__(self, catalogue: Catalogue, span: Span) -> None:
        self._versions = [one for one in catalogue.versions() if _is_in_force(catalogue, one, span)]
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def count(self, kpi: str, digits: str) -> tuple[int, int]:
        """Give numerator and denominator among what is offered at any of the levels."""
        if (kpi, digits) not in self._known:
            offered = [one for one in self._versions if any(digit in one.level_digits for digit in digits)]
            numerator, denominator = OFFERED[kpi]
            self._known[kpi, digits] = (
                len({one.code for one in offered if numerator(one)}),
                len({one.code for one in offered if denominator(one)}),
            )
        return self._known[kpi, digits]


def _is_in_force(catalogue: Catalogue, version: Procedure, span: Span) -> bool:
    """Say whether a version is in force on any day of a period; the next version ends it."""
    last = version.valid_to
    if catalogue.is_followed(version) and catalogue.changed_on:
        last = catalogue.changed_on - ONE_DAY
    return version.valid_from <= span.judged and (last is None or last >= span.start)


def _put_offered(  # noqa: PLR0913, PLR0917 - where to put it, and what of the unit and of all below
    figures: Figures, unit: Unit, place: int, offers: _Offers, digits: str, own: Uses, below: Uses
) -> None:
    """Put the figures of the catalogue, and how many of the offered online procedures drew a case."""
    for kpi in OFFERED:
        figures.put(kpi, unit.code, place, offers.count(kpi, unit.level_digit), offers.count(kpi, digits))
    used = [sum(bits & ANY_CASE > 0 for bits in uses.values()) for uses in (own, below)]
    online = [offers.count("full_online_service_share", levels)[1] for levels in (unit.level_digit, digits)]
    figures.put("online_procedures_used_rate", unit.code, place, (used[0], online[0]), (used[1], online[1]))
