"""How many rows the tables of the warehouse have, in one question for all."""

from collections.abc import Mapping

import duckdb
from dagster import AssetKey

from orchestration.assets.keys import table_key


def row_counts(con: duckdb.DuckDBPyConnection) -> Mapping[AssetKey, int]:
    """Rows by table, as DuckDB's catalogue has them; views have none and are not named."""
    found = con.execute(
        "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = current_database()"
    ).fetchall()
    return {table_key(schema, table): rows for schema, table, rows in found}
