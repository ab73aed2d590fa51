"""Has everything answered? Asked of Dagster's own event log, not of the steps."""

from collections.abc import Iterable

from dagster import AssetCheckKey, AssetKey, DagsterEventType, DagsterInstance


class UnansweredError(RuntimeError):
    """An expected asset or check gave no answer; the run has failed, whatever the others said."""


def unanswered(
    instance: DagsterInstance,
    run_id: str,
    assets: Iterable[AssetKey],
    checks: Iterable[AssetCheckKey],
) -> list[str]:
    """Give a line for each of `assets` not materialised in the run and each of `checks` not evaluated."""
    entries = instance.all_logs(
        run_id, of_type={DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_CHECK_EVALUATION}
    )
    events = [entry.get_dagster_event() for entry in entries]
    made = {event.asset_key for event in events if event.is_step_materialization}
    checked = {
        event.asset_check_evaluation_data.asset_check_key
        for event in events
        if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION
    }
    lines = [f"asset {key.to_user_string()} was not materialised" for key in assets if key not in made]
    lines += [
        f"check {key.name} of {key.asset_key.to_user_string()} did not answer" for key in checks if key not in checked
    ]
    return lines
