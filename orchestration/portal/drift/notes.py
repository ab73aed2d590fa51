"""A note on a file: what in it is not as the contract says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NoteKind = Literal[
    "column_added", "column_moved", "column_missing", "column_renamed", "new_code", "type_changed", "row_skipped"
]


@dataclass(frozen=True)
class Note:
    """One difference, in words for a person.

    `field`: the contract's field, None where the column is in no contract; `found`: the new code, as it may be shown.
    `rows` and `first_line`: how many rows
    it touches and where the first one stands, where that is known. `needs_steward`: data is missing or not
    understood until somebody decides; the message says how. No message quotes personal data.
    """

    kind: NoteKind
    message: str
    field: str | None = None
    rows: int | None = None
    first_line: int | None = None
    needs_steward: bool = False
    found: str | None = None


def without_repeats(notes: Iterable[Note]) -> list[Note]:
    """The notes in their order, each message once: the members of an archive often share theirs."""
    return list({note.message: note for note in notes}.values())
