"""Bends cases of procedures that are not online so that they break a rule of which it is only a warning."""

from collections.abc import Callable
from datetime import timedelta

from orchestration.simulator.cases import Case
from orchestration.simulator.defects import Defects
from orchestration.simulator.officedays import ONE_DAY, is_office_day

UNKNOWN_PROCEDURE = "9.999999"


def _unknown_procedure(case: Case) -> bool:
    case.procedure_code, case.is_known = UNKNOWN_PROCEDURE, False
    return True


def _due_before_received(case: Case) -> bool:
    if case.received_at is None or case.due_at is None or case.extension:
        return False
    case.due_at = case.received_at - timedelta(days=3)
    while not is_office_day(case.due_at.date()):
        case.due_at -= ONE_DAY
    return True


def _returned_before_finished(case: Case) -> bool:
    if case.finished_at is None or case.returned_at is None:
        return False
    case.returned_at = case.finished_at - timedelta(minutes=5)
    return True


def _due_on_rest_day(case: Case) -> bool:
    if case.due_at is None or case.extension:
        return False
    while is_office_day(case.due_at.date()):
        case.due_at += ONE_DAY
    return True


RULES: dict[str, Callable[[Case], bool]] = {
    "unknown_procedure": _unknown_procedure,
    "due_before_received": _due_before_received,
    "returned_before_finished": _returned_before_finished,
    "due_on_rest_day": _due_on_rest_day,
}


def bend_cases(defects: Defects, candidates: list[Case]) -> None:
    """Bend a case for each rule whose turn has come; a case breaks one rule at most."""
    left = list(candidates)
    for rule in defects.turns("warnings", RULES, len(left)):
        victim = next((case for case in left if RULES[rule](case)), None)
        if victim is None:
            defects.put_back("warnings", rule)
        else:
            left.remove(victim)
