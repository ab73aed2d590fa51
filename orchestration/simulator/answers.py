"""The known answers: figures counted from the truth while it is drawn, never from the files.

Nothing here is shared with the warehouse; the rules are those of the KPI catalogue, written once more.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.simulator import cases
from orchestration.simulator.cases import Case
from orchestration.simulator.defects import Defects
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.province import Printed, Unit

ANSWERS_FILE = "answers.json"
KPIS = ("online_case_rate", "online_case_rate_all", "online_payment_rate", "on_time_rate")
NEVER_RECEIVED = (cases.STATUS_REGISTERED, cases.STATUS_REFUSED)
FINISHED = (cases.STATUS_PROCESSED, cases.STATUS_RETURNED)


@dataclass(slots=True)
class Tally:
    """Numerators and denominators to date, by (unit code, KPI code)."""

    cases: int = 0
    payments: int = 0
    numerators: Counter[tuple[str, str]] = field(default_factory=Counter)
    denominators: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, case: Case) -> None:
        """Count a case and its payments as the end of the range leaves them."""
        self.cases += 1
        self.payments += len(case.payments)
        unit, status = case.unit.code, case.last_status
        filed_online = case.channel == cases.ONLINE
        if case.received_at is not None and status not in NEVER_RECEIVED:
            self._count(unit, "online_case_rate_all", filed_online)
            if case.procedure.online_level in ("3", "4"):
                self._count(unit, "online_case_rate", filed_online)
        finished = case.finished_at or case.returned_at
        if status in FINISHED and finished is not None:
            due = case.last_due_at
            self._count(unit, "on_time_rate", due is None or finished.date() <= due.date())
        for payment in case.payments:
            if payment.outcome == cases.SUCCEEDED:
                self._count(unit, "online_payment_rate", payment.method == cases.PAID_ONLINE)

    def _count(self, unit: str, kpi: str, is_in_numerator: bool) -> None:
        self.denominators[unit, kpi] += 1
        self.numerators[unit, kpi] += is_in_numerator


@dataclass(frozen=True, slots=True)
class Sent:
    """What one portal lived through and sent."""

    tally: Tally
    delivery: Delivery
    defects: Defects


def write_answers(path: Path, province: tuple[list[Unit], list[Printed]], sent: list[Sent]) -> None:
    """Write the answers as JSON; units without anything stand with 0 and 0.

    `figures`: [unit, KPI, "to_date", numerator, denominator]; `printed`: [unit, KPI, text as printed,
    numerator, denominator]; `rows`: records of each file, of a zip those of all its members.
    """
    units, printed = province
    rows = {name: count for part in sent for name, count in part.delivery.rows.items()}
    figures = [[unit.code, kpi, "to_date", *_figure(sent, unit.code, kpi)] for unit in units for kpi in KPIS]
    answers = {
        "as_of": max(part.delivery.newest for part in sent).isoformat(),
        "figures": figures,
        "fct_cases": sum(part.tally.cases for part in sent),
        "fct_payments": sum(part.tally.payments for part in sent),
        "quarantine": _quarantine(sent),
        "rows": dict(sorted(rows.items())),
        "printed": [row for figure in printed for row in _printed_rows(figure, sent)],
    }
    path.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _figure(sent: list[Sent], unit: str, kpi: str) -> tuple[int, int]:
    """Give (numerator, denominator) of a unit's own cases; only its own portal knows the unit."""
    numerator = sum(part.tally.numerators[unit, kpi] for part in sent)
    return numerator, sum(part.tally.denominators[unit, kpi] for part in sent)


def _quarantine(sent: list[Sent]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for part in sent:
        for source, rules in part.defects.sown.items():
            total.setdefault(source, Counter()).update(rules)
    return {source: dict(sorted(rules.items())) for source, rules in total.items()}


def _printed_rows(figure: Printed, sent: list[Sent]) -> list[list[str | int]]:
    code = figure.unit.code
    texts = (("online_case_rate", figure.case_rate), ("online_payment_rate", figure.payment_rate))
    return [[code, kpi, text, *_figure(sent, code, kpi)] for kpi, text in texts]
