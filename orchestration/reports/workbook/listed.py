"""What the first sheet lists of the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One sheet: its name, what it is about, how many units and lines it has; None where units say nothing."""

    sheet: str
    about: str
    units: int | None
    lines: int
