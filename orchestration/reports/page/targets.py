"""The targets of a plan group in words, and their numbers in the page's data."""

from collections import defaultdict
from collections.abc import Mapping

from orchestration.reports.numbers import format_number, format_percent
from orchestration.reports.page.board import Board
from orchestration.reports.page.scores import Target
from orchestration.reports.page.source import Kpi

Numbered = Mapping[tuple[float, str], int]
"""(value, text) → number, counted from 0 in the order in which the page's data meets them."""


def target_text(target: Target, value_unit: str) -> str:
    """Return a target as readers write it: `≥ 50%`, `≤ 30`."""
    sign = "≥" if target.comparison == "at_least" else "≤"
    write = format_percent if value_unit == "percent" else format_number
    return f"{sign} {write(target.value, 2, trim=True)}"


def targets_of(board: Board, kpi: Kpi) -> list[Target]:
    """Return the distinct targets the group was given for a KPI, by plan, section and value."""
    found = {target for (_, code), tally in board.tallies.items() if code == kpi.code for target in tally.targets}
    return sorted(found, key=lambda target: (target.plan_code, target.section, target.comparison, target.value))


def targets_in_words(board: Board, kpi: Kpi) -> str:
    """Return what was asked for, and where the plan says so: `≥ 50% đến ≥ 100% tùy đơn vị (4623/KH-UBND, Phụ
    lục II)`."""
    numbers = {plan.code: plan.number for plan in board.group.plans}
    by_section: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in targets_of(board, kpi):
        by_section[target.plan_code, target.section].append(target)
    parts = []
    for (plan, section), targets in by_section.items():
        low = target_text(min(targets, key=lambda target: target.value), kpi.value_unit)
        high = target_text(max(targets, key=lambda target: target.value), kpi.value_unit)
        asked = low if low == high else f"{low} đến {high}, tùy đơn vị và kỳ"
        where = ", ".join(text for text in (numbers.get(plan, plan), section) if text)
        parts.append(f"{asked} ({where})")
    return "; ".join(parts)


def numbered_targets(board: Board) -> Numbered:
    """Return a number for each target text of the group, so that a row of the data names its target by it."""
    numbers: dict[tuple[float, str], int] = {}
    for period in board.periods_by_need():
        for kpi in board.kpis:
            tally = board.tallies.get((period, kpi.code))
            for target in tally.targets if tally else ():
                numbers.setdefault((target.value, target_text(target, kpi.value_unit)), len(numbers))
    return numbers
