"""Forms of codes, from the codes that were seen."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Final

_MOST_FORMS: Final = 4
_PART: Final = re.compile(r"\d+|[A-Z]+|[a-z]+|[^\dA-Za-z]")


def code_patterns(codes: Sequence[str]) -> tuple[str, ...]:
    """RE2 patterns that the codes fit, the most frequent first; none where they have too many forms.

    Runs of digits and letters are counted, not copied; what stands between them is copied.
    """
    shapes: Counter[tuple[str, ...]] = Counter()
    lengths: dict[tuple[str, ...], list[list[int]]] = {}
    for code in codes:
        parts = _PART.findall(code.strip())
        shape = tuple(_class(part) for part in parts)
        shapes[shape] += 1
        seen = lengths.setdefault(shape, [[len(part)] * 2 for part in parts])
        for span, part in zip(seen, parts, strict=True):
            span[:] = [min(span[0], len(part)), max(span[1], len(part))]
    if not shapes or len(shapes) > _MOST_FORMS:
        return ()
    return tuple(_pattern(shape, lengths[shape]) for shape, _ in shapes.most_common())


def _class(part: str) -> str:
    """What a part is: a class of letters, or itself."""
    if part.isdigit():
        return r"\d"
    if part.isalpha() and part.isascii():
        return "[A-Z]" if part.isupper() else "[a-z]"
    return part if part in "-_/:" else re.escape(part)


def _pattern(shape: Sequence[str], spans: Sequence[Sequence[int]]) -> str:
    """One pattern."""
    pieces = []
    for (piece, low, high), _ in groupby(zip(shape, (s[0] for s in spans), (s[1] for s in spans), strict=True)):
        count = f"{{{low}}}" if low == high else f"{{{low},{high}}}"
        pieces.append(piece + (count if piece in {r"\d", "[A-Z]", "[a-z]"} and count != "{1}" else ""))
    return "".join(pieces)
