"""Which column of a table is which field of the contract."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drift.columns import added_notes, missing_notes, moved_notes, proposal, renamings
from orchestration.portal.drift.notes import Note
from orchestration.portal.readers.parts import Rejected
from orchestration.portal.text import fold

FirstValues = Callable[[int], Sequence[str | None]]
"""The first values of a column, counted from 0."""


@dataclass(frozen=True)
class Header:
    """`positions`: canonical field → column from 0. `notes`: what a person should know of the columns."""

    positions: dict[str, int]
    notes: tuple[Note, ...]


def match_header(columns: Sequence[Sequence[str]], contract: Contract, values: FirstValues | None = None) -> Header:
    """Finds the contract's fields among `columns`; raises Rejected.

    Each column is given by its levels from the top down: one for CSV, up to four for merged headings. A field
    is named by the last level alone or with levels above it, joined by a slash. The fullest name wins.
    Columns stand in any order; unknown ones are noted. `values` is asked only where a column is missing: whether
    another one holds its values under a new name.
    """
    names = {fold(name): field for field in contract.fields for name in field.physical_names}
    ignored = {fold(name) for name in contract.ignored_columns}
    positions: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for index, levels in enumerate(columns):
        field = next((names[name] for name in _spellings(levels) if name in names), None)
        if field is None:
            if not ignored.intersection(_spellings(levels)):
                unknown.setdefault(" / ".join(levels), index)
        elif field.name in positions:
            first = positions[field.name] + 1
            raise Rejected(
                f"columns {first} and {index + 1} of the header are both {field.physical_name!r};"
                " export the column once"
            )
        else:
            positions[field.name] = index
    missing = [field for field in contract.fields if field.name not in positions]
    notes = _missing(missing, unknown, columns, contract, values)
    return Header(positions, (*added_notes(list(unknown)), *notes, *moved_notes(positions, contract)))


def _spellings(levels: Sequence[str]) -> list[str]:
    """The folded names a column may be known by, the fullest first."""
    folded = [fold(level) for level in levels if level.strip()]
    if not folded:
        return []
    # A middle level may be decoration, so the first and last alone are a name too.
    choices = [folded[start:] for start in range(len(folded))] + [[folded[0], folded[-1]]]
    return [" / ".join(choice) for choice in sorted(choices, key=len, reverse=True)]


def _missing(
    missing: list[Field],
    unknown: dict[str, int],
    columns: Sequence[Sequence[str]],
    contract: Contract,
    values: FirstValues | None,
) -> list[Note]:
    """Notes on missing columns; refuses a table without a column that figures rest on."""
    if not missing:
        return []
    sample = (lambda name: values(unknown[name])) if values else None
    found = renamings(missing, [name for name in unknown if name], sample, contract)
    required = [field for field in missing if field.column_required]
    if required:
        wanted = ", ".join(repr(name) for name in (" or ".join(f.physical_names) for f in required))
        there = ", ".join(" / ".join(levels) for levels in columns if levels) or "none"
        proposed = "".join(f"; {proposal(found[f.name], contract)}" for f in required if f.name in found)
        raise Rejected(
            f"the header lacks {wanted} (found: {there}); export the column, or add its new name to the"
            f" aliases in contract {contract.id}{proposed}",
            missing_notes(required, found, contract, "refused: column {} is missing, and figures rest on {}"),
        )
    return missing_notes(missing, found, contract)
