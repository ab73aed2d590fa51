"""Pairs of octets, counted in a whole file at once, against counting them one by one."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.portal.readers import octets
from orchestration.portal.readers.octets import pairs_between

DATA = st.lists(st.sampled_from(b'":a \n'), max_size=300).map(bytes)


def is_name_end(first: Any, second: Any) -> Any:
    return (first == ord('"')) & (second == ord(":"))


def one_by_one(data: bytes, offsets: list[int]) -> list[int]:
    """A pair belongs to the stretch in which its second octet stands."""
    ends = [place + 1 for place in range(len(data) - 1) if data[place : place + 2] == b'":']
    return [sum(begin <= end < stop for end in ends) for begin, stop in itertools.pairwise(offsets)]


@given(data=DATA, cuts=st.lists(st.integers(0, 300), max_size=12))
def test_each_pair_is_counted_where_its_second_octet_stands(data: bytes, cuts: list[int]) -> None:
    offsets = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    counted = pairs_between(data, is_name_end, np.array(offsets, np.int64))
    assert counted.tolist() == one_by_one(data, offsets)


@pytest.mark.parametrize("length", [62, 63, 64, 65, 66, 127, 128, 129, 192, 193])
def test_no_pair_is_lost_where_words_and_blocks_meet(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setattr(octets, "BLOCK", 64)
    data = b'":' * length
    offsets = [0, 1, length - 1, length, length + 1, 2 * length]
    counted = pairs_between(data, is_name_end, np.array(offsets, np.int64))
    assert counted.tolist() == one_by_one(data, offsets)
