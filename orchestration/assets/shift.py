"""What the steps of one run hand on to each other, and the resource that holds it for the run.

The resource takes the one lock before the first step and gives it back after the last one, so that a run that
the schedule, the sensor or a person began from Dagster's page keeps out every other refresh, whichever steps
it has. `motcua refresh` holds the lock already and hands its own shift in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dagster import Field, InitResourceContext, ResourceDefinition

from orchestration.portal.loading import LoadedFiles
from orchestration.publication.publishing import Publication
from orchestration.quality.gate import Audit
from orchestration.refresh.lock import refresh_lock
from orchestration.refresh.night import Night
from orchestration.refresh.restoring import make_again
from orchestration.settings import Settings

SHIFT = "shift"
"""The resource's name; steps ask for it by a parameter of this name."""


@dataclass
class Shift:
    """One night at work. What a step has not given yet is None.

    `refusal`: why the gate did not let the candidate out.
    """

    night: Night
    loaded: LoadedFiles | None = None
    audit: Audit | None = None
    publication: Publication | None = None
    refusal: str | None = None


def shift_resource(settings: Settings) -> ResourceDefinition:
    """Give the resource of runs that Dagster starts; such a run fails where another refresh holds the lock.

    Run configuration: `full` reads everything anew; `settle_seconds` stands in for the setting of that name.
    """

    def keep(context: InitResourceContext) -> Iterator[Shift]:
        config: dict[str, Any] = context.resource_config
        changed = {name: value for name, value in config.items() if name == "settle_seconds"}
        with refresh_lock(settings.lock_file):
            assert context.log is not None, "a resource of a run has the run's log"
            make_again(settings, context.log.info, str(context.run_id))
            night = Night(settings.model_copy(update=changed), full=config["full"], run_id=str(context.run_id))
            try:
                yield Shift(night)
            finally:
                night.close()

    return ResourceDefinition(
        keep,
        config_schema={
            "full": Field(bool, default_value=False, description="Read every archived file anew."),
            "settle_seconds": Field(
                float, is_required=False, description="Take only files that have stood still so long."
            ),
        },
        description="The night at work: the lock, the warehouse, and what the steps hand on.",
    )
