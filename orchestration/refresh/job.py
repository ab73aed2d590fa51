"""`motcua refresh`: the job of the night, through Dagster, in this process and on Dagster's own instance."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from orchestration.portal.landing import waiting_files
from orchestration.portal.loading import LoadedFiles
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Verdict
from orchestration.refresh.fingerprint import is_published
from orchestration.refresh.lock import refresh_lock
from orchestration.settings import Settings


class RefreshFailedError(RuntimeError):
    """A step failed, or something that was expected did not answer; the last publication stays."""


@dataclass(frozen=True, slots=True)
class RefreshOutcome:
    """How a refresh ended that did not fail.

    `published`: a publication was put out; `publication_id` and `folder` name the one that readers see now,
    None where there is none yet. `verdict` and `loaded` are None where there was nothing new to do.
    `gate_refused`: the candidate was not let out; `problems` says why.
    """

    published: bool
    publication_id: str | None
    folder: Path | None
    verdict: Verdict | None = None
    gate_refused: bool = False
    problems: list[str] = field(default_factory=list)
    loaded: LoadedFiles | None = None


def run_refresh(settings: Settings, full: bool = False, until: datetime | None = None) -> RefreshOutcome:
    """Run the nightly job once. `full` makes everything anew; `until` takes only what had arrived by then.

    Raises RefreshRunningError where another refresh holds the lock; SettingsError and ContractError before
    anything is touched; RefreshFailedError, which names the step and what went wrong.
    """
    settings.require_pii_key()
    with refresh_lock(settings.lock_file):
        if not full and until is None and has_nothing_new(settings):
            return _standing(settings)
        return _refresh(settings, full, until)


def has_nothing_new(settings: Settings) -> bool:
    """Whether no file waits and the last refresh published just what lies there; costs no heavy import."""
    return not waiting_files(settings.inbox, settings.settle_seconds) and is_published(settings)


def _standing(settings: Settings) -> RefreshOutcome:
    folder = Shelf(settings.published).current()
    return RefreshOutcome(False, folder.name if folder else None, folder)


def _refresh(settings: Settings, full: bool, until: datetime | None) -> RefreshOutcome:
    # Dagster is imported only now: `nothing new` is told without it.
    from orchestration.assets.shift import Shift  # noqa: PLC0415
    from orchestration.refresh.execution import execute  # noqa: PLC0415
    from orchestration.refresh.night import Night  # noqa: PLC0415

    run_id = str(uuid.uuid4())
    shift = Shift(Night(settings, full=full, until=until, run_id=run_id))
    try:
        problems = execute(settings, shift, run_id)
    finally:
        shift.night.close()
    verdict = shift.audit.verdict if shift.audit else None
    if shift.refusal is not None:
        return replace(
            _standing(settings), verdict=verdict, gate_refused=True, problems=problems, loaded=shift.loaded
        )
    if problems or shift.publication is None:
        told = "\n".join(problems or ["the job ended without a publication"])
        raise RefreshFailedError(f"{told}\n(run {run_id}; its log stands in {settings.dagster_home})")
    return RefreshOutcome(
        published=True,
        publication_id=shift.publication.publication_id,
        folder=shift.publication.folder,
        verdict=verdict,
        loaded=shift.loaded,
    )
