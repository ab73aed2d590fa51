"""A steward's decision, as the tests of what follows from decisions write it."""

from datetime import date, datetime

from orchestration.quality.stewardship.journal import Action, Decision


def decision(action: Action, item: str, *, day: int = 1, until: date | None = None) -> Decision:
    """Lan decides on the morning of a day of September 2023."""
    return Decision(1, datetime(2023, 9, day, 8), "Lan", action, item, "lý do", until)
