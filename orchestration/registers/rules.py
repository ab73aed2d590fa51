"""What must hold between registers: each row names rows that are there, days are in order, no target is in vain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from orchestration.registers.model import ANY_PLAN, CADENCES_OF_CAMPAIGNS, LEVELS, LIGHTS, Row

_FULL_PERCENT = 100.0
_RANK = {"province": 0, "department": 1, "district": 1, "commune": 2}
"""A unit stands below one of its own height or higher."""
_COMPARISON = {"higher": "at_least", "lower": "at_most"}
_HOURS = 24
FIRST_DAY_YEAR, LAST_DAY_YEAR = 2000, 2040
"""The years of dim_date: a campaign outside of them has no days."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """What a target must know of its KPI: the unit of its values, and whether higher or lower is better."""

    value_unit: str
    better: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The registers as they hold, by what others name them by. `areas`: plan → units that look to it."""

    units: Mapping[str, Row]
    plans: Mapping[str, Row]
    rows: Mapping[str, Sequence[Row]]
    kpis: Mapping[str, Kpi]
    areas: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[Row]], kpis: Mapping[str, Kpi]) -> "Merged":
        """Put the rows in order; `rows`: register → rows."""
        units = {row.text("unit_code"): row for row in rows["units"]}
        plans = {row.text("plan_code"): row for row in rows["plans"]}
        return cls(units, plans, rows, kpis, _areas(units, plans))


def merged_faults(merged: Merged) -> Iterator[str]:
    """Every rule that the registers break between them."""
    faults = list(_unit_faults(merged))
    yield from faults
    if faults:  # without a tree nobody can say which unit a plan reaches
        return
    yield from _successor_faults(merged)
    yield from _plan_faults(merged)
    yield from _target_faults(merged)
    yield from _campaign_faults(merged)
    yield from _cadence_faults(merged)
    yield from _threshold_faults(merged)


def _areas(units: Mapping[str, Row], plans: Mapping[str, Row]) -> dict[str, frozenset[str]]:
    """A unit looks to the plans of the nearest unit above it that issued one, itself included."""
    issued: dict[str, list[str]] = {}
    for code, plan in plans.items():
        issued.setdefault(plan.text("issuer_unit_code"), []).append(code)
    areas: dict[str, set[str]] = {code: set() for code in plans}
    for unit in units:
        above = next((one for one in _upwards(unit, units) if one in issued), None)
        for plan_code in issued.get(above or "", ()):
            areas[plan_code].add(unit)
    return {code: frozenset(area) for code, area in areas.items()}


def _upwards(unit: str, units: Mapping[str, Row]) -> Iterator[str]:
    """The unit and those above it; ends where the register has no row, and in a register that bites its tail."""
    seen: set[str] = set()
    while unit in units and unit not in seen:
        yield unit
        seen.add(unit)
        unit = units[unit].text("parent_unit_code")


def _missing(text: str, known: Mapping[str, object], what: str) -> str:
    near = get_close_matches(text, list(known), n=1, cutoff=0.8)
    hint = f"did you mean {near[0]}?" if near else f"add its row to {what}.csv, or mend the code"
    return f"{text} is not in {what}; {hint}"


def _order_faults(row: Row, first: str, last: str) -> Iterator[str]:
    start, end = row.day(first), row.day(last)
    if start and end and end < start:
        yield row.problem(last, f"{end} is before {first} {start}; swap or mend the two")


def _unit_faults(merged: Merged) -> Iterator[str]:
    for code, row in merged.units.items():
        yield from _order_faults(row, "valid_from", "valid_to")
        level, parent_code = row.text("unit_level"), row.text("parent_unit_code")
        parent = merged.units.get(parent_code)
        if not parent_code:
            if level != LEVELS[0]:
                yield row.problem(
                    "parent_unit_code", f"is empty, and only a province has none; name what {code} is below"
                )
        elif parent is None:
            yield row.problem("parent_unit_code", _missing(parent_code, merged.units, "units"))
        elif level == LEVELS[0]:
            yield row.problem("parent_unit_code", f"a province is below no unit; leave {parent_code} out")
        elif _RANK[parent.text("unit_level")] > _RANK[level]:
            told = f"{parent_code} is a {parent.text('unit_level')}, and a {level} is not below one"
            yield row.problem("parent_unit_code", f"{told}; mend the parent or the level")
        elif merged.units[list(_upwards(code, merged.units))[-1]].text("parent_unit_code"):
            yield row.problem("parent_unit_code", f"{code} comes to stand below itself; mend the parent")


def _successor_faults(merged: Merged) -> Iterator[str]:
    for row in merged.rows["unit_successors"]:
        for field in ("old_unit_code", "new_unit_code"):
            if row.text(field) not in merged.units:
                yield row.problem(field, _missing(row.text(field), merged.units, "units"))
        heir, old = merged.units.get(row.text("new_unit_code")), merged.units.get(row.text("old_unit_code"))
        if heir is None or old is None:
            continue
        begins, began = heir.day("valid_from"), old.day("valid_from")
        if begins is None:
            told = f"{row.text('new_unit_code')} has no valid_from in units"
            yield row.problem("new_unit_code", f"{told}; give the day on which it took over")
        elif began and begins <= began:
            yield row.problem(
                "new_unit_code", f"takes over on {begins}, not after {began}, when the old one began; mend it"
            )


def _plan_faults(merged: Merged) -> Iterator[str]:
    for row in merged.plans.values():
        yield from _order_faults(row, "valid_from", "valid_to")
        issuer = row.text("issuer_unit_code")
        if issuer not in merged.units:
            yield row.problem("issuer_unit_code", _missing(issuer, merged.units, "units"))


def _target_faults(merged: Merged) -> Iterator[str]:
    with_campaigns = {row.text("plan_code") for row in merged.rows["campaigns"]}
    for row in merged.rows["targets"]:
        yield from _order_faults(row, "valid_from", "valid_to")
        plan, kpi = row.text("plan_code"), merged.kpis.get(row.text("kpi_code"))
        if plan not in merged.plans:
            yield row.problem("plan_code", _missing(plan, merged.plans, "plans"))
        elif merged.areas[plan]:
            yield from _scope_faults(row, merged, plan)
        if kpi is None:
            near = get_close_matches(row.text("kpi_code"), list(merged.kpis), n=1)
            hint = f"did you mean {near[0]}?" if near else "use a code of the KPI catalogue (marts.dim_kpi)"
            yield row.problem("kpi_code", f"{row.text('kpi_code')} is no KPI; {hint}")
        else:
            yield from _value_faults(row, kpi)
        if row.text("applies_to") == "campaign" and plan not in with_campaigns:
            yield row.problem("applies_to", f"{plan} has no campaign; add it to campaigns.csv, or name other periods")


def _value_faults(row: Row, kpi: Kpi) -> Iterator[str]:
    value, wanted = row.number("target_value") or 0.0, _COMPARISON[kpi.better]
    if value < 0:
        yield row.problem("target_value", f"{value:g} is negative; mend it")
    elif kpi.value_unit == "percent" and value > _FULL_PERCENT:
        yield row.problem("target_value", f"{value:g} is more than 100 %; mend it")
    if row.text("comparison") != wanted:
        told = f"of {row.text('kpi_code')} {kpi.better} is better"
        yield row.problem("comparison", f"{row.text('comparison')} cannot be: {told}; write {wanted}")


def _scope_faults(row: Row, merged: Merged, plan: str) -> Iterator[str]:
    """A target that no unit would ever have is a slip of the pen; one of the project may lose its unit to a plan of a
    folder that is nearer.
    """
    if not row.is_own:
        return
    kind, scope, area = row.text("scope_type"), row.text("scope"), merged.areas[plan]
    if kind == "all":
        if scope:
            yield row.problem("scope", f"{scope} stands beside scope_type all; leave it empty, or mend scope_type")
    elif not scope:
        yield row.problem("scope", f"is empty; name the {kind}")
    elif kind == "level":
        levels = [level for level in LEVELS if any(merged.units[unit].text("unit_level") == level for unit in area)]
        if scope not in levels:
            yield row.problem("scope", f"no unit under {plan} is a {scope}; use one of {', '.join(levels)}")
    elif scope not in merged.units:
        yield row.problem("scope", _missing(scope, merged.units, "units"))
    elif scope not in area:
        yield row.problem("scope", f"{scope} is not under {plan}; name a unit below its issuer, or mend the plan")


def _campaign_faults(merged: Merged) -> Iterator[str]:
    for row in merged.rows["campaigns"]:
        yield from _order_faults(row, "period_start", "period_end")
        plan = merged.plans.get(row.text("plan_code"))
        if plan is None:
            yield row.problem("plan_code", _missing(row.text("plan_code"), merged.plans, "plans"))
            continue
        start, end = row.day("period_start"), row.day("period_end")
        first, last = plan.day("valid_from"), plan.day("valid_to")
        if start and first and start < first:
            yield row.problem("period_start", f"{start} is before the plan begins ({first}); mend one of the two")
        if end and last and end > last:
            yield row.problem("period_end", f"{end} is after the plan ends ({last}); mend one of the two")
        for field, day in (("period_start", start), ("period_end", end)):
            if day and not FIRST_DAY_YEAR <= day.year <= LAST_DAY_YEAR:
                told = f"{day} is not in the calendar of {FIRST_DAY_YEAR} to {LAST_DAY_YEAR}"
                yield row.problem(field, f"{told}; mend the year")


def _cadence_faults(merged: Merged) -> Iterator[str]:
    with_campaigns = {row.text("plan_code") for row in merged.rows["campaigns"]}
    for row in merged.rows["plan_cadences"]:
        yield from _order_faults(row, "valid_from", "valid_to")
        plan = merged.plans.get(row.text("plan_code"))
        if plan is None:
            yield row.problem("plan_code", _missing(row.text("plan_code"), merged.plans, "plans"))
            continue
        start, first = row.day("valid_from"), plan.day("valid_from")
        if start and first and start < first:
            yield row.problem("valid_from", f"{start} is before the plan begins ({first}); mend one of the two")
        if row.text("cadence") in CADENCES_OF_CAMPAIGNS and row.text("plan_code") not in with_campaigns:
            told = f"{row.text('cadence')} reports on a campaign, and {row.text('plan_code')} has none"
            yield row.problem("cadence", f"{told}; add it to campaigns.csv, or name another cadence")
        hour = row.number("before_hour")
        if hour is not None and not (hour.is_integer() and 1 <= hour < _HOURS):
            yield row.problem("before_hour", f"{hour:g} is no full hour from 1 to 23; mend it")


def _threshold_faults(merged: Merged) -> Iterator[str]:
    by_plan: dict[str, dict[str, Row]] = {}
    for row in merged.rows["light_thresholds"]:
        by_plan.setdefault(row.text("plan_code"), {})[row.text("light")] = row
    for plan, lights in by_plan.items():
        first = next(iter(lights.values()))
        if plan != ANY_PLAN and plan not in merged.plans:
            yield first.problem("plan_code", _missing(plan, merged.plans, "plans"))
        absent = [light for light in LIGHTS if light not in lights]
        if absent:
            yield first.problem("light", f"{plan} has no threshold for {', '.join(absent)}; give all four lights")
            continue
        for better, worse in pairwise(LIGHTS):
            above, below = (lights[one].number("achievement_from_percent") or 0.0 for one in (better, worse))
            if above <= below:
                told = f"{above:g} is not above that of {worse} ({below:g})"
                yield lights[better].problem("achievement_from_percent", f"{told}; mend the order")
        if lights["red"].number("achievement_from_percent") != 0:
            yield lights["red"].problem("achievement_from_percent", "red begins at 0; write 0")
