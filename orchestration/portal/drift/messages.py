"""Sync messages against the contract: keys and types in their first elements, codes in all of them."""

from collections.abc import Sequence
from typing import Any, Final

import duckdb
from pydantic_core import from_json

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drift.codes import Seen, code_notes, unknown_codes
from orchestration.portal.drift.columns import added_notes, missing_notes, renamings
from orchestration.portal.drift.notes import Note
from orchestration.portal.drift.values import is_coded, type_notes

SAMPLE_ELEMENTS = 20
"""Elements whose keys and types are looked at; a key that first comes later is read with care, and not noted."""

_NESTED: Final = (dict, list)


def first_elements(texts: Sequence[str | None]) -> list[dict[str, Any]]:
    """The objects among the first lines; what is no object is told elsewhere, row by row."""
    found = []
    for text in texts:
        try:
            element = from_json(text or "")
        except ValueError:
            continue
        if isinstance(element, dict):
            found.append(element)
    return found


def element_notes(elements: Sequence[dict[str, Any]], contract: Contract) -> list[Note]:
    """Notes on keys that came, went or were perhaps renamed, and on values of another type."""
    if not elements:
        return []
    keys: set[str] = set().union(*elements)
    known = {name for field in contract.fields for name in field.physical_names}
    extra = sorted(keys - known)
    missing = [field for field in contract.fields if not keys.intersection(field.physical_names)]
    found = renamings(missing, extra, lambda name: [_plain(one.get(name)) for one in elements], contract)
    # A portal may leave a key out that has no value: it is told only where figures rest on it, or it has a new name.
    told = [field for field in missing if field.column_required or field.name in found]
    notes = [
        *added_notes(extra, "field"),
        *missing_notes(told, found, contract, "field {} is in none of the elements looked at; {} is empty"),
    ]
    not_texts = {key for element in elements for key, value in element.items() if type(value) is not str}
    for field in contract.fields:
        if field.kind == "list":
            notes += _nested_notes(elements, field)
        elif not_texts.intersection(field.physical_names):
            notes += _changed(field, [_value(element, field) for element in elements], contract)
        else:
            notes += type_notes(field, (_plain(_value(element, field)) for element in elements), 1, contract)
    return notes


def _plain(value: Any) -> str | None:
    """A plain value as text."""
    return None if value is None or isinstance(value, _NESTED) else str(value)


def _value(element: dict[str, Any], field: Field) -> Any:
    """The value under whichever of a field's names stands in an element."""
    for name in field.physical_names:
        value = element.get(name)
        if value is not None:
            return value
    return None


def _changed(field: Field, values: Sequence[Any], contract: Contract) -> list[Note]:
    """A note on a field that is no plain value any more, or a date or number of another form."""
    nested = sum(1 for value in values if isinstance(value, _NESTED))
    if nested:
        told = (
            f"field {field.physical_name!r} ({field.name}) is a list or an object in {nested} of {len(values)} elements"
            " looked at, and they cannot be read; export a plain value, or ask for the field to be read as a list"
        )
        return [Note("type_changed", told, field.name, nested, 1, needs_steward=True)]
    return type_notes(field, [_plain(value) for value in values], 1, contract)


def _nested_notes(elements: Sequence[dict[str, Any]], field: Field) -> list[Note]:
    """Notes on keys inside a list that the contract does not name."""
    lists = [_value(element, field) for element in elements]
    entries = [entry for one in lists if isinstance(one, list) for entry in one if isinstance(entry, dict)]
    known = {name for item in field.items for name in item.physical_names}
    extra = sorted(set().union(*entries) - known)
    return added_notes([f"{field.physical_name}.{key}" for key in extra], "field")


def message_code_notes(
    con: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[int]
) -> dict[int, list[Note]]:
    """File → notes on unknown codes in its rows of `raw.<source>_record`; one scan for all files and fields.

    Rows whose codes all stand in the contract letter for letter fall out first; only what is left, if anything, is
    grouped.
    """
    wanted = [(field, _column(field, item), item or field) for field, item in _code_fields(contract)]
    if not wanted or not files:
        return {}
    doubtful = " or ".join({field.name: _is_doubtful(field) for field, _, _ in wanted}.values())
    seen: dict[tuple[int, int], dict[str, Seen]] = {}
    branches = " union all ".join(
        f"select file_id, {index} as field, unnest({column}) as text, line from doubtful"
        for index, (_, column, _) in enumerate(wanted)
    )
    place, span = f"from raw.{contract.source}_record where file_id between $1 and $2", [min(files), max(files)]
    if not con.execute(f"select 1 {place} and ({doubtful}) limit 1", span).fetchall():
        return {}
    columns = ", ".join(dict.fromkeys(field.name for field, _, _ in wanted))
    rows = con.execute(
        f"with doubtful as materialized (select file_id, line, {columns} {place} and ({doubtful}))"
        f" select file_id, field, text, count(*), min(line) from ({branches}) where text is not null group by all",
        span,
    ).fetchall()
    for file_id, index, text, count, line in rows:
        seen.setdefault((file_id, index), {})[text] = (count, line)
    notes: dict[int, list[Note]] = {}
    for (file_id, index), texts in sorted(seen.items()):
        coded = wanted[index][2]
        new = {text: texts[text] for text in unknown_codes(texts, coded)}
        notes.setdefault(file_id, []).extend(code_notes(coded, new, contract))
    return notes


def _code_fields(contract: Contract) -> list[tuple[Field, Field | None]]:
    """The fields with codes; those inside a list with the list before them."""
    fields: list[tuple[Field, Field | None]] = [(field, None) for field in contract.fields if is_coded(field)]
    return fields + [(field, item) for field in contract.fields for item in field.items if is_coded(item)]


def _column(field: Field, item: Field | None) -> str:
    """SQL for the texts of a field in a row, as a list."""
    return f"list_transform({field.name}, lambda entry: entry.{item.name})" if item else f"[{field.name}]"


def _is_doubtful(field: Field) -> str:
    """SQL that is true of a row in which a text is not written as in the contract; null counts as false."""
    if field.kind != "list":
        return f"{field.name} not in ({_words(field)})"
    unknown = " or ".join(f"entry.{item.name} not in ({_words(item)})" for item in field.items if is_coded(item))
    return f"len(list_filter({field.name}, lambda entry: {unknown})) > 0"


def _words(coded: Field) -> str:
    """A field's codes, and the words for nothing, as SQL."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in sorted({*coded.codes, "", "-", "null"}))
