"""Drawing from a seeded generator with `random()` alone, so that every Python draws the same."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def chance(rng: Random, probability: float) -> bool:
    """Say yes with a probability from 0 to 1."""
    return rng.random() < probability


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """Draw one of the items, all alike."""
    return items[int(rng.random() * len(items))]


def whole(rng: Random, low: int, high: int) -> int:
    """Draw a whole number from `low` to `high`, both included."""
    return low + int(rng.random() * (high - low + 1))


def shuffle(rng: Random, items: list[int]) -> None:
    """Put a list into a drawn order."""
    for place in range(len(items) - 1, 0, -1):
        other = int(rng.random() * (place + 1))
        items[place], items[other] = items[other], items[place]
