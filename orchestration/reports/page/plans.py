"""Which units a plan is for.

A unit looks to the plan of the nearest unit above it that issued one, itself included (kpi semantics,
"Target"). So a plan's units are its issuer and everything below, down to but without any unit that issued a
plan of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orchestration.reports.page.source import Plan, Unit
from orchestration.reports.words import LEVELS


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit at its place in the tree: `depth` 0 is the issuer; `is_parent` says that units exist below
    it."""

    unit: Unit
    depth: int
    is_parent: bool

    @property
    def has_subtree(self) -> bool:
        """Whether the page has a figure for the unit with all units below it. A province always has one: it
        has no cases of its own and its targets judge its subtree (kpi semantics, "Target")."""
        return self.is_parent or self.unit.level == "province"


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """One issuer, the plans it issued (earliest first) and the units that look to them, in the order of the
    tree.

    Plans of one issuer stand together, since a figure is judged by whichever of them is in force in its
    period.
    """

    issuer: Unit
    plans: tuple[Plan, ...]
    units: tuple[PlacedUnit, ...]

    @property
    def unit_codes(self) -> frozenset[str]:
        """The codes of all units of the group."""
        return frozenset(placed.unit.code for placed in self.units)


def group_plans(plans: Iterable[Plan], units: Mapping[str, Unit], with_figures: frozenset[str]) -> list[PlanGroup]:
    """Return the groups that have at least one unit with figures, the one with most such units first."""
    by_issuer: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.issuer_code in units:
            by_issuer[plan.issuer_code].append(plan)
    groups = [
        PlanGroup(units[issuer], tuple(issued), tuple(units_below(units[issuer], units, frozenset(by_issuer))))
        for issuer, issued in by_issuer.items()
    ]
    shown = [group for group in groups if group.unit_codes & with_figures]
    return sorted(shown, key=lambda group: (-len(group.unit_codes & with_figures), group.issuer.code))


def units_below(top: Unit, units: Mapping[str, Unit], without: frozenset[str] = frozenset()) -> list[PlacedUnit]:
    """Return `top` and the units below it, parents before children, without the units of `without` (those who issued
    a nearer plan) and what is below them.

    Each unit has one parent and none is entered twice, so the walk ends even in a register that bites its tail.
    """
    children = _children(units.values())
    placed: list[PlacedUnit] = []
    entered = without | {top.code}
    waiting = [(top, 0)]
    while waiting:
        unit, depth = waiting.pop()
        below = children.get(unit.code, ())
        placed.append(PlacedUnit(unit, depth, bool(below)))
        waiting += [(child, depth + 1) for child in reversed(below) if child.code not in entered]
    return placed


def _children(units: Iterable[Unit]) -> Mapping[str, Sequence[Unit]]:
    """Return parent code → children, by level and code."""
    order = list(LEVELS)
    children: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (order.index(unit.level), unit.code)):
        if unit.parent_code is not None:
            children[unit.parent_code].append(unit)
    return children
