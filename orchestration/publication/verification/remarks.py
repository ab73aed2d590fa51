"""What a verification finds: differences, and what could not be looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found. `is_difference`: it is not as it was recorded; else a note, of what nobody can check."""

    text: str
    is_difference: bool = True


def note(text: str) -> Remark:
    """A remark that is no difference."""
    return Remark(text, is_difference=False)
