"""The last step: candidate to publication, and the page inside it."""

from collections.abc import Iterator
from datetime import timedelta

from dagster import (
    AssetCheckKey,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Failure,
    FreshnessPolicy,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    multi_asset,
)

from orchestration.assets.answers import UnansweredError, unanswered
from orchestration.assets.audit import in_words
from orchestration.assets.keys import CHECK_RESULTS, PUBLICATION, SCOREBOARD, table_key
from orchestration.assets.shift import Shift
from orchestration.publication.publishing import GateRefusedError
from orchestration.publication.tables import TABLES

LATE_AFTER = timedelta(hours=36)
"""A publication older than a night and a half is shown as late; the gate does not ask."""


def publication_step(assets: list[AssetKey], checks: list[AssetCheckKey]) -> AssetsDefinition:
    """The publication and its page. `assets`, `checks`: what must have answered before it is put out."""

    @multi_asset(name="publish", specs=_specs(assets))
    def publish(context: AssetExecutionContext, shift: ResourceParam[Shift]) -> Iterator[MaterializeResult[None]]:
        silent = unanswered(context.instance, context.run_id, assets, checks)
        if silent or shift.audit is None:
            raise UnansweredError(
                "\n".join([*silent, "nothing is put out: run the whole job, whose last step this is"])
            )
        try:
            publication = shift.night.publish(shift.audit)
        except GateRefusedError as error:
            shift.refusal = str(error)
            blocking = [in_words(one) for one in shift.audit.verdict.blocking]
            raise Failure("\n".join([str(error), *blocking]), allow_retries=False) from error
        shift.publication = publication
        yield MaterializeResult(
            asset_key=PUBLICATION,
            metadata={
                "publication_id": publication.publication_id,
                "as_of": publication.manifest["as_of"],
                "folder": MetadataValue.path(str(publication.folder)),
            },
        )
        yield MaterializeResult(
            asset_key=SCOREBOARD,
            metadata={"page": MetadataValue.path(str(publication.folder / "scoreboard.html"))},
        )

    return publish


def _specs(assets: list[AssetKey]) -> list[AssetSpec]:
    published = [key for table in TABLES if (key := table_key(*table.name.split(".", 1))) in assets]
    return [
        AssetSpec(
            PUBLICATION,
            deps=list(dict.fromkeys([*published, CHECK_RESULTS])),
            description="DuckDB file, Parquet and manifest that readers open, swapped in one step.",
            group_name="published",
            kinds={"duckdb", "parquet"},
            freshness_policy=FreshnessPolicy.time_window(fail_window=LATE_AFTER),
        ),
        AssetSpec(
            SCOREBOARD,
            deps=[PUBLICATION],
            description="The page with lights and ranks, made from the publication alone.",
            group_name="published",
            kinds={"html"},
        ),
    ]
