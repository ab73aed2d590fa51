"""Where records stand in a file, as a reader counts: members of an archive, lines, rows of a sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """How the records of one file are laid out.

    `first` is the line of the first record, from 1; after every `subtotal_every` records stands a line that is
    none. `members` are the names of an archive's members and their numbers of records.
    """

    first: int
    subtotal_every: int = 0
    members: tuple[tuple[str, int], ...] = ()

    def of(self, place: int) -> tuple[str | None, int]:
        """Give member and line of the record at a place, from 0."""
        member = None
        for name, rows in self.members:
            if place < rows or name == self.members[-1][0]:
                member = name
                break
            place -= rows
        return member, self.first + place + (place // self.subtotal_every if self.subtotal_every else 0)


def halves(rows: int) -> tuple[int, ...]:
    """Cut so many records into two parts, or one where there are fewer than two."""
    half = rows // 2
    return (half, rows - half) if half else (rows,)
