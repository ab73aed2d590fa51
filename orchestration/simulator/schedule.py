"""Which unit receives what on which day: every quota laid out over the range, a number a case."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from random import Random

from orchestration.simulator.dice import shuffle
from orchestration.simulator.officedays import DayChoice, days_between
from orchestration.simulator.province import HUYEN
from orchestration.simulator.quota import Quota

ONLINE = 0
NOT_ONLINE = 1
INFORMATION = 2
REGISTERED = 3
REFUSED = 4
"""Kinds of cases: of an online procedure and filed online or not; of a procedure that is not online;
filed online but never accepted; filed online and refused."""
INFORMATION_IN_TEN = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """A case that is to be drawn: its unit's index, its kind, its succeeded payments (of them online)."""

    unit: int
    kind: int
    payments: int
    online_payments: int


class Schedule:
    """All cases of the range in order of day, packed into eight bytes each."""

    def __init__(self, quotas: list[Quota], start: date, end: date, rng: Random) -> None:
        """Lay every quota out; the sums per unit are the quota's, whatever days are drawn."""
        self.days = days_between(start, end)
        choices = (DayChoice(self.days, online=True), DayChoice(self.days, online=False))
        packed: list[int] = []
        for quota in quotas:
            packed.extend(_laid_out(quota, choices, self._first_day(quota), rng))
        packed.sort()
        self._packed = array("Q", packed)

    def __len__(self) -> int:
        """Give the number of cases."""
        return len(self._packed)

    def slots(self, place: int, portal: str) -> list[Slot]:
        """List the cases that a portal gets on the day at `place` in `days`."""
        low = _key(place, portal)
        first, last = bisect_left(self._packed, low), bisect_left(self._packed, low + (1 << 40))
        return [_unpacked(number) for number in self._packed[first:last]]

    def _first_day(self, quota: Quota) -> int:
        """Give the place of the day from which the plan has data of the unit, or 0."""
        data_from = quota.printed.data_from
        inside = data_from is not None and self.days[0] <= data_from <= self.days[-1]
        return (data_from - self.days[0]).days if inside and data_from is not None else 0


def _key(place: int, portal: str) -> int:
    return (place * 2 + (portal == HUYEN)) << 40


def _unpacked(number: int) -> Slot:
    return Slot(
        unit=number >> 24 & 0xFFFF,
        kind=number >> 16 & 0xFF,
        payments=number >> 8 & 0xFF,
        online_payments=number & 0xFF,
    )


def _laid_out(quota: Quota, choices: tuple[DayChoice, DayChoice], first: int, rng: Random) -> list[int]:
    """Give the packed cases of one unit."""
    information = quota.others * INFORMATION_IN_TEN // 10
    kinds = [ONLINE] * quota.cases.numerator + [NOT_ONLINE] * (quota.cases.denominator - quota.cases.numerator)
    kinds += [INFORMATION] * information
    payments = _payments(quota, len(kinds), rng)
    never = quota.others - information
    kinds += [REGISTERED] * (never // 2) + [REFUSED] * (never - never // 2)
    payments += [(0, 0)] * never
    unit, portal, packed = quota.unit.index << 24, quota.unit.portal, []
    for kind, (paid, online) in zip(kinds, payments, strict=True):
        at_counter = kind in (NOT_ONLINE, INFORMATION)
        place = choices[at_counter].draw(rng, first)
        packed.append(_key(place, portal) | unit | kind << 16 | paid << 8 | online)
    return packed


def _payments(quota: Quota, cases: int, rng: Random) -> list[tuple[int, int]]:
    """Spread a unit's succeeded payments over its received cases: (in all, online) for each case."""
    paid, online = [0] * cases, [0] * cases
    owners = [number % cases for number in range(quota.payments.denominator)]
    shuffle(rng, owners)
    for number, owner in enumerate(owners):
        paid[owner] += 1
        online[owner] += number < quota.payments.numerator
    order = list(range(cases))
    shuffle(rng, order)
    return [(paid[place], online[place]) for place in order]
