"""The job executed in this process: the steps, checks and events of `dagster dev`, on the same instance."""

import os
from collections.abc import Iterator

from dagster import DagsterEvent, DagsterInstance, Definitions, ExecuteInProcessResult, ResourceDefinition

from orchestration.assets.answers import unanswered
from orchestration.assets.assembly import assemble
from orchestration.assets.keys import JOB_NAME, PROCESS_TAG
from orchestration.assets.shift import Shift
from orchestration.refresh.instance import bury_dead_runs, open_instance
from orchestration.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's events go to its instance; the shell belongs to our own lines."""


def execute(settings: Settings, shift: Shift, run_id: str) -> list[str]:
    """Run the job with `shift` at work; give what went wrong in words, nothing for a good run.

    The caller holds the lock. A run that says of itself that it succeeded, while an expected asset or check
    did not answer, is reported to Dagster as failed.
    """
    definitions = assemble(settings, ResourceDefinition.hardcoded_resource(shift))
    with open_instance(settings.dagster_home) as instance:
        bury_dead_runs(instance, holds_lock=True)
        result = definitions.resolve_job_def(JOB_NAME).execute_in_process(
            run_config=QUIET,
            instance=instance,
            raise_on_error=False,
            run_id=run_id,
            tags={PROCESS_TAG: str(os.getpid())},
        )
        if not result.success:
            return list(_failures(result)) or ["the job failed without a word"]
        return _silences(definitions, instance, result)


def _silences(definitions: Definitions, instance: DagsterInstance, result: ExecuteInProcessResult) -> list[str]:
    graph = definitions.resolve_asset_graph()
    lines = unanswered(instance, result.run_id, graph.materializable_asset_keys, graph.asset_check_keys)
    if lines:
        instance.report_run_failed(result.dagster_run, "\n".join(lines))
    return lines


def _failures(result: ExecuteInProcessResult) -> Iterator[str]:
    """Say what each failed step raised; where no step failed, what the run as a whole did."""
    failed = [event for event in result.all_events if event.is_step_failure]
    for event in failed:
        yield f"{event.step_key}: {_raised(event)}"
    if not failed:
        for event in result.all_events:
            if event.is_job_failure and event.job_failure_data.error:
                yield event.job_failure_data.error.message.strip()


def _raised(event: DagsterEvent) -> str:
    """Give the words of what a step raised, without Dagster's wrapping and without the traceback."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        return failure.user_failure_data.description
    if failure.error is None:
        return "failed without a word"
    raised = failure.error.cause or failure.error
    kind, _, words = raised.message.strip().partition(": ")
    return words if kind.endswith(raised.cls_name or kind) and words else raised.message.strip()
