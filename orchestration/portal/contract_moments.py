"""What must hold of dates and times in a contract: formats that say one thing, zones that there are."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.yaml_lines import Place

# Directives of DuckDB's strptime that a portal's date may need.
_DIRECTIVE = re.compile(r"%(-?[dmyHIMSfj]|[YpgbBaAzZ])")
_DAY_OR_MONTH = re.compile(r"%-?[dm]")
_PARTS = {
    "year": ("%Y", "%y", "%-y"),
    "month": ("%m", "%-m", "%b", "%B", "%j", "%-j"),
    "day": ("%d", "%-d", "%j", "%-j"),
}
"""The parts of a date, and the directives that give each."""


def zone_faults(contract: Contract) -> Iterator[str]:
    """Time zones that nobody knows; each name once."""
    names = {zone for field in contract.fields for zone in (field.zone, field.written_in)}
    for name in sorted(names):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield f"time_zone, written_in: {name!r} is no time zone; write it like Asia/Ho_Chi_Minh or UTC"


def moment_faults(field: Field, source: str, place: Place) -> Iterator[tuple[Place, str]]:
    """Faults of the formats of a field, and of what is said of its moments."""
    custom = (*place, "customProperties")
    is_dated = field.kind in {"moment", "day", "month"}
    if is_dated and not field.formats:
        yield place, f"{field.name} has no formats; give formats here or for all fields of kind {field.kind}"
    for text in field.formats:
        for fault in _format_faults(text, field):
            yield custom, f"formats: {text!r} {fault}"
    yield from ((custom, fault) for fault in _two_readings(field.formats))
    if field.compared_by == "moment" and (source, field.name) != ("cases", "due_at"):
        yield custom, f"compared_by: only due_at of cases is compared; take it from {field.name}"
    if field.midnight_is_day and field.kind != "moment":
        yield custom, f"midnight_is_day: {field.name} is no moment; take it out"


def _format_faults(text: str, field: Field) -> Iterator[str]:
    given = {match[0] for match in _DIRECTIVE.finditer(text)}
    if "%" in _DIRECTIVE.sub("", text) or not given:
        yield "is no date format; use directives of strptime such as %d/%m/%Y"
        return
    wanted = ("year", "month") if field.kind == "month" else ("year", "month", "day")
    missing = [part for part in wanted if not given.intersection(_PARTS[part])]
    if missing:
        yield f"gives no {' and no '.join(missing)}; add it, such as {', '.join(_PARTS[part][0] for part in missing)}"
    if given & {"%I", "%-I"} and "%p" not in given:
        yield "has hours of a 12-hour clock and no AM or PM; add %p, or write %H and set twelve_hour_clock"
    if given & {"%H", "%-H"} and "%p" in given:
        yield "counts 24 hours and has AM or PM too; write %I beside %p"
    if text.endswith("Z") and not text.endswith("%Z"):
        yield "ends with the letter Z, which names UTC; write %z in its place"


def _two_readings(formats: Sequence[str]) -> Iterator[str]:
    """Two formats that differ in the order of day and month alone: a date would be read as the first one says."""
    for one, other in combinations(dict.fromkeys(formats), 2):
        order, other_order = ([mark[-1] for mark in _DAY_OR_MONTH.findall(text)] for text in (one, other))
        if order != other_order and _DAY_OR_MONTH.sub("%_", one) == _DAY_OR_MONTH.sub("%_", other):
            yield f"formats: {one!r} and {other!r} read 03/04 as two days; keep the order that this portal writes"
