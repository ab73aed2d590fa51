"""Fractions behind printed figures; the expected ones are worked out by hand."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.simulator.province import DEFAULT_PLACE, Printed, read_places, tenths
from orchestration.simulator.quota import (
    Fraction,
    fitting_numerator,
    fraction_at_least,
    fraction_at_most,
    plan_quotas,
)


def printed_figures(registers: Path) -> list[Printed]:
    (place,) = read_places(registers, DEFAULT_PLACE, 1)
    return place.printed


@pytest.mark.parametrize(
    ("printed", "denominator", "numerator"),
    [
        ("37", 27, 10),  # 37.04
        ("37", 26, None),  # 9/26 = 34.6, 10/26 = 38.5
        ("0.1", 667, 1),  # 0.1499
        ("0.1", 666, None),  # 0.1502 rounds to 0.2
        ("99.9", 667, 666),  # 99.850
        ("62.5", 8, 5),
        ("12.5", 8, 1),
        ("100", 7, 7),
        ("0", 7, 0),
        ("66.7", 3, 2),
        ("8.5", 400, 34),  # exactly 8.5
    ],
)
def test_fitting_numerator(printed: str, denominator: int, numerator: int | None) -> None:
    printed_tenths = tenths(printed)
    assert printed_tenths is not None
    assert fitting_numerator(printed_tenths, denominator) == numerator


def test_half_is_rounded_up() -> None:
    # 1/800 = 0.125 stays 0.1; 3/2000 = 0.15 is shown as 0.2, never as 0.1
    assert fitting_numerator(1, 800) == 1
    assert fitting_numerator(2, 2000) == 4
    assert fraction_at_least(1, 660) == Fraction(1, 667)


@given(st.integers(0, 1000), st.integers(1, 5000))
def test_numerator_shows_the_printed_figure(printed_tenths: int, denominator: int) -> None:
    numerator = fitting_numerator(printed_tenths, denominator)
    if numerator is None:
        assert denominator < 1000
        return
    assert 0 <= numerator <= denominator
    rate = Decimal(100 * numerator) / Decimal(denominator)
    assert rate.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) == Decimal(printed_tenths) / 10


def test_search_stops_at_the_floor() -> None:
    floor = Fraction(1, 667)
    assert fraction_at_most(1, 600, floor) == floor
    assert fraction_at_most(1, 900, floor) == Fraction(1, 900)  # 0.111
    assert fraction_at_most(370, 28, Fraction(10, 27)) == Fraction(10, 27)  # 28 shows 35.7 or 39.3


@pytest.mark.parametrize("cases", [10_600, 20_000, 123_457])
def test_quotas_sum_to_the_asked_number(full_registers: Path, cases: int) -> None:
    printed = printed_figures(full_registers)
    quotas = plan_quotas(printed, cases, Random("1"))
    assert sum(quota.cases.denominator + quota.others for quota in quotas) == cases
    assert all(quota.cases.denominator * 6 >= quota.payments.denominator for quota in quotas)


def test_dash_has_no_denominator_and_nothing_printed_has_nothing(full_registers: Path) -> None:
    printed = printed_figures(full_registers)
    quotas = {quota.unit.code: quota for quota in plan_quotas(printed, 20_000, Random("1"))}
    foreign_office, planning = quotas["000.00.08.H09"], quotas["000.00.05.H09"]
    assert (foreign_office.cases, foreign_office.payments) == (Fraction(0, 0), Fraction(0, 0))
    assert (planning.cases, planning.payments, planning.others) == (Fraction(0, 0), Fraction(0, 0), 0)
    assert foreign_office.others > 0


def test_smallest_world(full_registers: Path) -> None:
    printed = printed_figures(full_registers)
    smallest = plan_quotas(printed, 1, Random("1"))
    same = plan_quotas(printed, 9_000, Random("1"))
    assert [quota.cases for quota in smallest] == [quota.cases for quota in same]
    assert 10_000 < sum(quota.cases.denominator + quota.others for quota in smallest) < 11_000
