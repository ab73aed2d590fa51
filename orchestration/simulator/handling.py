"""Draws what a case leaves behind beside its record: the recorded steps of its handling, and its rating."""

from datetime import datetime, timedelta
from random import Random

from orchestration.simulator import cases, quirks
from orchestration.simulator.cases import Case, Event, Rating
from orchestration.simulator.dice import chance, whole

Step = tuple[datetime, str]
"""A moment and the state that was reached."""

SHARE_WITH_EVENTS = 0.4
SHARE_RATED = 0.2
SHARE_FILLED = 0.02
"""Of the cases with recorded steps: one step's state was lost, and the portal sent 4 (in process) for it."""
FILLED = (cases.STATUS_ACCEPTED, cases.STATUS_SUPPLEMENT, cases.STATUS_FEE)
SCORES = (1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5)


def draw_events(rng: Random, case: Case, horizon: datetime) -> tuple[Event, ...]:
    """Draw the steps that were recorded: of two fifths of the cases all, of the others none.

    Where a step in process is recorded after the case was set to finished, that is a false closure.
    """
    if not chance(rng, SHARE_WITH_EVENTS):
        return ()
    on_paper = 0.0 if chance(rng, 0.75) else 0.5
    steps: list[Step] = [step for step in case.steps if step[1] != cases.STATUS_REGISTERED]
    if case.finished_at is not None and case.noted_at == case.finished_at and chance(rng, 0.006):
        later = case.finished_at + timedelta(hours=whole(rng, 20, 70))
        if later <= horizon:
            steps.append((later, cases.STATUS_PROCESSING))
            if case.last_status in (cases.STATUS_PROCESSED, cases.STATUS_RETURNED):
                case.quirks.append(quirks.FALSE_CLOSURE)
    steps = _with_a_state_filled(case, steps)
    officer = f"cb.{case.unit.code[4:9]}.{whole(rng, 1, 6)}"
    return tuple(Event(case.code, at, status, officer, not chance(rng, on_paper), case.due_at) for at, status in steps)


def _with_a_state_filled(case: Case, steps: list[Step]) -> list[Step]:
    """Give a step that lost its state the state 4, as some portals do; dice of its own, so that all else stays."""
    lost = [place for place, (_, status) in enumerate(steps) if status in FILLED]
    if not lost or not chance(Random(f"filled {case.code}"), SHARE_FILLED):
        return steps
    place = lost[0]
    filled = (steps[place][0], cases.STATUS_PROCESSING)
    if filled in steps:
        return steps
    case.quirks.append(quirks.STATE_FILLED)
    return [*steps[:place], filled, *steps[place + 1 :]]


def draw_rating(rng: Random, case: Case, horizon: datetime) -> Rating | None:
    """Draw the rating of a finished case, within ten days; most give none."""
    finished = case.finished_at or case.returned_at
    done = case.last_status in (cases.STATUS_PROCESSED, cases.STATUS_RETURNED)
    if finished is None or not done or not chance(rng, SHARE_RATED):
        return None
    at = finished + timedelta(minutes=whole(rng, 60, 14_000))
    score = SCORES[int(rng.random() * len(SCORES))]
    return Rating(f"DG{case.code.replace('.', '').replace('-', '')}", at, score) if at <= horizon else None
