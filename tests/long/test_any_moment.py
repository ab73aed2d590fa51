"""Nights that are killed at any moment, spread over all phases; MOTCUA_TEST_KILLS says how many (200).

`tests/reliability/test_kills.py` kills at named points; here the clock decides, also within a statement of DuckDB.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import pytest

from orchestration.refresh.night import Night
from tests.integration.history.two_nights import AFTER
from tests.integration.history.yard import Yard
from tests.reliability.undisturbed import Undisturbed

KILLS = int(os.environ.get("MOTCUA_TEST_KILLS", "200"))
A_MORNING = 8
"""So many kills befall one and the same night, phase after phase, before the next one is let through."""

PHASES: dict[str, tuple[type, str]] = {
    "landing": (Night, "land"),
    "loading": (Night, "load"),
    "models": (Yard, "_transform"),
    "publication": (Night, "publish"),
}


@contextmanager
def around(phase: str, before: Callable[[], object], after: Callable[[], object]) -> Iterator[None]:
    """Call `before` and `after` around the work of a phase while the context is open."""
    owner, name = PHASES[phase]
    real: Callable[..., Any] = getattr(owner, name)

    def told(*args: Any, **kwargs: Any) -> Any:
        before()
        outcome = real(*args, **kwargs)
        after()
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, told)
        yield


def seconds_of_phases(undisturbed: Undisturbed) -> dict[str, float]:
    """How long each phase of an undisturbed second night takes on this machine."""
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    taken = dict.fromkeys(PHASES, 0.0)

    def add(phase: str, sign: int) -> None:
        taken[phase] += sign * time.monotonic()

    with ExitStack() as stack:
        for phase in PHASES:
            stack.enter_context(around(phase, partial(add, phase, -1), partial(add, phase, 1)))
        undisturbed.yard.night()
    return taken


def killed(yard: Yard, phase: str, delay: float, kind: signal.Signals) -> bool:
    """Run a night in a process of its own and kill it `delay` seconds after `phase` began; False where it was over."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with around(phase, partial(os.write, mouth, b"."), lambda: None):
                yard.night()
            code = 0
        finally:
            os._exit(code)
    os.close(mouth)
    os.read(ear, 1)
    os.close(ear)
    time.sleep(delay)
    os.kill(child, kind)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the night failed by itself"
    return os.WIFSIGNALED(status)


def test_a_night_killed_at_any_moment_ends_well(undisturbed: Undisturbed) -> None:
    seconds = seconds_of_phases(undisturbed)
    dice = random.Random(KILLS)
    fallen: Counter[str] = Counter()
    escaped = 0
    while fallen.total() < KILLS:
        place = fallen.total() % A_MORNING
        if place == 0:
            undisturbed.restore()
            undisturbed.yard.deliver(AFTER)
        phase = list(PHASES)[place * len(PHASES) // A_MORNING]
        kind = dice.choice((signal.SIGKILL, signal.SIGTERM))
        is_killed = killed(undisturbed.yard, phase, dice.random() * seconds[phase], kind)
        undisturbed.check_readers()
        fallen[phase] += is_killed
        if not is_killed:  # it was quicker: there is nothing left for this morning's next ones to disturb
            escaped += 1
            assert escaped < KILLS, "most nights end before they are killed"
            undisturbed.restore()
            undisturbed.yard.deliver(AFTER)
        elif place == A_MORNING - 1:
            undisturbed.check_next_night()
    undisturbed.restore()
    print(f"{fallen.total()} nights killed, {escaped} were quicker: {dict(fallen)}")
    assert all(fallen[phase] >= KILLS // len(PHASES) // 2 for phase in PHASES), fallen
