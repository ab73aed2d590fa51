"""The province's procedures: what is offered, at which level, online or not, and from when."""

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from orchestration.simulator.dice import chance, pick
from orchestration.simulator.officedays import ONE_DAY
from orchestration.simulator.province import LEVEL_DIGITS
from orchestration.simulator.windows import Export, Window, second_of

ONLINE_LEVELS = ("3", "4")
FULL_ONLINE_LEVEL = "4"
PER_LEVEL = 60
LEVELS_IN_TEN = "4443433222"
FEES_IN_TEN = "1010101011"
CHANGES_IN_TWENTY = ".....4..4.......e..."
"""Of twenty procedures one partly online and one information-only procedure go fully online, one ends."""
SHORTEST_RANGE_WITH_CHANGE = 60

SERVICES_FILE = "services.csv"
"""Names of fields and services, sixty a level; their codes, fees and times are invented."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure; `level_digits` is its `CapThucHien`, `hours` its statutory time."""

    code: str
    name: str
    field_code: str
    field_name: str
    level_digits: str
    online_level: str
    has_fee: bool
    is_essential: bool
    is_integrated: bool
    is_eligible: bool
    is_published: bool
    hours: int
    valid_from: date
    valid_to: date | None

    @property
    def is_online(self) -> bool:
        """Say whether a case of it counts for the online rate (`MucDo` 3 or 4)."""
        return self.online_level in ONLINE_LEVELS

    @property
    def is_full_online(self) -> bool:
        """Say whether everything about it can be done online (`MucDo` 4)."""
        return self.online_level == FULL_ONLINE_LEVEL


class Catalogue:
    """All versions of all procedures; they change at most once, on `changed_on`."""

    def __init__(self, before: list[Procedure], after: list[Procedure], changed_on: date | None) -> None:
        """Take the versions in force before and from the day of the change (None: no change)."""
        self.before, self.after, self.changed_on = before, after, changed_on
        self._changed = {one.code for one in after if one.valid_from == changed_on}
        self._choices = {
            (later, digit, wanted): _choices(after if later else before, digit, wanted)
            for later in (False, True)
            for digit in set(LEVEL_DIGITS.values())
            for wanted in (*ONLINE_CHOICES, *INFORMATION_CHOICES)
        }

    def versions(self) -> list[Procedure]:
        """List all versions as the newest export has them."""
        return list({(one.code, one.valid_from): one for one in (*self.before, *self.after)}.values())

    def is_followed(self, version: Procedure) -> bool:
        """Say whether another version takes its place on the day of the change."""
        return version.valid_from != self.changed_on and version.code in self._changed

    def draw(self, rng: Random, day: date, digit: str, wanted: tuple[bool, bool]) -> Procedure:
        """Draw a procedure in force on a day; `wanted` is (is it online, must it bear a fee)."""
        later = self.changed_on is not None and day >= self.changed_on
        choices = self._choices[later, digit, wanted]
        # the square makes the first procedures much more common than the last
        return choices[int(rng.random() ** 2 * len(choices))]


ONLINE_CHOICES = ((True, True), (True, False))
INFORMATION_CHOICES = ((False, True), (False, False))


def _choices(versions: list[Procedure], digit: str, wanted: tuple[bool, bool]) -> list[Procedure]:
    is_online, must_bear_fee = wanted
    return [
        version
        for version in versions
        if version.valid_to is None
        and digit in version.level_digits
        and version.is_online == is_online
        and (version.has_fee or not must_bear_fee)
    ]


def draw_catalogue(start: date, end: date, rng: Random) -> Catalogue:
    """Draw a catalogue for a range; a longer range gets new versions in its middle.

    The day of the change is the first of a month.
    """
    valid_from = date(start.year - 4, 1, 1)
    services = _services()
    before = [_drawn(number, services, rng, valid_from) for number in range(PER_LEVEL * 3)]
    middle = start + timedelta(days=(end - start).days // 2)
    changed_on = middle.replace(day=1)
    if (end - start).days < SHORTEST_RANGE_WITH_CHANGE or changed_on <= start:
        return Catalogue(before, before, None)
    return Catalogue(before, [_changed(number, old, changed_on) for number, old in enumerate(before)], changed_on)


@cache
def _services() -> dict[str, list[tuple[str, str]]]:
    """Read the services of each level as (name of the field, name of the service)."""
    services: dict[str, list[tuple[str, str]]] = {}
    with Path(__file__).with_name(SERVICES_FILE).open(encoding="utf-8", newline="") as stream:
        for level, field, name in islice(csv.reader(stream), 1, None):
            services.setdefault(level, []).append((field, name))
    return services


def _drawn(number: int, services: dict[str, list[tuple[str, str]]], rng: Random, valid_from: date) -> Procedure:
    """Draw a procedure; its place in a row of ten decides level and fee, so no choice is ever empty."""
    digit, place = str(number % 3 + 1), number // 3 % 10
    field, name = services[digit][number // 3]
    spread = {"1": "1;2", "2": "2;3", "3": "3"}[digit]
    online_level = LEVELS_IN_TEN[place]
    return Procedure(
        code=f"{1 + number % 3}.{1009 + 53 * number:06d}",
        name=name,
        field_code=f"LV{digit}{number // 3 % 12:02d}",
        field_name=field,
        level_digits=spread if chance(rng, 0.1) else digit,
        online_level=online_level,
        has_fee=FEES_IN_TEN[place] == "1",
        is_essential=chance(rng, 0.12),
        is_integrated=chance(rng, 0.6),
        is_eligible=chance(rng, 0.85 if online_level in ONLINE_LEVELS else 0.15),
        is_published=chance(rng, 0.96),
        hours=pick(rng, (8, 16, 16, 24, 24, 40, 40, 56, 80, 120, 160)),
        valid_from=valid_from,
        valid_to=None,
    )


def _changed(number: int, old: Procedure, changed_on: date) -> Procedure:
    """Give what stands in the catalogue for a procedure from the day of the change on."""
    turn = number // 3 % len(CHANGES_IN_TWENTY)
    change = CHANGES_IN_TWENTY[turn]
    if change == "e":
        return replace(old, valid_to=changed_on - ONE_DAY)
    return old if change == "." else replace(old, online_level=change, valid_from=changed_on)


def catalogue_exports(
    catalogue: Catalogue, portal: str, start: date, end: date
) -> list[tuple[Export, list[Procedure]]]:
    """Plan the catalogue's exports: at the start, on the day of a change, and on the last day."""
    days = [start, *([catalogue.changed_on] if catalogue.changed_on else []), *([end] if end > start else [])]
    planned, hour = [], time(1, 0, second_of(portal))
    for index, day in enumerate(days):
        later = catalogue.changed_on is not None and day >= catalogue.changed_on
        export = Export("procedures", portal, Window(index, day, day), datetime.combine(day, hour), live=True)
        planned.append((export, catalogue.after if later else catalogue.before))
    return planned


def procedure_record(version: Procedure) -> dict[str, str]:
    """Give the record of a version in an export of the catalogue."""
    ended = f"{version.valid_to:%Y%m%d}" if version.valid_to else ""
    return {
        "MaTTHC": version.code,
        "TenTTHC": version.name,
        "MaLinhVuc": version.field_code,
        "TenLinhVuc": version.field_name,
        "CapThucHien": version.level_digits,
        "MucDo": version.online_level,
        "DuDieuKienToanTrinh": str(int(version.is_eligible)),
        "TichHopDVCQG": str(int(version.is_integrated)),
        "CongBoCSDLQG": str(int(version.is_published)),
        "CoPhi": str(int(version.has_fee)),
        "ThoiHanGiaiQuyet": str(version.hours),
        "ThoiHanTrucTuyen": str(min(version.hours, 8)),
        "DVCThietYeu": str(int(version.is_essential)),
        "HieuLucTu": f"{version.valid_from:%Y%m%d}",
        "HieuLucDen": ended,
    }
