"""Dagster's instance of this warehouse: the runs and events of `dagster dev` and `motcua refresh` alike."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter
from dagster._core.instance.ref import InstanceRef

from orchestration.assets.keys import JOB_NAME, PROCESS_TAG
from orchestration.refresh.event_log import KeptEventLog

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

STORAGE_KEYS = frozenset({"storage", "event_log_storage", "run_storage", "schedule_storage"})
NO_CAPTURE = {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}

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
    """The instance in `home`, made where it is missing, for the one run of this process.

    Where dagster.yaml names no storage of its own, the events go the short way (event_log.py). What steps
    print is not captured: in this process it belongs to the shell.
    """
    folder = prepare_home(home)
    configuration = yaml.safe_load((folder / "dagster.yaml").read_text(encoding="utf-8")) or {}
    overrides: dict[str, object] = {"compute_logs": NO_CAPTURE}
    if not STORAGE_KEYS & configuration.keys():
        overrides["event_log_storage"] = {
            "module": KeptEventLog.__module__,
            "class": KeptEventLog.__name__,
            "config": {"base_dir": str(folder / "history" / "runs")},
        }
    with DagsterInstance.from_ref(InstanceRef.from_dir(str(folder), overrides=overrides)) as instance:
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
