"""`motcua refresh`: the job of the night, through Dagster, in this process and on Dagster's own instance."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dagster import DagsterError
from sqlalchemy.exc import SQLAlchemyError

from orchestration.assets.shift import Shift
from orchestration.portal.loading import LoadedFiles
from orchestration.publication.following import ShelfError
from orchestration.publication.history import HistoryError
from orchestration.publication.publishing import GateRefusedError
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Verdict
from orchestration.quality.suites import SuiteError
from orchestration.refresh.execution import execute
from orchestration.refresh.inbox import is_nothing_new
from orchestration.refresh.lock import refresh_lock
from orchestration.refresh.night import Night, TransformError
from orchestration.refresh.restoring import make_again
from orchestration.settings import Settings
from orchestration.transform.dbt_runner import DbtError


class RefreshFailedError(RuntimeError):
    """A step failed, or something that was expected did not answer; the last publication stays."""


@dataclass(frozen=True, slots=True)
class RefreshOutcome:
    """How a refresh ended that did not fail.

    `published`: a publication was put out. `publication_id`, `folder`: the one that readers see now, None
    where there is none yet. `gate_refused`: the candidate was not let out; `problems` says why. `verdict`:
    what the gate decided; `loaded`: what was read.
    """

    published: bool
    publication_id: str | None
    folder: Path | None
    verdict: Verdict | None
    gate_refused: bool = False
    problems: list[str] = field(default_factory=list)
    loaded: LoadedFiles | None = None


def run_refresh(
    settings: Settings, full: bool = False, until: datetime | None = None, living: Shelf | None = None
) -> RefreshOutcome:
    """Run the nightly job once. `full` makes everything anew; `until` takes only what had arrived by then.

    `living`: the shelf of the nightly warehouse, whose history a replay takes over. Where everything that was published
    is lost, the recorded publications are made again first.

    Raises RefreshRunningError where another refresh holds the lock; SettingsError and ContractError before
    anything is touched; RefreshFailedError, which names the step and what went wrong.
    """
    settings.require_pii_key()
    run_id = str(uuid.uuid4())
    with refresh_lock(settings.lock_file):
        try:
            if until is None and make_again(settings, print, run_id) and not full and is_nothing_new(settings):
                return _outcome(settings, None, [])
            shift = Shift(Night(settings, full=full, until=until, run_id=run_id, living=living))
            try:
                problems = execute(settings, shift, run_id)
            finally:
                shift.night.close()
        except GateRefusedError as error:
            return _outcome(settings, None, [str(error)], gate_refused=True)
        except (DbtError, SuiteError, TransformError, ShelfError, HistoryError) as error:
            raise RefreshFailedError(str(error)) from error
        except (DagsterError, SQLAlchemyError) as error:
            raise RefreshFailedError(
                f"Dagster's instance in {settings.dagster_home}: {error}\n"
                "mend its dagster.yaml; if its files are broken, delete the folder: only the list of runs is lost"
            ) from error
        if problems and shift.refusal is None:
            told = "\n".join(problems)
            raise RefreshFailedError(f"{told}\n(run {run_id}; its log stands in {settings.dagster_home})")
        return _outcome(settings, shift, problems)


def _outcome(
    settings: Settings, shift: Shift | None, problems: list[str], *, gate_refused: bool = False
) -> RefreshOutcome:
    """`shift`: None where only what was lost was made again."""
    folder = Shelf(settings.published).current()
    return RefreshOutcome(
        published=not gate_refused if shift is None else shift.publication is not None,
        publication_id=folder.name if folder else None,
        folder=folder,
        verdict=shift.audit.verdict if shift and shift.audit else None,
        gate_refused=gate_refused or bool(shift and shift.refusal is not None),
        problems=problems,
        loaded=shift.loaded if shift else None,
    )
