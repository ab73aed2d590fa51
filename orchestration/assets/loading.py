"""The second step: archive to raw tables."""

from collections.abc import Iterator

from dagster import AssetsDefinition, MaterializeResult, ResourceParam, multi_asset

from orchestration.assets.answers import UnansweredError
from orchestration.assets.lineage import Lineage
from orchestration.assets.shift import Shift
from orchestration.assets.tables import row_counts


def loading_step(lineage: Lineage) -> AssetsDefinition:
    """The raw tables, with the registers and control rows that loading writes beside them."""
    specs = lineage.raw_tables()

    @multi_asset(name="load", specs=specs)
    def load(shift: ResourceParam[Shift]) -> Iterator[MaterializeResult[None]]:
        loaded = shift.night.load()
        shift.loaded = loaded
        rows = row_counts(shift.night.con)
        for spec in specs:
            if spec.key not in rows:
                raise UnansweredError(
                    f"{spec.key.to_user_string()} is not in the warehouse after loading: write a contract for"
                    " the source, or take it out of dbt_project/models/sources.yml"
                )
            yield MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": rows[spec.key]})

    return load
