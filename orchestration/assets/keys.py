"""Names under which Dagster knows the things of the platform."""

from dagster import AssetKey

ARCHIVE = AssetKey(["files", "archive"])
"""The archived exports and their ledger."""

CHECK_RESULTS = AssetKey(["quality", "check_results"])
"""The answers of the audit."""

PUBLICATION = AssetKey(["published", "publication"])
"""What readers see behind `warehouse/published/current`."""

SCOREBOARD = AssetKey(["published", "scoreboard"])
"""The page with lights and ranks inside the publication."""

JOB_NAME = "nightly_refresh"

PROCESS_TAG = "motcua/process"
"""Tag of a run that `motcua refresh` executes itself: the id of its process."""


def table_key(schema: str, table: str) -> AssetKey:
    """Give the key of a table of the warehouse, as the suites name it: `schema/table`."""
    return AssetKey([schema, table])


def key_of(table_name: str) -> AssetKey:
    """Give the key of a table named `schema.table`."""
    return table_key(*table_name.split(".", 1))
