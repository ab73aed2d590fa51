"""Columns against the contract: added, moved, missing, and perhaps renamed."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drift.notes import Note, NoteKind
from orchestration.portal.drift.values import fitting, is_coded, values_of
from orchestration.portal.text import fold

Sample = Callable[[str], Sequence[str | None]]
"""The first values of the column of a name; asked only where a column is missing."""

# How alike two names must be, in hundredths: less where the values speak too, least where they are words of a code
# list.
_ALIKE_NAMES = 60
_ALIKE_WITH_VALUES = 50
_ALIKE_WITH_CODES = 25
_MOST = 0.8


@dataclass(frozen=True)
class Renaming:
    """A column that may be a missing field under a new name, and why."""

    field: Field
    column: str
    reason: str
    score: int


def bare(text: str) -> str:
    """A name without case, marks and punctuation, for comparing only."""
    letters = unicodedata.normalize("NFD", fold(text)).replace("đ", "d")
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def likeness(one: str, other: str) -> int:
    """How alike two names are, 0 to 100: by their letters, and by the words that both have."""
    left, right = bare(one), bare(other)
    words, others = set(left.split()), set(right.split())
    shared = len(words & others) / len(words | others) if words | others else 0.0
    return round(100 * max(SequenceMatcher(None, left, right, autojunk=False).ratio(), shared))


def renamings(
    missing: Sequence[Field], unknown: Sequence[str], sample: Sample | None, contract: Contract
) -> dict[str, Renaming]:
    """Field → the unknown column that is most probably its new name; each column stands for one field."""
    found = [one for field in missing for column in unknown if (one := _renaming(field, column, sample, contract))]
    best: dict[str, Renaming] = {}
    taken: set[str] = set()
    for one in sorted(found, key=lambda one: (-one.score, one.field.name, one.column)):
        if one.field.name not in best and one.column not in taken:
            best[one.field.name] = one
            taken.add(one.column)
    return best


def _renaming(field: Field, column: str, sample: Sample | None, contract: Contract) -> Renaming | None:
    """The proposal that a column is the field, if name and values speak for it."""
    alike = max(likeness(column.rpartition(" / ")[2], name.rpartition(" / ")[2]) for name in field.physical_names)
    alike = max(alike, *(likeness(column, name) for name in field.physical_names))
    is_right = fitting(field, contract)
    values = list(values_of(sample(column), field)) if sample and is_right else []
    if not values or is_right is None:
        told = f"the names are {alike} % alike"
        return Renaming(field, column, told, alike) if alike >= _ALIKE_NAMES else None
    right = sum(1 for value in values if is_right(value))
    wanted = _ALIKE_WITH_CODES if is_coded(field) else _ALIKE_WITH_VALUES
    if right < _MOST * len(values) or alike < wanted:
        return None
    reason = f"the names are {alike} % alike, {right} of {len(values)} values looked at fit"
    return Renaming(field, column, reason, alike + 100)


def proposal(renaming: Renaming, contract: Contract) -> str:
    """The proposal in words."""
    field = renaming.field
    return (
        f"column {renaming.column!r} looks like the new name of {field.physical_name!r} ({renaming.reason}): if it is,"
        f" add it to the aliases of {field.name} in contract {contract.id}"
    )


def missing_notes(
    missing: Sequence[Field],
    found: Mapping[str, Renaming],
    contract: Contract,
    what: str = "column {} is missing; {} is empty",
) -> list[Note]:
    """Notes on columns that are not there; a steward decides whether the column was renamed or is gone."""
    notes = []
    for field in missing:
        renaming = found.get(field.name)
        kind: NoteKind = "column_renamed" if renaming else "column_missing"
        mend = "export it, or name it by its new name among the aliases"
        mend = proposal(renaming, contract) if renaming else f"{mend} of {field.name} in contract {contract.id}"
        told = f"{what.format(repr(field.physical_name), field.name)}; {mend}"
        notes.append(Note(kind, told, field.name, needs_steward=True))
    return notes


def added_notes(unknown: Sequence[str], thing: str = "column") -> list[Note]:
    """Notes on columns that no contract names; nothing that was read before is touched by them."""
    return [
        Note("column_added", f"{thing} {name!r} is not in the contract and was not read") for name in unknown if name
    ]


def moved_notes(positions: dict[str, int], contract: Contract) -> list[Note]:
    """One note on the columns that stand elsewhere than in the contract, which gives them in the portal's order."""
    order = [field.name for field in contract.fields if field.name in positions]
    kept = _longest_rising([positions[name] for name in order])
    moved = [name for name in order if positions[name] not in kept]
    if not moved:
        return []
    names = {field.name: field.physical_name for field in contract.fields}
    shown = ", ".join(f"{names[name]!r} (now column {positions[name] + 1})" for name in moved)
    return [Note("column_moved", f"columns stand elsewhere than in the contract, and were read by name: {shown}")]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The numbers of a longest rising sequence: what is left has moved."""
    best: list[list[int]] = []
    for number in numbers:
        best.append([*_longest([one for one in best if one[-1] < number]), number])
    return set(_longest(best))


def _longest(sequences: Sequence[list[int]]) -> list[int]:
    """The first of the longest sequences, nothing where there is none."""
    return max(sequences, key=len) if sequences else []
