"""How often a portal exports a source, and how long one waits for it: `slaProperties` of a contract (ODCS v3.0.2).

The standard's `frequency` is the time from one export to the next, its `latency` how much later one may come.
https://bitol-io.github.io/open-data-contract-standard/v3.0.2/#service-level-agreement-sla
"""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from orchestration.portal.yaml_lines import Place

CadenceUnit = Literal["day", "week", "month", "year"]
UNITS: Final[dict[str, CadenceUnit]] = {
    "d": "day", "day": "day", "days": "day",
    "w": "week", "wk": "week", "week": "week", "weeks": "week",
    "mo": "month", "month": "month", "months": "month",
    "y": "year", "yr": "year", "year": "year", "years": "year",
}  # fmt: skip
"""The standard's words for days and years, and those of the same form for weeks and months (`m` may be a minute)."""
RETIRED: Final = "retired"
"""The standard's status of a contract under which nothing is sent any more."""


class SlaProperty(BaseModel):
    """One service level as the standard has it; those that are no cadence are read and left alone."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True)

    property: str
    value: str | int | float | bool
    value_ext: str | int | float | bool | None = None
    unit: str | None = None
    element: str | None = None
    driver: str | None = None


class Cadence(BaseModel):
    """An export is expected every `every` `unit`s, and is late when it is more than `grace_days` days behind that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: int
    unit: CadenceUnit
    grace_days: int


def cadence_faults(given: Sequence[SlaProperty]) -> Iterator[tuple[Place, str]]:
    """Place and message of each fault of the two service levels that are a cadence."""
    names = [one.property for one in given]
    for index, one in enumerate(given):
        place: Place = ("slaProperties", index)
        if one.property not in ("frequency", "latency"):
            continue
        if names.index(one.property) < index:
            yield place, f"{one.property} is given twice; keep one of the two"
        least = 1 if one.property == "frequency" else 0
        if isinstance(one.value, bool) or not isinstance(one.value, int) or one.value < least:
            yield (*place, "value"), f"{one.property} is {one.value!r}; write a whole number from {least}"
        if one.unit not in UNITS:
            yield (*place, "unit"), f"{one.property} has the unit {one.unit!r}; use d, w, mo or y"
        elif one.property == "latency" and UNITS[one.unit] != "day":
            yield (*place, "unit"), f"latency has the unit {one.unit!r}; write it in days (d)"
    if ("frequency" in names) != ("latency" in names):
        there, lacks = ("frequency", "latency") if "frequency" in names else ("latency", "frequency")
        yield ("slaProperties", names.index(there)), f"{there} is given without {lacks}; add {lacks}"


def cadence_of(given: Sequence[SlaProperty], status: str) -> Cadence | None:
    """The cadence that faultless service levels say; None where they say none or the contract is retired."""
    levels = {one.property: one for one in given}
    if "frequency" not in levels or status == RETIRED:
        return None
    frequency = levels["frequency"]
    return Cadence(every=int(frequency.value), unit=UNITS[str(frequency.unit)], grace_days=int(levels["latency"].value))
