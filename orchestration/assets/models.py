"""The third step: dbt's models, one asset each, in one invocation of dbt."""

from collections.abc import Iterable, Iterator, Mapping

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetsDefinition,
    MaterializeResult,
    ResourceParam,
    multi_asset,
)

from orchestration.assets.answers import UnansweredError
from orchestration.assets.lineage import Lineage
from orchestration.assets.shift import Shift
from orchestration.assets.tables import row_counts
from orchestration.refresh.night import TransformError
from orchestration.transform.dbt_runner import NodeResult

DONE = "success"
"""dbt's word for a model or register that was built."""


def models_step(lineage: Lineage) -> AssetsDefinition:
    """All models. Those that were built are told even where a later one failed."""

    @multi_asset(name="transform", specs=lineage.models())
    def transform(context: AssetExecutionContext, shift: ResourceParam[Shift]) -> Iterator[MaterializeResult[None]]:
        told: list[NodeResult] = []
        failure: TransformError | None = None
        try:
            shift.night.transform(told.append)
        except TransformError as error:
            failure = error
        built = {one.unique_id: one for one in told if one.status == DONE}
        rows = row_counts(shift.night.con)
        for unique_id, key in lineage.seed_keys.items():
            if unique_id in built:
                context.log_event(AssetMaterialization(key, metadata=_facts(key, built[unique_id], rows)))
        left = lineage.views if shift.night.left_views and failure is None else frozenset()
        for unique_id in lineage.model_order:  # parents first, as Dagster demands
            key = lineage.model_keys[unique_id]
            if unique_id in built:
                yield MaterializeResult(asset_key=key, metadata=_facts(key, built[unique_id], rows))
            elif unique_id in left:  # the view stands, and shows what was written below it
                yield MaterializeResult(asset_key=key)
        if failure is not None:
            raise failure
        _refuse_silence(lineage, built.keys() | left)

    return transform


def _facts(key: AssetKey, result: NodeResult, rows: Mapping[AssetKey, int]) -> dict[str, float | int]:
    facts: dict[str, float | int] = {"seconds": round(result.seconds, 3)}
    if key in rows:
        facts["dagster/row_count"] = rows[key]
    return facts


def _refuse_silence(lineage: Lineage, built: Iterable[str]) -> None:
    """Raise UnansweredError where other models stand than the definitions promise."""
    answered = {unique_id for unique_id in built if unique_id.startswith("model.")} - lineage.ephemeral
    silent = sorted(set(lineage.model_keys) - answered)
    strangers = sorted(answered - set(lineage.model_keys))
    lines = [f"{one}: dbt did not build it, and did not say why" for one in silent]
    lines += [f"{one}: built, but unknown to the definitions: reload them" for one in strangers]
    if lines:
        raise UnansweredError("\n".join(lines))
