"""Which column of a table is which field of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.readers.parts import Rejected
from orchestration.portal.text import fold


@dataclass(frozen=True)
class Header:
    """`positions`: canonical field → column from 0. `notes`: what a person should know of the columns."""

    positions: dict[str, int]
    notes: tuple[str, ...]


def match_header(columns: Sequence[Sequence[str]], contract: Contract) -> Header:
    """Finds the contract's fields among `columns`; raises Rejected.

    Each column is given by its levels from the top down: one for CSV, up to four for merged headings. A field
    is named by the last level alone or with levels above it, joined by a slash. The fullest name wins.
    Columns stand in any order; unknown ones are noted.
    """
    names = {fold(name): field for field in contract.fields for name in field.physical_names}
    ignored = {fold(name) for name in contract.ignored_columns}
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for index, levels in enumerate(columns):
        field = next((names[name] for name in _spellings(levels) if name in names), None)
        if field is None:
            unknown += [] if ignored.intersection(_spellings(levels)) else [" / ".join(levels)]
        elif field.name in positions:
            first = positions[field.name] + 1
            raise Rejected(
                f"columns {first} and {index + 1} of the header are both {field.physical_name!r};"
                " export the column once"
            )
        else:
            positions[field.name] = index
    missing = [field for field in contract.fields if field.name not in positions]
    _refuse_missing([field for field in missing if field.column_required], columns, contract)
    return Header(positions, _notes(unknown, missing))


def _spellings(levels: Sequence[str]) -> list[str]:
    """The folded names a column may be known by, the fullest first."""
    folded = [fold(level) for level in levels if level.strip()]
    if not folded:
        return []
    # A middle level may be decoration, so the first and last alone are a name too.
    choices = [folded[start:] for start in range(len(folded))] + [[folded[0], folded[-1]]]
    return [" / ".join(choice) for choice in sorted(choices, key=len, reverse=True)]


def _refuse_missing(missing: list[Field], columns: Sequence[Sequence[str]], contract: Contract) -> None:
    """Refuses a table without a column that figures rest on."""
    if missing:
        wanted = ", ".join(repr(name) for name in (" or ".join(f.physical_names) for f in missing))
        found = ", ".join(" / ".join(levels) for levels in columns if levels) or "none"
        raise Rejected(
            f"the header lacks {wanted} (found: {found}); export the column, or add its new name to the"
            f" aliases in contract {contract.id}"
        )


def _notes(unknown: list[str], missing: list[Field]) -> tuple[str, ...]:
    """Columns that are not read, and fields that are not there."""
    notes = [f"column {name!r} is not in the contract and was not read" for name in unknown if name]
    notes += [f"column {field.physical_name!r} is missing; {field.name} is empty" for field in missing]
    return tuple(notes)
