"""Words of a code list that the contract does not know."""

from collections.abc import Iterable, Mapping

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drift.notes import Note
from orchestration.portal.drift.values import values_of
from orchestration.portal.personal import quoted
from orchestration.portal.text import fold
from orchestration.portal.vocabulary import known_values

MOST_SHOWN = 20
"""New words of a field that are told one by one; a column with more of them holds no codes of this list any more."""

Seen = tuple[int, int]
"""Rows that hold a text, and the line of the first."""


def unknown_codes(texts: Iterable[str], field: Field) -> list[str]:
    """Those texts that the field's codes do not translate, in the order of the alphabet."""
    doubtful = [text for text in texts if text not in field.codes and _words(text, field)]
    if not doubtful:
        return []
    folded = {fold(code) for code in field.codes}
    return sorted(text for text in doubtful if any(fold(one) not in folded for one in _words(text, field)))


def _words(text: str, field: Field) -> list[str]:
    """The codes in one text."""
    return list(values_of(text.split(field.separator) if field.kind == "codes" else [text], field))


def code_notes(field: Field, new: Mapping[str, Seen], contract: Contract) -> list[Note]:
    """Notes on the unknown texts of a field; what they mean is for a steward to say."""
    rows, first = sum(count for count, _ in new.values()), min((line for _, line in new.values()), default=0)
    values = ", ".join(known_values(contract.source, field.name, field.kind))
    mend = (
        f"ask the portal what it means and add it to codes of {field.name} in contract {contract.id} as one of {values}"
    )
    if len(new) > MOST_SHOWN:
        told = (
            f"column {field.physical_name!r} holds {len(new)} new codes in {rows} rows (first in line {first}); {mend}"
        )
        return [Note("new_code", told, field.name, rows, first, needs_steward=True)]
    return [
        Note(
            "new_code",
            f"column {field.physical_name!r} holds the new code {quoted(text.strip())} in {count} rows (first in line"
            f" {line}); {mend}",
            field.name,
            count,
            line,
            needs_steward=True,
            found=quoted(text.strip()),
        )
        for text, (count, line) in sorted(new.items())
    ]
