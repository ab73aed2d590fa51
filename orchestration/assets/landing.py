"""The first step: inbox to archive."""

from dagster import AssetsDefinition, AssetSpec, MaterializeResult, ResourceParam, RetryRequested, multi_asset

from orchestration.assets.keys import ARCHIVE
from orchestration.assets.shift import Shift

RETRIES, WAIT_SECONDS = 2, 5.0
"""A network folder may fail for a moment; landing again goes on where it stopped."""


def landing_step() -> AssetsDefinition:
    """The archive with its ledger: the only step where trying again helps, after a fault of the system."""
    archive = AssetSpec(
        ARCHIVE,
        group_name="files",
        kinds={"file"},
        description="Every export that ever arrived, by content hash, and the ledger of arrivals.",
    )

    @multi_asset(name="land", specs=[archive])
    def land(shift: ResourceParam[Shift]) -> MaterializeResult[None]:
        try:
            landed = shift.night.land()
        except OSError as error:
            raise RetryRequested(max_retries=RETRIES, seconds_to_wait=WAIT_SECONDS) from error
        return MaterializeResult(asset_key=ARCHIVE, metadata={"arrivals": len(landed.arrivals)})

    return land
