"""Rounding in SQL: the same figures as `numbers.half_up` gives, and exact where there are whole parts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reports.numbers import half_up
from orchestration.reports.page.rounding import (
    LARGEST,
    is_showable_sql,
    number_sql,
    rate_tenths_sql,
    tenths_sql,
)

_SHOWABLE = st.floats(0, LARGEST) | st.floats(0, 100) | st.integers(0, 20_000).map(lambda part: part / 200)
_PARTS = st.integers(1, LARGEST).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
_OFFICE_PARTS = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def _rounded(con: duckdb.DuckDBPyConnection, values: Sequence[float | None]) -> list[int | None]:
    found = con.execute(f"select {tenths_sql('x')} from (select unnest($1::double[]) as x)", [values])
    return [tenths for (tenths,) in found.fetchall()]


def _rates(
    con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[float | None, float | None, float | None]], scale: int
) -> list[int | None]:
    value, numerator, denominator = (list(column) for column in zip(*rows, strict=True))
    found = con.execute(
        f"select {rate_tenths_sql('v', 'n', 'd', str(scale))} from "
        "(select unnest($1::double[]) as v, unnest($2::double[]) as n, unnest($3::double[]) as d)",
        [value, numerator, denominator],
    )
    return [tenths for (tenths,) in found.fetchall()]


@given(st.lists(_SHOWABLE, min_size=1))
def test_the_database_rounds_as_numbers_does(con: duckdb.DuckDBPyConnection, values: list[float]) -> None:
    assert _rounded(con, values) == [half_up(value) for value in values]


@given(st.lists(_PARTS, min_size=1), st.sampled_from([1, 100]))
def test_a_rate_with_whole_parts_is_exact(
    con: duckdb.DuckDBPyConnection, parts: list[tuple[int, int]], scale: int
) -> None:
    rows = [(n / d * scale, float(n), float(d)) for n, d in parts]
    assert _rates(con, rows, scale) == [half_up(Fraction(n * scale, d)) for n, d in parts]


@given(st.lists(_OFFICE_PARTS, min_size=1))
def test_script_and_first_view_round_alike(con: duckdb.DuckDBPyConnection, parts: list[tuple[int, int]]) -> None:
    """The first view rounds the published value, the script's figures come from the parts."""
    rows = [(n / d * 100, float(n), float(d)) for n, d in parts]
    assert _rates(con, rows, 100) == [half_up(value) for value, _, _ in rows]


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "scale", "expected"),
    [
        (57 / 2000 * 100, 57.0, 2000.0, 100, 29),  # 2.85 in truth, 2.8499999999999996 in binary
        (6.25, 1.0, 16.0, 100, 63),
        (0.25, 1.0, 4.0, 1, 3),
        (31.304285714285715, 438.26, 14.0, 1, 313),  # a numerator that is not whole: rounded as it is
        (1230.05, 2460.1, 2.0, 1, 12301),
        (3.0, 3.0, None, 1, 30),  # a count has no denominator
        (None, 0.0, 0.0, 100, None),
        (100.0, 1e15, 1e15, 100, 1000),
    ],
)
def test_rates_by_hand(  # noqa: PLR0913, PLR0917  # one argument a column
    con: duckdb.DuckDBPyConnection,
    value: float | None,
    numerator: float,
    denominator: float | None,
    scale: int,
    expected: int | None,
) -> None:
    assert _rates(con, [(value, numerator, denominator)], scale) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, True),
        (0.0, True),
        (1e15, True),
        (-0.1, False),
        (1.1e15, False),
        (float("nan"), False),
        (float("inf"), False),
        (float("-inf"), False),
    ],
)
def test_what_can_be_shown(con: duckdb.DuckDBPyConnection, value: float | None, expected: bool) -> None:
    found = con.execute(f"select {is_showable_sql('x')} from (select $1::double as x)", [value]).fetchone()
    assert found == (expected,)


def test_numbers_in_json(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        f"select {number_sql('t')} from (select unnest([0, 3, 10, 4380, 4383, 9999999999999999, null]) as t)"
    )
    expected = ["0", "0.3", "1", "438", "438.3", "999999999999999.9", None]
    assert [text for (text,) in found.fetchall()] == expected
