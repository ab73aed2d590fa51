"""The whole job in this process, on Dagster's own instance, with a night that does what the test tells it."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from dagster import AssetKey, DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus

from orchestration.assets import assembly, landing, publication
from orchestration.assets.keys import JOB_NAME, PROCESS_TAG
from orchestration.refresh import execution
from orchestration.refresh import job as refresh_job
from orchestration.refresh.instance import bury_dead_runs, open_instance
from orchestration.refresh.job import RefreshFailedError, RefreshOutcome, run_refresh
from orchestration.refresh.lock import RefreshRunningError, refresh_lock
from orchestration.settings import Settings, SettingsError
from orchestration.transform.dbt_runner import DbtError

from .fakes import SCOREBOARD, SEED, STAGED, FakeNight, answer, audit_of, built

Refresh = Callable[..., RefreshOutcome]


@pytest.fixture
def nights() -> list[FakeNight]:
    """The nights of the test, in their order."""
    return []


@pytest.fixture
def refresh(settings: Settings, nights: list[FakeNight], monkeypatch: pytest.MonkeyPatch) -> Refresh:
    """Run the job with a night that meets what the arguments say."""

    def run(**meets: Any) -> RefreshOutcome:
        def make_night(given: Settings, **kept: Any) -> FakeNight:
            nights.append(FakeNight(given, **kept, **meets))
            return nights[-1]

        monkeypatch.setattr(refresh_job, "Night", make_night)
        return run_refresh(settings)

    return run


def last_run(settings: Settings) -> DagsterRun:
    with open_instance(settings.dagster_home) as instance:
        return instance.get_runs(limit=1)[0]


def test_a_good_night_goes_all_steps_and_is_seen_on_the_instance(
    refresh: Refresh, settings: Settings, nights: list[FakeNight], capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = refresh()
    assert nights[0].steps == ["land", "load", "transform", "audit", "publish"]
    assert (outcome.published, outcome.gate_refused, outcome.problems) == (True, False, [])
    assert outcome.publication_id == "000001-20240101T000000"
    assert outcome.folder == settings.published.resolve() / "publications" / "000001-20240101T000000"
    assert outcome.verdict is not None
    assert outcome.verdict.passed
    assert outcome.loaded is not None
    assert outcome.loaded.rows == 5
    run = last_run(settings)
    assert (run.job_name, run.status) == (JOB_NAME, DagsterRunStatus.SUCCESS)
    assert run.run_id == nights[0].run_id
    assert capfd.readouterr() == ("", "")


def test_registers_are_told_when_they_are_loaded(refresh: Refresh, settings: Settings) -> None:
    refresh()
    with open_instance(settings.dagster_home) as instance:
        event = instance.get_latest_materialization_event(AssetKey(["register", "kpi_catalogue"]))
        assert event is not None
        staged = instance.get_latest_materialization_event(AssetKey(["staging", "stg_cases"]))
        assert staged is not None
        assert staged.asset_materialization is not None
        assert staged.asset_materialization.metadata["dagster/row_count"].value == 3


def test_a_night_without_registers_is_good(refresh: Refresh) -> None:
    assert refresh(results=(built(STAGED), built(SCOREBOARD))).published


def test_a_view_that_stands_is_told_with_what_is_below_it(refresh: Refresh, settings: Settings) -> None:
    assert refresh(results=(built(STAGED),), leaves_views=True).published
    with open_instance(settings.dagster_home) as instance:
        assert instance.get_latest_materialization_event(AssetKey(["marts", "kpi_scoreboard"])) is not None


def test_a_model_that_failed_fails_the_run_in_its_own_words(
    refresh: Refresh, settings: Settings, nights: list[FakeNight]
) -> None:
    message = "kpi_scoreboard: Binder Error: no column x"
    with pytest.raises(RefreshFailedError) as raised:
        refresh(results=(built(STAGED), built(SCOREBOARD, "error")), transform_error=message)
    lines = str(raised.value).splitlines()
    assert lines[0] == f"transform: {message}"
    assert lines[1] == f"(run {nights[0].run_id}; its log stands in {settings.dagster_home})"
    assert nights[0].steps == ["land", "load", "transform"]
    assert last_run(settings).status == DagsterRunStatus.FAILURE


@pytest.mark.parametrize(
    ("meets", "words"),
    [
        ({"results": (built(SEED), built(STAGED))}, f"{SCOREBOARD}: dbt did not build it"),
        (
            {"results": (built(STAGED), built(SCOREBOARD, "skipped"))},
            f"{SCOREBOARD}: dbt did not build it",
        ),
        (
            {"results": (built(STAGED), built(SCOREBOARD), built("model.tiny.newer"))},
            "model.tiny.newer: built, but unknown to the definitions",
        ),
        ({"results": (built(SCOREBOARD),), "leaves_views": True}, f"{STAGED}: dbt did not build it"),
        ({"raw_tables": ()}, "raw/cases_record is not in the warehouse after loading"),
        (
            {"answers": audit_of(answer("stg_cases.case_code_present"), answer("dbt.clock_is_right"))},
            "dbt.one_row_a_figure of marts.kpi_scoreboard: no answer",
        ),
    ],
)
def test_who_did_not_answer_fails_the_run(
    refresh: Refresh, settings: Settings, nights: list[FakeNight], meets: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefreshFailedError, match=words):
        refresh(**meets)
    assert "publish" not in nights[0].steps
    assert last_run(settings).status == DagsterRunStatus.FAILURE


def test_a_green_run_that_left_something_out_is_failed(
    refresh: Refresh, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever Dagster says: the events are counted once more after the run."""
    monkeypatch.setattr(execution, "unanswered", lambda *_: ["asset marts/x was not materialised"])
    with pytest.raises(RefreshFailedError, match="asset marts/x was not materialised"):
        refresh()
    assert last_run(settings).status == DagsterRunStatus.FAILURE


def test_nothing_is_put_out_before_all_have_answered(
    refresh: Refresh, nights: list[FakeNight], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "unanswered", lambda *_: ["check dbt of marts/x did not answer"])
    with pytest.raises(RefreshFailedError, match="check dbt of marts/x did not answer"):
        refresh()
    assert "publish" not in nights[0].steps


def test_a_refused_candidate_is_an_outcome_not_an_error(refresh: Refresh, settings: Settings) -> None:
    good = [answer("stg_cases.case_code_present"), answer("dbt.clock_is_right")]
    outcome = refresh(answers=audit_of(*good, answer("dbt.one_row_a_figure", "failed")))
    assert (outcome.published, outcome.gate_refused) == (False, True)
    assert outcome.folder is None
    assert outcome.verdict is not None
    assert [result.check_id for result in outcome.verdict.blocking] == ["dbt.one_row_a_figure"]
    (problem,) = outcome.problems
    assert "dbt.one_row_a_figure: failed (block); 2 dòng sai, không có dòng sai" in problem
    assert last_run(settings).status == DagsterRunStatus.FAILURE


def test_a_gate_that_refuses_for_another_reason_says_it(refresh: Refresh) -> None:
    outcome = refresh(refusal="there is no as-of moment")
    assert outcome.gate_refused
    assert outcome.problems == ["publish: there is no as-of moment"]


def test_a_warning_lets_pass_and_is_shown(refresh: Refresh, settings: Settings) -> None:
    good = [answer("stg_cases.case_code_present"), answer("dbt.clock_is_right")]
    assert refresh(answers=audit_of(*good, answer("dbt.one_row_a_figure", "failed", "warn"))).published
    evaluations = _evaluations(settings)
    assert evaluations[("marts/kpi_scoreboard", "dbt")] == (False, "WARN")
    assert evaluations[("staging/stg_cases", "stg_cases")] == (True, "ERROR")


def _evaluations(settings: Settings) -> dict[tuple[str, str], tuple[bool, str]]:
    with open_instance(settings.dagster_home) as instance:
        run = instance.get_runs(limit=1)[0]
        entries = instance.all_logs(run.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION)
        found = [entry.get_dagster_event().asset_check_evaluation_data for entry in entries]
        return {(one.asset_key.to_user_string(), one.check_name): (one.passed, one.severity.name) for one in found}


def test_landing_is_tried_again_after_a_fault_of_the_system(
    refresh: Refresh, nights: list[FakeNight], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "WAIT_SECONDS", 0.0)
    assert refresh(landing_errors=[OSError("stale file handle"), OSError("stale file handle")]).published
    assert nights[0].steps[:4] == ["land", "land", "land", "load"]


def test_landing_is_not_tried_again_after_a_wrong_ledger(refresh: Refresh, nights: list[FakeNight]) -> None:
    with pytest.raises(RefreshFailedError, match="land: line 3 is not chained"):
        refresh(landing_errors=[ValueError("line 3 is not chained")])
    assert nights[0].steps == ["land"]


def test_one_refresh_at_a_time(refresh: Refresh, settings: Settings, nights: list[FakeNight]) -> None:
    with refresh_lock(settings.lock_file), pytest.raises(RefreshRunningError):
        refresh()
    assert nights == []
    assert refresh().published


def test_without_a_key_for_persons_nothing_begins(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="MOTCUA_PII_KEY"):
        run_refresh(settings.model_copy(update={"pii_key": None}))
    assert not settings.lock_file.exists()


def _dead_run(settings: Settings, tags: dict[str, str]) -> str:
    with open_instance(settings.dagster_home) as instance:
        run = DagsterRun(job_name=JOB_NAME, status=DagsterRunStatus.STARTED, tags=tags)
        return instance.add_run(run).run_id


def _status(settings: Settings, run_id: str) -> DagsterRunStatus:
    with open_instance(settings.dagster_home) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        return run.status


def test_a_killed_refresh_does_not_look_alive_for_ever(refresh: Refresh, settings: Settings) -> None:
    """The next one holds the lock, so whoever says of itself that it runs has died, whatever its number."""
    run_id = _dead_run(settings, {PROCESS_TAG: str(os.getpid())})
    refresh()
    assert _status(settings, run_id) == DagsterRunStatus.FAILURE


def test_without_the_lock_only_a_run_whose_process_is_gone_is_buried(settings: Settings) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = _dead_run(settings, {PROCESS_TAG: str(gone.pid)})
    alive = _dead_run(settings, {PROCESS_TAG: str(os.getpid())})
    by_schedule = _dead_run(settings, {})
    with open_instance(settings.dagster_home) as instance:
        bury_dead_runs(instance)
    assert _status(settings, dead) == DagsterRunStatus.FAILURE
    assert _status(settings, alive) == DagsterRunStatus.STARTED
    assert _status(settings, by_schedule) == DagsterRunStatus.STARTED


def test_a_configuration_of_the_engineers_own_is_kept(settings: Settings) -> None:
    configuration = settings.dagster_home / "dagster.yaml"
    configuration.write_text("telemetry: {enabled: false}\nrun_retries: {enabled: true}\n")
    with open_instance(settings.dagster_home) as instance:
        assert instance.run_retries_enabled
    assert "run_retries" in configuration.read_text()


def test_by_itself_the_instance_is_quiet_and_runs_one_job_at_a_time(settings: Settings) -> None:
    with open_instance(settings.dagster_home) as instance:
        assert not instance.telemetry_enabled
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1


def test_dagsters_own_class_reads_what_was_written(refresh: Refresh, settings: Settings) -> None:
    """`dagster dev` opens the same files without our event log."""
    refresh()
    with DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        run = instance.get_runs(limit=1)[0]
        kinds = [entry.dagster_event_type for entry in instance.all_logs(run.run_id)]
        assert kinds.count(DagsterEventType.ASSET_MATERIALIZATION) == 8  # seven of the job, and the register
        assert kinds.count(DagsterEventType.ASSET_CHECK_EVALUATION) == 3
        assert instance.get_latest_materialization_event(AssetKey(["published", "scoreboard"])) is not None


def test_an_instance_that_cannot_be_opened_says_how_to_mend_it(refresh: Refresh, settings: Settings) -> None:
    (settings.dagster_home / "dagster.yaml").write_text("telemetry: {enabled: perhaps}\n")
    with pytest.raises(RefreshFailedError, match=r"(?s)telemetry.*mend its dagster\.yaml"):
        refresh()


def test_a_project_that_dbt_cannot_parse_fails_in_dbts_words(refresh: Refresh, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(_settings: Settings) -> None:
        raise DbtError("dbt parse: Compilation Error in model stg_cases")

    monkeypatch.setattr(assembly, "read_lineage", parse)
    with pytest.raises(RefreshFailedError, match="dbt parse: Compilation Error in model stg_cases"):
        refresh()
