"""Pairs of neighbouring octets, found and counted in a whole file at once."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

BLOCK: Final = 1 << 17
"""Octets asked at a time: questions and answers stay in the processor's cache."""

# A machine word holds 64 answers; its lowest bit is the first of them.
_WORD: Final = np.dtype("<u8")
_WORD_BITS: Final = 64


def pairs_between(data: bytes, is_wanted: Callable[[Any, Any], Any], offsets: Any) -> Any:
    """How many wanted pairs have their second octet from each offset up to the next: one number less than offsets.

    `is_wanted` takes an array of octets and that of the octets behind them, and answers for each pair. `offsets` rise
    from 0 to at most the length of `data`.
    """
    words = _answers(np.frombuffer(data, np.uint8), is_wanted)
    counts = np.bitwise_count(words)
    word, bit = np.divmod(np.maximum(offsets - 1, 0).astype(np.uint64), np.uint64(_WORD_BITS))
    earlier = np.bitwise_count(words[word] & ((np.uint64(1) << bit) - np.uint64(1)))
    return np.diff((np.cumsum(counts, dtype=np.int64) - counts)[word] + earlier)


def _answers(octets: Any, is_wanted: Callable[[Any, Any], Any]) -> Any:
    """A bit for each pair, by its first octet, in words; one bit at least stays free at the end."""
    packed = np.zeros((len(octets) // _WORD_BITS + 1) * _WORD.itemsize, np.uint8)
    first, second = octets[:-1], octets[1:]
    for start in range(0, len(second), BLOCK):
        bits = np.packbits(is_wanted(first[start : start + BLOCK], second[start : start + BLOCK]), bitorder="little")
        packed[start // 8 : start // 8 + len(bits)] = bits
    return packed.view(_WORD)
