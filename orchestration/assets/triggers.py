"""What begins the job: the clock, and files that have come to rest in the inbox."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from dagster import (
    DefaultScheduleStatus,
    DefaultSensorStatus,
    RunRequest,
    RunsFilter,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
)

from orchestration.assets.keys import JOB_NAME
from orchestration.assets.shift import SHIFT
from orchestration.portal.landing import waiting_files
from orchestration.refresh.fingerprint import is_published
from orchestration.refresh.inbox import has_waiting_files
from orchestration.refresh.instance import UNFINISHED, bury_dead_runs
from orchestration.settings import Settings

SCHEDULE_CRON, SCHEDULE_ZONE = "0 2 * * *", "Asia/Ho_Chi_Minh"
SENSOR_SECONDS = 30
"""Time between two looks into the inbox."""
SENSOR_SETTLE_SECONDS = 5.0
"""Files that the sensor takes have stood still so long, unless MOTCUA_SETTLE_SECONDS says otherwise."""


def nightly_schedule(settings: Settings) -> ScheduleDefinition:
    """The refresh of the night; a night without anything new says so and runs nothing."""

    def tonight(_context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        if not has_waiting_files(settings) and is_published(settings):
            return SkipReason("nothing new: no file, decision, contract, register, setting or code has changed")
        return RunRequest()

    return ScheduleDefinition(
        name="nightly",
        job_name=JOB_NAME,
        cron_schedule=SCHEDULE_CRON,
        execution_timezone=SCHEDULE_ZONE,
        execution_fn=tonight,
        default_status=DefaultScheduleStatus.RUNNING,
        description="Every night at 02:00 of Vietnam.",
    )


def inbox_sensor(settings: Settings) -> SensorDefinition:
    """A refresh as soon as files have come to rest in the inbox.

    The same waiting files begin one run only: where it fails before landing them, the night tries again.
    """
    is_set = "settle_seconds" in settings.model_fields_set
    settle = settings.settle_seconds if is_set else SENSOR_SETTLE_SECONDS

    def look(context: SensorEvaluationContext) -> RunRequest | SkipReason:
        bury_dead_runs(context.instance)
        waiting = waiting_files(settings.inbox, settle)
        if not waiting:
            return SkipReason(f"no file has stood still for {settle:g} s in {settings.inbox}")
        if context.instance.get_runs_count(RunsFilter(job_name=JOB_NAME, statuses=UNFINISHED)):
            return SkipReason(f"{len(waiting)} files wait; a refresh is under way")
        return RunRequest(
            run_key=_mark(settings.inbox, waiting),
            run_config={"resources": {SHIFT: {"config": {"settle_seconds": settle}}}},
        )

    return SensorDefinition(
        name="inbox",
        evaluation_fn=look,
        job_name=JOB_NAME,
        minimum_interval_seconds=SENSOR_SECONDS,
        default_status=DefaultSensorStatus.RUNNING,
        description="Begins a refresh when exports have come to rest in the inbox.",
    )


def _mark(inbox: Path, waiting: Iterable[Path]) -> str:
    """Give a text that is the same only for the same files with the same sizes and times."""
    digest = hashlib.sha256()
    for path in waiting:
        status = path.stat()
        digest.update(f"{path.relative_to(inbox)}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
