"""Draws the province and writes its exports: the truth first, then what the portals say of it."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from orchestration.simulator.answers import ANSWERS_FILE, Sent, Tally, write_answers
from orchestration.simulator.cases import Case
from orchestration.simulator.catalogue import Catalogue, catalogue_exports, draw_catalogue, write_catalogue
from orchestration.simulator.defects import HIGHEST_RATE, Defects
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.life import Life, Office, draw_habits
from orchestration.simulator.outbox import Outbox
from orchestration.simulator.province import PORTALS, TINH, SimulationError, read_province
from orchestration.simulator.quota import plan_quotas
from orchestration.simulator.schedule import Schedule
from orchestration.simulator.windows import end_of

SOURCES = ("cases", "payments", "procedures")
MANY_CASES = 50_000
"""From so many on a second process is worth its start."""
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


@dataclass(frozen=True, slots=True)
class Order:
    """What `simulate` was asked for."""

    out: Path
    start: date
    end: date
    cases: int
    seed: int
    defects: float
    registers: Path


class World:
    """The truth of a range: the same order gives the same cases."""

    def __init__(self, order: Order) -> None:
        """Plan the quotas and lay them out over the days."""
        start, end, seed = order.start, order.end, order.seed
        self.units, printed = read_province(order.registers)
        self.catalogue: Catalogue = draw_catalogue(start, end, Random(f"{seed}/catalogue"))
        quotas = plan_quotas(printed, order.cases, Random(f"{seed}/quotas"))
        self.schedule = Schedule(quotas, start, end, Random(f"{seed}/days"))
        self._offices = [Office(unit, draw_habits(Random(f"{seed}/habits/{unit.code}"))) for unit in self.units]
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
        cases: how many cases are drawn. Met exactly from about 10,500 on; fewer cannot show the printed
            figures, and the smallest world that can is drawn instead.
        seed: another seed gives another province; the same arguments give the same bytes.
        defects: faulty records of each row rule per good record, 0 to 0.05.
        registers: the folder with the registers of units and printed figures.

    Returns: what was written.

    Raises: SimulationError for arguments that make no world, for a register that cannot be read, and
        where `out` already holds exports.
    """
    order = Order(out, start, end, cases, seed, defects, registers)
    _check(order)
    province = read_province(registers)
    sent = _send_all(order)
    answers = out / ANSWERS_FILE
    write_answers(answers, province, sent)
    return SimulationSummary(
        cases=sum(part.tally.cases for part in sent),
        payments=sum(part.tally.payments for part in sent),
        files=sum(len(part.delivery.rows) for part in sent),
        rows=sum(sum(part.delivery.rows.values()) for part in sent),
        faulty_rows=sum(counter.total() for part in sent for counter in part.defects.sown.values()),
        as_of=max(part.delivery.newest for part in sent),
        answers=answers,
    )


def _send_all(order: Order) -> list[Sent]:
    """Let both portals send; a big world is drawn in two processes, and the bytes are the same."""
    if order.cases < MANY_CASES:
        return [_send(order, portal) for portal in PORTALS]
    with ProcessPoolExecutor(len(PORTALS)) as pool:
        return list(pool.map(_send, [order] * len(PORTALS), PORTALS))


def _send(order: Order, portal: str) -> Sent:
    """Let a portal live through the range and send its files; the catalogue comes from `tinh`."""
    world = World(order)
    sent = Sent(Tally(), Delivery(order.out, order.start), Defects(order.defects))
    if portal == TINH:
        for export, versions in catalogue_exports(world.catalogue, order.start, order.end):
            path = export.path(order.out, ".json")
            sent.delivery.note(path, export, write_catalogue(path, versions))
    outbox = Outbox(portal, order.start, order.end, sent.delivery, sent.defects)
    for place, day in enumerate(world.schedule.days):
        for case in world.cases_on(place, portal):
            sent.tally.add(case)
            outbox.take(case)
        outbox.close(day)
    return sent


def _check(order: Order) -> None:
    start, end = order.start, order.end
    if start > end:
        raise SimulationError(f"--from {start} is after --to {end}; swap them")
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise SimulationError(f"{start} to {end}: choose years from {FIRST_YEAR} to {LAST_YEAR}")
    if order.cases < 1:
        raise SimulationError(f"--cases {order.cases}: ask for at least one case")
    if not 0 <= order.defects <= HIGHEST_RATE:
        raise SimulationError(f"--defects {order.defects}: choose a rate from 0 to {HIGHEST_RATE}")
    for folder in (order.out / source for source in SOURCES):
        if folder.is_dir() and any(folder.rglob("*.*")):
            raise SimulationError(f"{folder}: there are exports already; choose an empty folder for --out")
