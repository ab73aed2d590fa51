"""A night in a process of its own that is killed at a named point, as by `kill -9` or a power cut."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.portal import landing, ledger, loading
from orchestration.publication import building, publishing, shelf
from orchestration.refresh.night import Night
from tests.integration.history.exports import Export
from tests.integration.history.script import Script
from tests.integration.history.yard import Yard


@dataclass(frozen=True, slots=True)
class Point:
    """Where a night dies: at the `call`-th call of `owner.name`, before its work or `after` it."""

    owner: Any
    name: str
    call: int = 1
    after: bool = False


POINTS = {
    "note written": Point(landing, "_move"),
    "one file moved": Point(landing, "_move", call=2),
    "all files moved": Point(ledger.Ledger, "append"),
    "ledger appended": Point(ledger.Ledger, "append", after=True),
    "landed": Point(Night, "load"),
    "within a batch": Point(loading, "_record_read", call=1, after=True),
    "one batch loaded": Point(loading, "_load_batch", call=1, after=True),
    "loaded": Point(Night, "_begin_run"),
    "run begun": Point(Night, "_begin_run", after=True),
    "models built": Point(Night, "publish"),
    "stamped": Point(publishing, "_stamp", after=True),
    "tables half built": Point(building, "_build", call=5, after=True),
    "tables built": Point(publishing, "build_tables", after=True),
    "manifest written": Point(publishing, "write_manifest", after=True),
    "named, not yet swapped": Point(Path, "symlink_to"),
    "swapped, not yet applied": Point(shelf.Shelf, "put_out", after=True),
    "applied, not yet remembered": Point(publishing, "_apply", after=True),
}
"""The points of a night in their order; `killed_in_models` stands between `run begun` and `models built`."""


@contextmanager
def deadly(point: Point) -> Iterator[None]:
    """Let the process die at `point` while the context is open."""
    real: Callable[..., Any] = getattr(point.owner, point.name)
    calls = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(point)
        if len(calls) == point.call and not point.after:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = real(*args, **kwargs)
        if len(calls) == point.call and point.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(point.owner, point.name, dying)
        yield


def killed_night(yard: Yard, exports: list[Export], point: Point, *, full: bool = False) -> None:
    """Run a night that dies at `point`; fails where it ends otherwise."""
    _in_a_process_of_its_own(lambda: _die_at(yard, exports, point, full), point.name)


def killed_in_models(yard: Yard, share: float, *, full: bool = False) -> None:
    """Run a night that dies when this share of the models' statements was said; the files were delivered before."""

    def night() -> None:
        script = yard.scripts.whole if full else yard.scripts.incremental
        said = Script(script.statements[: int(len(script.statements) * share)])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Script, "say", lambda _, con: said_and_dead(said, con))
            yard.night(full=full)

    def said_and_dead(said: Script, con: Any) -> None:
        for statement in said.statements:
            con.execute(statement)
        os.kill(os.getpid(), signal.SIGKILL)

    _in_a_process_of_its_own(night, "the models")


def _die_at(yard: Yard, exports: list[Export], point: Point, full: bool) -> None:
    with deadly(point):
        yard.night(exports, full=full)


def _in_a_process_of_its_own(night: Callable[[], object], place: str) -> None:
    child = os.fork()
    if child == 0:
        try:
            night()
        finally:
            os._exit(1)  # nothing of the tests' own ending belongs here
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the night ended without coming to {place}, where it should die"
    assert os.WTERMSIG(status) == signal.SIGKILL
