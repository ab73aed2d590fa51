"""Rounding and wording of numbers: half up, decimal comma, thousands point."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reports.numbers import (
    format_day,
    format_moment,
    format_number,
    format_percent,
    half_up,
)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.05, 1, 1),
        (0.25, 1, 3),
        (12.25, 1, 123),
        (2.5, 0, 3),
        (3.5, 0, 4),
        (99.95, 1, 1000),
        (99.94999, 1, 999),
        (57 / 2000 * 100, 1, 29),  # 2.8499999999999996 in binary, 2.85 in truth
        (Fraction(57, 20), 1, 29),
        (Decimal("1.005"), 2, 101),
        (-0.25, 1, -3),
        (10**15, 0, 10**15),
        (1e15, 1, 10**16),
    ],
)
def test_a_half_goes_up(value: float, places: int, expected: int) -> None:
    assert half_up(value, places) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="as a number"):
        half_up(value)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 3))
def test_decimals_round_as_the_standard_library_has_it(value: Decimal, places: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal(half_up(value, places)).scaleb(-places) == expected


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_rate_computed_in_binary_rounds_like_the_true_rate(parts: tuple[int, int]) -> None:
    numerator, denominator = parts
    true_tenths = (2 * 1000 * numerator + denominator) // (2 * denominator)
    assert half_up(numerator / denominator * 100) == true_tenths


@given(st.integers(0, 10**6), st.sampled_from([16, 32, 80, 2000, 4000, 20000]))
def test_ties_of_rates_go_up(tie: int, denominator: int) -> None:
    """A numerator chosen so that the rate ends in exactly 5 hundredths, where the denominator allows it."""
    numerator, left = divmod((2 * tie + 1) * denominator, 2000)
    if left == 0:
        assert half_up(numerator / denominator * 100) == tie + 1


@pytest.mark.parametrize(
    ("value", "places", "trim", "expected"),
    [
        (0, 0, False, "0"),
        (999, 0, False, "999"),
        (1000, 0, False, "1.000"),
        (16239, 0, False, "16.239"),
        (1234567.5, 1, False, "1.234.567,5"),
        (1234.5, 0, False, "1.235"),
        (50.0, 2, True, "50"),
        (37.5, 2, True, "37,5"),
        (100.0, 0, True, "100"),
        (0.05, 2, True, "0,05"),
        (0.04, 1, False, "0,0"),
        (-0.04, 1, False, "0,0"),
        (-1234.56, 1, False, "-1.234,6"),
        (None, 1, False, "–"),
    ],
)
def test_numbers_as_vietnamese_read_them(value: float | None, places: int, trim: bool, expected: str) -> None:
    assert format_number(value, places, trim=trim) == expected


def test_percent() -> None:
    assert format_percent(37.04414587332054) == "37,0%"
    assert format_percent(100.0) == "100,0%"
    assert format_percent(80.0, 2, trim=True) == "80%"
    assert format_percent(None) == "–"


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_a_written_number_can_be_read_back(scaled: int, places: int) -> None:
    text = format_number(Fraction(scaled, 10**places), places)
    assert Decimal(text.replace(".", "").replace(",", ".")) == Decimal(scaled).scaleb(-places)


def test_days_and_moments() -> None:
    assert format_day(date(2023, 9, 7)) == "07/09/2023"
    assert format_day(None) == "–"
    assert format_moment(datetime(2024, 1, 3, 6, 5)) == "06:05 ngày 03/01/2024"
