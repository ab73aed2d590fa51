"""What a file's name says: source, portal and window in the loader's form, else the pattern it seems to have."""

import re
from pathlib import Path
from typing import Final

from orchestration.portal.naming import ExportName, parse_export_name
from orchestration.portal.vocabulary import SOURCES

_STAMP: Final = (
    r"(?<!\d)(?:19|20)\d{2}-?[01]\d-?[0-3]\d(?:[T ]|[_-](?=\d{4}(?:\d{2})?(?![\d-])))?"
    r"[0-2]\d[-:.]?[0-5]\d(?:[-:.]?[0-5]\d)?(?!\d)"
)
_DAY: Final = r"(?<!\d)(?:19|20)\d{2}[-_.]?[01]\d[-_.]?[0-3]\d(?!\d)"
_MONTH: Final = r"(?<!\d)(?:19|20)\d{2}[-_.]?[01]\d(?!\d)"
_LETTERS: Final = re.compile(r"(?:19|20)\d{2}|\d{2}")
_WANTED: Final = "<source>/<portal>/<source>_<from:yyyyMMdd>_<to:yyyyMMdd>_<exported:yyyyMMddTHHmmss>.<ext>"
_PAIR: Final = 2


def placed(path: Path) -> ExportName | None:
    """The export that a path names, if it lies as in the inbox."""
    parsed = parse_export_name("/".join(path.absolute().parts[-3:]))
    return parsed if isinstance(parsed, ExportName) else None


def source_of(path: Path) -> str | None:
    """The source that the name or a folder of a path is called after."""
    stem = path.name.lower()
    named = [
        source for source in SOURCES if re.match(rf"{source}(?![a-z])", stem) or source in path.absolute().parts[:-1]
    ]
    return max(named, key=len, default=None)


def name_told(path: Path) -> str:
    """The pattern of a file's name in words, with window and stamp where it has them."""
    if placed(path):
        return f"Its name has the loader's form: {_WANTED}."
    pattern, found = file_pattern(path.name)
    said = f"Its name looks like {pattern}" if found else "Its name says no window"
    return f"{said}; files are taken under {_WANTED}."


def file_pattern(name: str) -> tuple[str, list[str]]:
    """A file's name with its dates replaced by what they seem to be, and which were found."""
    found: list[str] = []

    def put(kind: str, text: str) -> str:
        found.append(kind)
        return f"<{kind}:{_spelled(text)}>"

    name = re.sub(_STAMP, lambda match: put("exported", match[0]), name)
    days = re.findall(_DAY, name)
    labels = iter(("from", "to") if len(days) == _PAIR else ("day",) * len(days))
    name = re.sub(_DAY, lambda match: put(next(labels), match[0]), name)
    if not days:
        name = re.sub(_MONTH, lambda match: put("month", match[0]), name, count=1)
    return name, found


def _spelled(text: str) -> str:
    """Digits of a date as letters: `2023-01-31` is `yyyy-MM-dd`."""
    letters = iter(("yyyy", "MM", "dd", "HH", "mm", "ss"))
    return _LETTERS.sub(lambda _: next(letters, "ss"), text)
