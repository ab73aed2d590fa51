"""From a file in the Open Data Contract Standard (ODCS v3.0.2) to a `Contract`.

What the standard has words for is written in its words; the rest stands in `customProperties`, whose names
and values are typed here as strictly as the standard's own.
https://bitol-io.github.io/open-data-contract-standard/
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from orchestration.portal.contract_cadence import cadence_faults, cadence_of
from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.contract_quality import owner_of, quality_rules
from orchestration.portal.contract_rules import contract_faults
from orchestration.portal.odcs_document import ContractExtra, Custom, Document, FieldExtra, Formats, Item
from orchestration.portal.vocabulary import Kind, is_text
from orchestration.portal.yaml_lines import Place, Problem, YamlFile, read_yaml

_Model = TypeVar("_Model", bound=BaseModel)


_KIND_OF_TYPE: dict[str, Kind] = {
    "string": "text", "date": "moment", "number": "money", "integer": "integer",
    "boolean": "flag", "array": "list",
}  # fmt: skip


def read_contract(path: Path, provinces: Collection[str] | None = None) -> tuple[Contract | None, list[Problem]]:
    """Reads one contract; with problems, each pointing at its line, the contract is None.

    `provinces`: the units that a portal may name as its province; None: not looked at. A draft is a contract with
    comments that say what a person has still to complete: each of them is a problem.
    """
    file = read_yaml(path)
    if file.problems:
        return None, file.problems
    reading = _Reading(file)
    contract = reading.contract()
    still_open = file.open_places()
    if still_open:
        told = {problem.line for problem in still_open}
        rest = [problem for problem in reading.problems if problem.line not in told]
        return None, sorted([*still_open, *rest], key=lambda problem: problem.line)
    if contract is not None and not reading.problems:
        reading.problems += [reading.fault(place, message) for place, message in contract_faults(contract, provinces)]
    return (None if reading.problems else contract), reading.problems


class _Reading:
    """The way through one file; faults gather in `problems`."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.source = ""
        self.problems: list[Problem] = []

    def contract(self) -> Contract | None:
        """The contract, or None where the file does not have the standard's shape."""
        document = self._model(Document, self.file.data, ())
        if document is None:
            return None
        if len(document.schema_) != 1:
            self.problems.append(self.file.problem(("schema",), "needs one object; write one contract a source"))
            return None
        extra = self._custom(ContractExtra, document.custom_properties, ())
        if extra is None:
            return None
        sla_faults = [self.fault(place, message) for place, message in cadence_faults(document.sla_properties)]
        self.problems += sla_faults
        table = document.schema_[0]
        place: Place = ("schema", 0, "properties")
        self.source = table.name
        fields = [self._field(prop, extra, (*place, i)) for i, prop in enumerate(table.properties)]
        return Contract(
            id=document.id,
            source=table.name,
            portals=extra.portals,
            cadence=None if sla_faults else cadence_of(document.sla_properties, document.status),
            formats=extra.file_formats,
            reports=extra.reports,
            case_code_patterns=extra.case_code_patterns,
            case_code_prefix=extra.case_code_prefix,
            constants=extra.constants,
            placeholder_identities=extra.placeholder_identities,
            fields=tuple(field for field in fields if field is not None),
            encodings=extra.encodings,
            csv=extra.csv,
            xlsx=extra.xlsx,
            ignored_columns=extra.ignored_columns,
            owner=owner_of(document.team),
            quality=quality_rules({None: table.quality, **{prop.name: prop.quality for prop in table.properties}}),
        )

    def fault(self, place: Place, message: str) -> Problem:
        """A fault of the whole contract; of a custom property that is named, on the line where it stands."""
        problem = self.file.problem(place, message)
        if len(place) == 2 and place[0] == "customProperties":  # noqa: PLR2004 - the list and its property
            given = [custom.get("property") for custom in self.file.data["customProperties"]]
            if place[1] in given:
                there = self.file.problem(("customProperties", given.index(place[1])), message)
                return Problem(there.line, problem.field, message)
        return problem

    def _field(self, prop: Item, shared: ContractExtra, place: Place) -> Field | None:
        """One property with what the contract says for all of them."""
        extra = self._custom(FieldExtra, prop.custom_properties, place)
        if extra is None:
            return None
        kind = extra.kind or _KIND_OF_TYPE[prop.logical_type]
        # Codes of a field that holds texts translate them, such as names of units into codes.
        if kind == "text" and extra.codes and not is_text(self.source, prop.name):
            kind = "code"
        inner = (*place, "items", "properties")
        entries = prop.items.properties if prop.items else []
        items = [self._field(item, shared, (*inner, i)) for i, item in enumerate(entries)]
        return Field(
            name=prop.name,
            physical_name=prop.physical_name,
            kind=kind,
            aliases=extra.aliases,
            codes=extra.codes,
            absent=extra.absent,
            separator=extra.separator,
            formats=extra.formats or _formats(kind, shared.formats),
            personal=prop.classification == "personal",
            primary_key=prop.primary_key,
            required=prop.required,
            column_required=prop.required or prop.primary_key or extra.column == "required",
            twelve_hour_clock=extra.twelve_hour_clock,
            zone=shared.time_zone,
            written_in=extra.written_in or shared.written_in or shared.time_zone,
            midnight_is_day=extra.midnight_is_day,
            compared_by=extra.compared_by,
            decimal_mark=shared.decimal_mark,
            null_words=shared.null_words,
            no_value_words=shared.no_value_words,
            items=tuple(item for item in items if item is not None),
        )

    def _custom(self, model: type[_Model], given: list[Custom], place: Place) -> _Model | None:
        """The custom properties at `place` as a typed value."""
        here = (*place, "customProperties")
        places: dict[str, Place] = {}
        for index, custom in enumerate(given):
            if custom.property in places:
                message = f"{custom.property} is given twice; keep one of the two"
                self.problems.append(self.file.problem((*here, index), message))
            places[custom.property] = (*here, index, "value")
        return self._model(model, {custom.property: custom.value for custom in given}, here, places)

    def _model(
        self, model: type[_Model], data: Any, place: Place, places: dict[str, Place] | None = None
    ) -> _Model | None:
        """`data` as `model`, or None and problems; `places` says where a key of it is written."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors():
                first, rest = (fault["loc"][:1], fault["loc"][1:])
                known = places.get(str(first[0])) if places and first else None
                if known and not rest and fault["type"] == "extra_forbidden":
                    known = (*known[:-1], "property")  # its name is wrong, not its value
                where = (*known, *rest) if known else (*place, *fault["loc"])
                self.problems.append(
                    self.file.problem(where, _mend(fault["type"], fault["msg"], is_empty=fault["input"] is None))
                )
            return None


def _formats(kind: Kind, formats: Formats) -> tuple[str, ...]:
    """Formats of a field of this kind; a moment may come without a time, a day with one (Excel)."""
    if kind == "moment":
        return formats.moment + formats.day
    if kind == "day":
        return formats.day + formats.moment
    return formats.month if kind == "month" else ()


def _mend(kind: str, message: str, *, is_empty: bool) -> str:
    """A fault of shape, and what to do about it."""
    if is_empty and kind != "missing":
        return "is empty; write a value"
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return "is not known; correct the spelling, or write it as one of the known customProperties"
    if kind == "string_type":
        return f"{message}; put it in quotes"
    return f"{message}; correct the value"
