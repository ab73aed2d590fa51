"""Draws the province and writes its exports: the truth first, then what the portals say of it."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from orchestration.simulator.answers import ANSWERS_FILE, Tally, write_answers
from orchestration.simulator.cases import Case
from orchestration.simulator.catalogue import Catalogue, catalogue_exports, draw_catalogue, write_catalogue
from orchestration.simulator.defects import HIGHEST_RATE, Defects
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.life import Life, Office, draw_habits
from orchestration.simulator.outbox import Outbox
from orchestration.simulator.province import PORTALS, Printed, SimulationError, Unit, read_province
from orchestration.simulator.quota import plan_quotas
from orchestration.simulator.schedule import Schedule
from orchestration.simulator.windows import end_of

SOURCES = ("cases", "payments", "procedures")
FIRST_YEAR, LAST_YEAR = 2010, 2050


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What was written: counts of the truth, of files and of records in them, and where the answers lie."""

    cases: int
    payments: int
    files: int
    rows: int
    faulty_rows: int
    as_of: datetime
    answers: Path


class World:
    """The truth of a range: the same arguments give the same cases."""

    def __init__(
        self, province: tuple[list[Unit], list[Printed]], start: date, end: date, cases: int, seed: int
    ) -> None:
        """Plan the quotas and lay them out over the days."""
        self.units, printed = province
        self.catalogue: Catalogue = draw_catalogue(start, end, Random(f"{seed}/catalogue"))
        self.schedule = Schedule(
            plan_quotas(printed, cases, Random(f"{seed}/quotas")), start, end, Random(f"{seed}/days")
        )
        self._offices = [
            Office(unit, draw_habits(Random(f"{seed}/habits/{unit.code}"))) for unit in self.units
        ]
        self._life = Life(self.catalogue, end_of(end))
        self._seed = seed

    def cases_on(self, place: int, portal: str) -> list[Case]:
        """Draw the cases that a portal got on the day at `place` of the schedule's days."""
        day = self.schedule.days[place]
        rng = Random(f"{self._seed}/{portal}/{day}")
        numbers: dict[int, int] = {}
        drawn = []
        for slot in self.schedule.slots(place, portal):
            number = numbers[slot.unit] = numbers.get(slot.unit, 0) + 1
            drawn.append(self._life.draw(rng, slot, self._offices[slot.unit], day, number))
        return drawn


def simulate(  # noqa: PLR0913, PLR0917 - each is an option of the command
    out: Path,
    start: date,
    end: date,
    cases: int = 20_000,
    seed: int = 1,
    defects: float = 0.0,
    *,
    registers: Path,
) -> SimulationSummary:
    """Write the exports of Bình Dương's two portals for a range of days, and `answers.json` beside them.

    Args:
        out: the inbox; files go to `out/<source>/<portal>/`, the answers to `out/answers.json`.
        start: the first day; nothing happened before it.
        end: the last day; the newest exports are written in the night after it.
        cases: how many cases are drawn. Met exactly from about 8,000 on; fewer cannot show the printed
            figures, and the smallest world that can is drawn instead.
        seed: another seed gives another province; the same arguments give the same bytes.
        defects: faulty records of each row rule per good record, 0 to 0.05.
        registers: the folder with the registers of units and printed figures.

    Returns: what was written.

    Raises: SimulationError for arguments that make no world, for a register that cannot be read, and
        where `out` already holds exports.
    """
    _check(out, start, end, cases, defects)
    province = read_province(registers)
    world = World(province, start, end, cases, seed)
    delivery, tally = Delivery(out, start), Tally()
    for export, versions in catalogue_exports(world.catalogue, start, end):
        path = export.path(out, ".json")
        delivery.note(path, export, write_catalogue(path, versions))
    sown = [_send(world, portal, delivery, tally, defects) for portal in PORTALS]
    answers = out / ANSWERS_FILE
    write_answers(answers, province, tally, sown, delivery)
    return SimulationSummary(
        cases=tally.cases,
        payments=tally.payments,
        files=len(delivery.rows),
        rows=sum(delivery.rows.values()),
        faulty_rows=sum(counter.total() for portal in sown for counter in portal.sown.values()),
        as_of=delivery.newest,
        answers=answers,
    )


def _send(world: World, portal: str, delivery: Delivery, tally: Tally, rate: float) -> Defects:
    """Let a portal live through the range and send its files; gives what faults were sown."""
    defects, days = Defects(rate), world.schedule.days
    outbox = Outbox(portal, days[0], days[-1], delivery, defects)
    for place, day in enumerate(days):
        for case in world.cases_on(place, portal):
            tally.add(case)
            outbox.take(case)
        outbox.close(day)
    return defects


def _check(out: Path, start: date, end: date, cases: int, defects: float) -> None:
    if start > end:
        raise SimulationError(f"--from {start} is after --to {end}; swap them")
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise SimulationError(f"{start} to {end}: choose years from {FIRST_YEAR} to {LAST_YEAR}")
    if cases < 1:
        raise SimulationError(f"--cases {cases}: ask for at least one case")
    if not 0 <= defects <= HIGHEST_RATE:
        raise SimulationError(f"--defects {defects}: choose a rate from 0 to {HIGHEST_RATE}")
    for source in SOURCES:
        if (out / source).is_dir() and any((out / source).rglob("*.*")):
            raise SimulationError(
                f"{out / source}: there are exports already; choose an empty folder for --out"
            )
