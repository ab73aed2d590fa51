"""Draws the places of the plans and writes their exports: the truth first, then what the portals say of it."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from orchestration.simulator.answers import ANSWERS_FILE, Tally, write_answers
from orchestration.simulator.answers.writing import Sent
from orchestration.simulator.cases import Case
from orchestration.simulator.catalogue import Catalogue, catalogue_exports, draw_catalogue
from orchestration.simulator.counter import draw_complaints, draw_visits
from orchestration.simulator.defects import HIGHEST_RATE, Defects
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.dice import chance
from orchestration.simulator.life import Crowd, Life, Office, draw_habits
from orchestration.simulator.officedays import ONE_DAY
from orchestration.simulator.outbox import Outbox
from orchestration.simulator.people import PEOPLE_PER_CASE, Applicant, lone_citizen
from orchestration.simulator.province import ALL_PLACES, DEFAULT_PLACE, HUYEN, Place, SimulationError, read_places
from orchestration.simulator.quota import plan_quotas
from orchestration.simulator.registers_sent import send_registers
from orchestration.simulator.schedule import INFORMATION, Schedule
from orchestration.simulator.sender import Post, Sender
from orchestration.simulator.warnings_sown import bend_cases
from orchestration.simulator.windows import end_of

MANY_CASES = 10_000
"""From so many on a second process is worth its start."""
FIRST_YEAR, LAST_YEAR = 2010, 2050
OTHER_PLACES_SHARE = 0.05
"""Of the cases of all places, what each one has whose figures were not printed."""
UNCODED_SHARE = 0.02


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
    place: str = DEFAULT_PLACE
    nights: int = 0


class World:
    """The truth of a place in a range: the same order gives the same cases."""

    def __init__(self, order: Order, place: Place) -> None:
        """Plan the quotas and lay them out over the days."""
        start, end = order.start, order.end
        self._seed = order.seed if place.is_printed else f"{order.seed}/{place.suffix}"
        cases = _share(order, place)
        self.place = place
        self.catalogue: Catalogue = draw_catalogue(start, end, Random(f"{self._seed}/catalogue"))
        quotas = plan_quotas(place.printed, cases, Random(f"{self._seed}/quotas"))
        self.schedule = Schedule(quotas, start, end, Random(f"{self._seed}/days"))
        self._offices = [Office(unit, draw_habits(Random(f"{self._seed}/habits/{unit.code}"))) for unit in place.units]
        self._crowd = max(int(cases * PEOPLE_PER_CASE), 20)
        self._life = Life(self.catalogue, end_of(end))
        self._bent = {portal: Defects(order.defects) for portal in place.portals}

    def cases_on(self, number: int, portal: str) -> list[Case]:
        """Draw the cases that a portal got on the `number`-th of the schedule's days."""
        day = self.schedule.days[number]
        rng = Random(f"{self._seed}/{portal}/{day}")
        crowd = Crowd(self._crowd, self.place.number * 2 % 10 + (portal == HUYEN))
        numbers: dict[int, int] = {}
        drawn, plain = [], []
        for slot in self.schedule.slots(number, portal):
            nth = numbers[slot.unit] = numbers.get(slot.unit, 0) + 1
            case = self._life.draw(rng, slot, self._offices[slot.unit], crowd, day, nth)
            drawn.append(case)
            if slot.kind == INFORMATION and not case.payments:
                plain.append(case)
        for nth, case in enumerate(plain):
            if portal != HUYEN and chance(rng, UNCODED_SHARE):
                _leave_uncoded(case, lone_citizen(number * 1000 + nth % 1000, crowd.world))
        bend_cases(self._bent[portal], [case for case in plain if not case.is_uncoded])
        return drawn


def _leave_uncoded(case: Case, person: Applicant) -> None:
    """Let a case have no code of the province's: nothing else can then name it."""
    case.is_uncoded, case.events, case.rating = True, (), None
    case.applicant = person


def _share(order: Order, place: Place) -> int:
    """Give the cases of a place: all that were asked for, or its part where all places are."""
    if order.place != ALL_PLACES:
        return order.cases
    others = int(order.cases * OTHER_PLACES_SHARE)
    return order.cases - 4 * others if place.is_printed else max(others, 1)


def simulate(  # noqa: PLR0913, PLR0917 - each is an option of the command
    out: Path,
    start: date,
    end: date,
    cases: int = 20_000,
    seed: int = 1,
    defects: float = 0.0,
    place: str = DEFAULT_PLACE,
    nights: int = 0,
    *,
    registers: Path,
) -> SimulationSummary:
    """Write the exports of a place's portals for a range of days, and `answers.json` beside them.

    Args:
        out: the inbox; files go to `out/<source>/<portal>/`, the answers to `out/answers.json`.
        start: the first day; nothing happened before it.
        end: the last day; the newest exports are written in the night after it.
        cases: how many cases are drawn. Met exactly from about 10,500 on; fewer cannot show the figures
            printed for Bình Dương, and the smallest world that can is drawn instead. Of all places
            together each of the other four has a twentieth.
        seed: another seed gives another province; the same arguments give the same bytes.
        defects: faulty records of each row rule per good record, 0 to 0.05.
        place: the plan whose place is simulated, by its code in plans.csv, or `all`.
        nights: in how many nights the files arrive, 0 for all at once; those of each lie below
            `out/night-0001` and so on, the first brings what had been exported before it, some arrive
            late, out of order or twice.
        registers: the folder with the registers of plans, units and printed figures.

    Returns: what was written.

    Raises: SimulationError for arguments that make no world, for a register that cannot be read, and
        where `out` already holds exports.
    """
    order = Order(out, start, end, cases, seed, defects, registers, place, nights)
    _check(order)
    sent = _send_all(order, read_places(registers, place, seed))
    return _summed(sent, out / ANSWERS_FILE, seed)


def _summed(sent: list[Sent], answers: Path, seed: int) -> SimulationSummary:
    """Write the answers and sum up what was sent."""
    facts = sum((part.tally.facts for part in sent), Counter[str]())
    write_answers(answers, seed, sent)
    return SimulationSummary(
        cases=facts["cases"],
        payments=facts["payments"],
        files=sum(len(part.arrivals) for part in sent),
        rows=sum(arrival.rows for part in sent for arrival in part.arrivals),
        faulty_rows=sum(len(part.verdicts) for part in sent),
        as_of=max(part.newest for part in sent),
        answers=answers,
    )


def _send_all(order: Order, places: list[Place]) -> list[Sent]:
    """Let all portals send; a big world is drawn in two processes, and the bytes are the same."""
    tasks = [(place, portal) for place in places for portal in place.portals]
    if order.cases < MANY_CASES or len(tasks) == 1:
        return [_send(order, place, portal) for place, portal in tasks]
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(_send, [order] * len(tasks), *zip(*tasks, strict=True)))


def _send(order: Order, place: Place, portal: str) -> Sent:
    """Let a portal live through the range and send its files; the province's own system sends the catalogue."""
    world = World(order, place)
    tally = Tally(order.start, order.end, order.end + ONE_DAY)
    delivery = Delivery(order.out, order.start, order.end, order.nights, order.seed)
    defects = Defects(order.defects)
    sender = Sender(Post(portal, order.start, order.end, order.seed), delivery, defects, tally)
    if portal == place.portals[0]:
        for export, versions in catalogue_exports(world.catalogue, portal, order.start, order.end):
            sender.send_catalogue(export, versions)
    outbox = Outbox(sender, order.nights)
    for number, day in enumerate(world.schedule.days):
        drawn = world.cases_on(number, portal)
        tally.add_day([case for case in drawn if not case.is_uncoded])
        for case in drawn:
            outbox.take(case)
            sender.quirks.update(case.quirks)
        _accompany(outbox, tally, Random(f"{order.seed}/counter/{portal}/{day}"), drawn, end_of(order.end))
        outbox.close(day)
    told, differing = send_registers(sender, place, tally.stock, order.seed)
    tally.close()
    counted = sender.quirks + delivery.quirks
    return Sent(
        place, tally, world.catalogue, told, delivery.arrivals, delivery.newest, defects.sown, defects.verdicts,
        sender.fates.counts(), counted, differing,
    )  # fmt: skip


def _accompany(outbox: Outbox, tally: Tally, rng: Random, drawn: list[Case], horizon: datetime) -> None:
    """Let tickets be taken and complaints be written."""
    known = [case for case in drawn if not case.is_uncoded]
    for visit in draw_visits(rng, known):
        tally.add_visit(visit)
        outbox.take_visit(visit)
    for complaint in draw_complaints(rng, known, horizon):
        tally.add_complaint(complaint)
        outbox.take_complaint(complaint)


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
    most = (end - start).days + 1
    if not 0 <= order.nights <= most:
        raise SimulationError(f"--nights {order.nights}: {start} to {end} has {most}; choose 0 (at once) to {most}")
    for folder in order.out.glob("*"):
        if folder.is_dir() and any(path.is_file() for path in folder.rglob("*.*")):
            raise SimulationError(f"{folder}: there are exports already; choose an empty folder for --out")
