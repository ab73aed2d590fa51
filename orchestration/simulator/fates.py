"""What becomes of the records that were sent: every one has exactly one fate."""

from collections import Counter
from collections.abc import Iterable


class Fates:
    """Counts the records of one portal by source and fate.

    Of the good records of live exports one a key is kept; of those with equal contents all but one are
    duplicates; the others are superseded.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self._keys: set[int] = set()
        self._contents: set[int] = set()

    def replaced(self, source: str, rows: int) -> None:
        """Count the records of an export that a later one replaces as a whole."""
        self._counts[source, "superseded"] += rows

    def repeated(self, source: str, rows: int) -> None:
        """Count the records of an export that has the bytes of the one before it."""
        self._counts[source, "duplicate"] += rows

    def quarantined(self, source: str, rows: int) -> None:
        """Count faulty records of a live export."""
        self._counts[source, "quarantined"] += rows

    def live(self, source: str, records: Iterable[tuple[object, object]]) -> None:
        """Count the good records of a live export, each as (key, content)."""
        for key, content in records:
            key_hash, content_hash = hash((source, key)), hash((source, key, content))
            if content_hash in self._contents:
                fate = "duplicate"
            elif key_hash in self._keys:
                fate = "superseded"
            else:
                fate = "kept"
            self._keys.add(key_hash)
            self._contents.add(content_hash)
            self._counts[source, fate] += 1

    def counts(self) -> dict[str, Counter[str]]:
        """Give the counts by source and fate, and let go of the records."""
        self._keys.clear()
        self._contents.clear()
        found: dict[str, Counter[str]] = {}
        for (source, fate), count in self._counts.items():
            found.setdefault(source, Counter())[fate] += count
        return found
