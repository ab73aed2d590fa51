"""Dagster's instance of this warehouse: the runs and events of `dagster dev` and `motcua refresh` alike."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from orchestration.assets.keys import JOB_NAME, PROCESS_TAG

CONFIGURATION = """\
# Written by motcua where there was none; it may be edited.
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  max_runtime_seconds: 21600
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: {skipped: 7, started: 90, failure: 90, success: 90}
"""
"""One run at a time, as the lock demands; a run that has not ended after six hours has died."""

UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def prepare_home(home: Path) -> Path:
    """Make Dagster's folder with its configuration where it is missing; give its absolute path."""
    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, encoding="utf-8")
    return home.resolve()


@contextmanager
def open_instance(home: Path) -> Iterator[DagsterInstance]:
    """The instance in `home`, made where it is missing."""
    with DagsterInstance.from_config(str(prepare_home(home))) as instance:
        yield instance


def bury_dead_runs(instance: DagsterInstance, *, holds_lock: bool = False) -> None:
    """Report as failed what a killed `motcua refresh` left as running: it would hold the queue for ever.

    `holds_lock`: the caller has the lock, so that no such run can be alive; else its process is looked for.
    """
    for run in instance.get_runs(RunsFilter(job_name=JOB_NAME, statuses=UNFINISHED)):
        process = run.tags.get(PROCESS_TAG)
        if process is not None and (holds_lock or not _is_alive(int(process))):
            instance.report_run_failed(run, f"its process {process} ended without a word")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process: alive
        return True
    return True
