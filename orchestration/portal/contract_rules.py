"""What must hold in a contract beyond its shape: names, codes, formats and patterns of use."""

import codecs
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.contract_moments import moment_faults, zone_faults
from orchestration.portal.contract_quality import quality_faults
from orchestration.portal.text import fold
from orchestration.portal.vocabulary import NEEDED, REPORTS, SOURCES, known_fields, known_values
from orchestration.portal.yaml_lines import Place

Fault = tuple[Place, str]


def _custom(name: str) -> Place:
    """The place of a custom property of the whole contract."""
    return ("customProperties", name)


_UNIT_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_PORTAL = re.compile(r"[a-z0-9_]+")
_PREFIX = re.compile(r"[A-Za-z0-9._-]*")


def contract_faults(contract: Contract, provinces: Collection[str] | None = None) -> Iterator[Fault]:
    """Place and message of every rule that the contract breaks.

    `provinces`: the units that a portal may name as its province; None: not looked at.
    """
    if contract.source not in SOURCES:
        yield ("schema", 0, "name"), f"{contract.source} is no source; use one of {', '.join(SOURCES)}"
        return
    yield from _head_faults(contract, provinces)
    yield from _constant_faults(contract)
    place: Place = ("schema", 0, "properties")
    yield from _name_faults(contract.fields, contract.source, None, place)
    for index, field in enumerate(contract.fields):
        yield from _field_faults(field, contract.source, (*place, index))
        inner = (*place, index, "items", "properties")
        if field.kind == "list":
            yield from _name_faults(field.items, contract.source, field.name, inner)
        for inner_index, item in enumerate(field.items):
            yield from _field_faults(item, contract.source, (*inner, inner_index))
    if not contract.primary_key:
        yield place, "no property is the primaryKey; mark the columns of the natural key"
    yield from quality_faults(contract)
    known = known_fields(contract.source)
    if all(field.name in known for field in contract.fields):  # else the one that seems to lack is misspelt
        yield from _lacking_faults(contract, place)


def _lacking_faults(contract: Contract, place: Place) -> Iterator[Fault]:
    """What each record needs and this contract gives it neither from a column nor as a constant."""
    given = {field.name for field in contract.fields} | set(contract.constants)
    has_unit_in_code = any("(" in pattern for pattern in contract.case_code_patterns)
    for group in NEEDED[contract.source]:
        if given.intersection(group) or ("unit_code" in group and contract.source == "cases" and has_unit_in_code):
            continue
        told = f"{contract.source} need {' or '.join(group)}"
        if "_at" in group[0] or group[0] == "month":
            yield place, f"{told}, and no property is that; name its column"
        else:
            yield place, f"{told}, and no property is that; name its column, or its one value under constants"


def _constant_faults(contract: Contract) -> Iterator[Fault]:
    """Faults of the fields that have one value for all records."""
    known = known_fields(contract.source)
    for name, value in contract.constants.items():
        kind = known.get(name)
        if kind is None:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
            yield _custom("constants"), f"constants: {name} is no field of {contract.source}; {hint}"
        elif kind not in {"code", "text", "flag"}:
            yield (
                _custom("constants"),
                f"constants: {name} is a {kind} and differs from record to record; name its column",
            )
        elif (values := known_values(contract.source, name, kind)) and value not in values:
            yield _custom("constants"), f"constants: {name} cannot be {value!r}; use one of {', '.join(values)}"
        if contract.field(name) is not None:
            yield _custom("constants"), f"constants: {name} has a column too; keep one of the two"


def _head_faults(contract: Contract, provinces: Collection[str] | None) -> Iterator[Fault]:
    """Faults of what holds for all fields."""
    if not contract.portals:
        yield _custom("portals"), "portals is empty; name the portal and the unit code of its province"
    for portal, province in contract.portals.items():
        if not _PORTAL.fullmatch(portal):
            yield _custom("portals"), f"portal {portal!r} is no folder name; use a-z, 0-9 and _"
        if not _UNIT_CODE.fullmatch(province):
            yield (
                _custom("portals"),
                f"province {province!r} of portal {portal} is no unit code; write it like 000.00.00.H09",
            )
        elif provinces is not None and province not in provinces:
            yield (
                _custom("portals"),
                f"province {province} of portal {portal} is at the top of no register; add it to units.csv of the"
                f" register folder, or use one of {', '.join(sorted(provinces))}",
            )
    if not contract.formats:
        yield _custom("file_formats"), "file_formats is empty; name at least one of ndjson, json, csv, xlsx"
    for word in sorted(contract.reports - REPORTS):
        yield _custom("reports"), f"reports: {word} is not known; use {', '.join(sorted(REPORTS))}"
    yield from _layout_faults(contract)


def _layout_faults(contract: Contract) -> Iterator[Fault]:
    """Faults of patterns and of the layout of tables."""
    for pattern in contract.case_code_patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield (
                _custom("case_code_patterns"),
                f"case_code_patterns: {pattern} is no regular expression ({error}); correct it",
            )
    if len(contract.csv.delimiter) != 1 or len(contract.csv.quote) != 1:
        yield _custom("csv"), "csv: delimiter and quote are single characters; correct them"
    if not _PREFIX.fullmatch(contract.case_code_prefix):
        yield _custom("case_code_prefix"), "case_code_prefix: use letters, digits, '.', '-' and '_'; correct it"
    for encoding in contract.encodings:
        if not _is_encoding(encoding):
            yield _custom("encodings"), f"encodings: {encoding!r} is no encoding; write it like utf-8 or windows-1258"
    yield from ((_custom("time_zone"), fault) for fault in zone_faults(contract))
    if contract.csv.header_line < 1:
        yield _custom("csv"), "csv: header_line counts from 1; correct it"


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _name_faults(fields: tuple[Field, ...], source: str, parent: str | None, place: Place) -> Iterator[Fault]:
    """Names that are unknown, given twice, or that two fields claim of the portal's columns."""
    canonical: set[str] = set()
    columns: dict[str, str] = {}
    known = known_fields(source, parent)
    for index, field in enumerate(fields):
        here = (*place, index)
        if field.name not in known:
            near = get_close_matches(field.name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
            yield (*here, "name"), f"{field.name} is no field of {parent or source}; {hint}"
        elif known[field.name] != field.kind:
            yield (
                (*here, "logicalType"),
                f"{field.name} is of kind {field.kind} here and {known[field.name]} in the warehouse;"
                " correct logicalType, or the custom property kind",
            )
        if field.name in canonical:
            yield (*here, "name"), f"{field.name} stands twice; keep one of the two"
        canonical.add(field.name)
        for name in {fold(name) for name in field.physical_names}:
            owner = columns.setdefault(name, field.name)
            if owner != field.name:
                yield (
                    (*here, "physicalName"),
                    f"column {name!r} belongs to {owner} already; give it to one field",
                )


def _field_faults(field: Field, source: str, place: Place) -> Iterator[Fault]:
    """Faults of one field by itself."""
    custom = (*place, "customProperties")
    values = known_values(source, field.name, field.kind)
    if values and not field.codes:
        yield place, f"{field.name} has no codes; map the portal's values to {', '.join(values)}"
    for code, value in field.codes.items():
        if values and value not in values:
            yield (
                custom,
                f"codes: {code!r} becomes {value!r}, which is not one of {', '.join(values)}; correct it",
            )
    if field.codes and not values and field.kind != "text":
        yield custom, f"codes: {field.name} is of kind {field.kind} and has none; take them out"
    if len({fold(code) for code in field.codes}) < len(field.codes):
        yield custom, f"codes of {field.name}: two texts are the same when spelling is folded; keep one"
    if field.absent is not None and field.kind != "text" and field.absent not in values:
        yield custom, f"absent: {field.absent!r} is not one of {', '.join(values) or 'no codes'}; correct it"
    yield from moment_faults(field, source, place)
    if (field.kind == "list") != bool(field.items):
        yield place, f"{field.name}: a list needs items.properties, and only a list has them; correct it"
    if any(item.kind == "list" for item in field.items):
        yield place, f"{field.name}: lists inside lists are not read; flatten the contract"
