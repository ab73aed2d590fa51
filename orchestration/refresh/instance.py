"""Dagster's instance of this warehouse: the runs and events of `dagster dev` and `motcua refresh` alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance

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
