"""The schedule of the night and the sensor on the inbox."""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dagster import (
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    DefaultScheduleStatus,
    DefaultSensorStatus,
    RunRequest,
    SkipReason,
    build_schedule_context,
    build_sensor_context,
)

from orchestration.assets import triggers
from orchestration.assets.keys import JOB_NAME, PROCESS_TAG
from orchestration.assets.triggers import inbox_sensor, nightly_schedule
from orchestration.settings import Settings


@pytest.fixture
def instance() -> Iterator[DagsterInstance]:
    with DagsterInstance.ephemeral() as made:
        yield made


def put(settings: Settings, name: str, seconds_ago: float) -> Path:
    path = settings.inbox / "cases" / "tinh" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}\n")
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))
    return path


def look(settings: Settings, instance: DagsterInstance) -> RunRequest | SkipReason:
    context = build_sensor_context(instance=instance)
    answer: Any = inbox_sensor(settings)(context)
    assert isinstance(answer, RunRequest | SkipReason)
    return answer


def test_the_night_is_at_two_in_vietnam(settings: Settings) -> None:
    schedule = nightly_schedule(settings)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Ho_Chi_Minh")
    assert (schedule.job_name, schedule.default_status) == (JOB_NAME, DefaultScheduleStatus.RUNNING)


@pytest.mark.parametrize(
    ("has_file", "is_known", "runs"), [(True, True, True), (False, False, True), (False, True, False)]
)
def test_a_night_without_anything_new_runs_nothing_and_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, has_file: bool, is_known: bool, runs: bool
) -> None:
    monkeypatch.setattr(triggers, "is_published", lambda _settings: is_known)
    if has_file:
        put(settings, "cases_1.ndjson", seconds_ago=60)
    moment = datetime(2024, 1, 1, 2, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    tick = nightly_schedule(settings).evaluate_tick(build_schedule_context(scheduled_execution_time=moment))
    assert len(tick.run_requests or ()) == runs
    assert bool(tick.skip_message and "nothing new" in tick.skip_message) is not runs


def test_a_file_at_rest_begins_a_run_that_takes_only_files_at_rest(
    settings: Settings, instance: DagsterInstance
) -> None:
    put(settings, "cases_1.ndjson", seconds_ago=6)
    answer = look(settings, instance)
    assert isinstance(answer, RunRequest)
    assert answer.run_config == {"resources": {"shift": {"config": {"settle_seconds": 5.0}}}}
    assert inbox_sensor(settings).job_name == JOB_NAME
    assert inbox_sensor(settings).default_status == DefaultSensorStatus.RUNNING


def test_a_file_still_being_written_begins_nothing(settings: Settings, instance: DagsterInstance) -> None:
    put(settings, "cases_1.ndjson", seconds_ago=1)
    answer = look(settings, instance)
    assert isinstance(answer, SkipReason)
    assert "no file has stood still for 5 s" in str(answer.skip_message)


def test_an_empty_or_missing_inbox_begins_nothing(settings: Settings, instance: DagsterInstance) -> None:
    assert isinstance(look(settings, instance), SkipReason)
    settings.inbox.mkdir(parents=True)
    (settings.inbox / "answers.json").write_text("{}")
    assert isinstance(look(settings, instance), SkipReason)


def test_the_setting_decides_how_long_a_file_must_rest(settings: Settings, instance: DagsterInstance) -> None:
    put(settings, "cases_1.ndjson", seconds_ago=20)
    patient = Settings(raw_dir=settings.raw_dir, settle_seconds=30)
    hasty = Settings(raw_dir=settings.raw_dir, settle_seconds=0)
    assert isinstance(look(patient, instance), SkipReason)
    answer = look(hasty, instance)
    assert isinstance(answer, RunRequest)
    assert answer.run_config["resources"]["shift"]["config"]["settle_seconds"] == 0


def test_the_same_files_begin_one_run_and_another_file_a_new_one(settings: Settings, instance: DagsterInstance) -> None:
    put(settings, "cases_1.ndjson", seconds_ago=60)
    first, again = look(settings, instance), look(settings, instance)
    put(settings, "cases_2.ndjson", seconds_ago=60)
    more = look(settings, instance)
    put(settings, "cases_2.ndjson", seconds_ago=50)
    rewritten = look(settings, instance)
    keys = [one.run_key for one in (first, again, more, rewritten) if isinstance(one, RunRequest)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_files_wait_while_a_refresh_is_under_way(settings: Settings, instance: DagsterInstance) -> None:
    put(settings, "cases_1.ndjson", seconds_ago=60)
    alive = {PROCESS_TAG: str(os.getpid())}
    run = instance.add_run(DagsterRun(job_name=JOB_NAME, status=DagsterRunStatus.STARTED, tags=alive))
    answer = look(settings, instance)
    assert isinstance(answer, SkipReason)
    assert str(answer.skip_message) == "1 files wait; a refresh is under way"
    instance.report_run_failed(run)
    assert isinstance(look(settings, instance), RunRequest)
