"""How many cases and payments each unit gets, so that its printed figures come out again."""

from dataclasses import dataclass
from random import Random

from orchestration.simulator.province import Printed, Unit, tenths

CORE_SHARE = 0.88
"""Part of all cases that are received cases of online procedures; the rest are the others."""
PAYMENTS_PER_CASE = 0.8
MOST_PAYMENTS_PER_CASE = 6
FEWEST = 10
LEVEL_WEIGHTS = {"department": 3.0, "district": 4.0, "commune": 1.0}


@dataclass(frozen=True, slots=True)
class Fraction:
    """A figure before the division."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What one unit must end up with.

    `cases`: received cases of online procedures, filed online / in all. `others`: cases beside those
    (procedures that are not online, never accepted, refused). `payments`: succeeded, online / in all.
    """

    printed: Printed
    cases: Fraction
    others: int
    payments: Fraction

    @property
    def unit(self) -> Unit:
        """The unit the quota is for."""
        return self.printed.unit


def fitting_numerator(printed_tenths: int, denominator: int) -> int | None:
    """Give the numerator nearest the printed percentage, None if no numerator rounds half up to it."""
    numerator = (2 * denominator * printed_tenths + 1000) // 2000
    rounded = (2000 * numerator + denominator) // (2 * denominator)
    return numerator if rounded == printed_tenths else None


def fraction_at_least(printed_tenths: int, least: int) -> Fraction:
    """Give the fraction of the smallest denominator from `least` on that shows the printed figure.

    The search ends: from a denominator of 1000 on every figure of one decimal has a numerator.
    """
    denominator = max(least, 1)
    while (numerator := fitting_numerator(printed_tenths, denominator)) is None:
        denominator += 1
    return Fraction(numerator, denominator)


def fraction_at_most(printed_tenths: int, most: int, floor: Fraction) -> Fraction:
    """Give the fraction of the greatest denominator up to `most`, but never below `floor`."""
    for denominator in range(most, floor.denominator, -1):
        numerator = fitting_numerator(printed_tenths, denominator)
        if numerator is not None:
            return Fraction(numerator, denominator)
    return floor


def plan_quotas(printed: list[Printed], cases: int, rng: Random) -> list[Quota]:
    """Share `cases` out over the units.

    The sum over all units is exactly `cases` as long as that is not below what the printed figures
    need (about 10,500 for the Bình Dương register); below it the smallest possible world is given.
    """
    floors = [_floors(figure) for figure in printed]
    weights = [_weight(figure, rng) for figure in printed]
    cores = _cores(printed, [floor[0] for floor in floors], weights, int(cases * CORE_SHARE))
    core_total = sum(core.denominator for core in cores)
    rest = max(cases - core_total, round(core_total * (1 - CORE_SHARE)))
    others = _shares(rest, [_other_weight(figure, weight) for figure, weight in zip(printed, weights, strict=True)])
    return [
        Quota(figure, core, other, _payments(figure.payment_rate, core, floor[1]))
        for figure, core, other, floor in zip(printed, cores, others, floors, strict=True)
    ]


def _floors(figure: Printed) -> tuple[Fraction, Fraction]:
    """Give the smallest fractions of cases and payments that show a unit's printed figures."""
    nothing = Fraction(0, 0)
    case_tenths, payment_tenths = tenths(figure.case_rate), tenths(figure.payment_rate)
    payments = nothing if payment_tenths is None else fraction_at_least(payment_tenths, FEWEST)
    least = max(FEWEST, -(-payments.denominator // MOST_PAYMENTS_PER_CASE))
    return nothing if case_tenths is None else fraction_at_least(case_tenths, least), payments


def _weight(figure: Printed, rng: Random) -> float:
    size = 0.5 + 1.5 * rng.random()  # drawn for every unit, so that one figure more shifts no other unit
    return size * LEVEL_WEIGHTS.get(figure.unit.level, 1.0)


def _other_weight(figure: Printed, weight: float) -> float:
    """Weigh a unit's other cases: none where nothing was printed, few where `-` stands."""
    if tenths(figure.case_rate) is not None:
        return weight
    return 0.05 if figure.case_rate == "-" else 0.0


def _cores(printed: list[Printed], floors: list[Fraction], weights: list[float], total: int) -> list[Fraction]:
    """Fit the case fractions to the weights so that their denominators sum to `total` at most."""
    low, high = 0.0, float(total + 1)
    for _ in range(60):  # halving: 60 steps leave less than one case of error even at 10^9 cases
        middle = (low + high) / 2
        size = sum(max(floor.denominator, int(weight * middle)) for floor, weight in zip(floors, weights, strict=True))
        low, high = (middle, high) if size <= total else (low, middle)
    return [
        _scaled(figure.case_rate, int(weight * low), floor)
        for figure, floor, weight in zip(printed, floors, weights, strict=True)
    ]


def _scaled(printed_text: str, size: int, floor: Fraction) -> Fraction:
    printed_tenths = tenths(printed_text)
    return floor if printed_tenths is None else fraction_at_most(printed_tenths, size, floor)


def _payments(printed_text: str, core: Fraction, floor: Fraction) -> Fraction:
    return _scaled(printed_text, int(core.denominator * PAYMENTS_PER_CASE), floor)


def _shares(total: int, weights: list[float]) -> list[int]:
    """Cut a whole number by weights; the parts sum to it exactly."""
    whole, passed, given, shares = sum(weights), 0.0, 0, []
    for weight in weights:
        passed += weight
        upto = round(total * passed / whole) if whole else 0
        shares.append(upto - given)
        given = upto
    return shares
