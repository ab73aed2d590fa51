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
from orchestration.publication import building, publishing, record, shelf
from orchestration.refresh.night import Night
from orchestration.transform.dbt_runner import NodeResult
from tests.integration.history import yard as yard_module
from tests.integration.history.exports import Export
from tests.integration.history.script import Script
from tests.integration.history.yard import Scripts, Yard


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
    "tables half built": Point(building, "_build", call=5, after=True),
    "tables built": Point(publishing, "build_tables", after=True),
    "stamped": Point(publishing, "_stamp", after=True),
    "tables of the audit built": Point(publishing, "rebuild_of_audit", after=True),
    "manifest written": Point(publishing, "write_manifest", after=True),
    "named, not yet swapped": Point(Path, "symlink_to"),
    "swapped, not yet applied": Point(shelf.Shelf, "put_out", after=True),
    "recorded, not yet applied": Point(record.Record, "append", after=True),
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
            _die()
        outcome = real(*args, **kwargs)
        if len(calls) == point.call and point.after:
            _die()
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(point.owner, point.name, dying)
        yield


def killed_night(yard: Yard, exports: list[Export], point: Point) -> None:
    """Run a night that dies at `point`; fails where it ends otherwise."""
    _in_a_process_of_its_own(lambda: _die_at(yard, exports, point), point.name)


def killed_in_models(yard: Yard, share: float) -> None:
    """Run a night that dies when this share of the models' statements was said; the files were delivered before."""
    statements = yard.scripts.incremental.statements
    said = Script(statements[: int(len(statements) * share)])

    def night() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yard, "scripts", Scripts(said, said))
            patch.setattr(yard_module, "set_candidate", _die)
            yard.night()

    _in_a_process_of_its_own(night, "the models")


def killed_after_model(yard: Yard, name: str) -> None:
    """Run a night that makes everything anew by dbt and dies when dbt tells that this model is done."""

    def night() -> None:
        yard.by_dbt = True
        transform = Night.transform
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Night, "transform", lambda night: transform(night, dying_after))
            yard.night(full=True)

    def dying_after(result: NodeResult) -> None:
        if result.name == name:
            _die()

    _in_a_process_of_its_own(night, f"model {name}")


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(yard: Yard, exports: list[Export], point: Point) -> None:
    with deadly(point):
        yard.night(exports)


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
