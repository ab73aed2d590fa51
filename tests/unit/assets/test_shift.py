"""A run that Dagster starts itself: it takes the lock, and lets it go."""

from typing import Any

import pytest
from dagster import DagsterInstance, ExecuteInProcessResult

from orchestration.assets import shift
from orchestration.assets.assembly import assemble
from orchestration.assets.keys import JOB_NAME
from orchestration.refresh.lock import RefreshRunningError, refresh_lock
from orchestration.settings import Settings

from .fakes import FakeNight


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> list[FakeNight]:
    made: list[FakeNight] = []

    def make_night(given: Settings, **kept: Any) -> FakeNight:
        with pytest.raises(RefreshRunningError), refresh_lock(given.lock_file):
            pass
        made.append(FakeNight(given, **kept))
        return made[-1]

    monkeypatch.setattr(shift, "Night", make_night)
    return made


def start(settings: Settings, config: dict[str, Any] | None = None) -> ExecuteInProcessResult:
    """As the schedule, the sensor or Dagster's page would."""
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with DagsterInstance.ephemeral() as instance:
        return (
            assemble(settings)
            .resolve_job_def(JOB_NAME)
            .execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config=quiet | {"resources": {"shift": {"config": config or {}}}},
            )
        )


def test_a_run_of_dagsters_holds_the_lock_while_it_works_and_no_longer(
    settings: Settings, nights: list[FakeNight]
) -> None:
    result = start(settings)
    assert result.success
    assert nights[0].steps == ["land", "load", "transform", "audit", "publish"]
    assert nights[0].run_id == result.run_id
    assert nights[0]._con is None
    with refresh_lock(settings.lock_file):
        pass


def test_beside_another_refresh_a_run_of_dagsters_fails_and_touches_nothing(
    settings: Settings, nights: list[FakeNight]
) -> None:
    with refresh_lock(settings.lock_file):
        result = start(settings)
    assert not result.success
    assert nights == []
    (failure,) = [event for event in result.all_events if event.is_job_failure]
    assert "another refresh is running" in str(failure.job_failure_data)


def test_the_run_configuration_reaches_the_night(settings: Settings, nights: list[FakeNight]) -> None:
    start(settings, {"full": True, "settle_seconds": 5.0})
    start(settings)
    assert [(night.full, night.settings.settle_seconds) for night in nights] == [(True, 5.0), (False, 0.0)]
