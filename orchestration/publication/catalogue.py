"""What stands in a published DuckDB file besides rows: its tables and views, and how they are defined."""

import hashlib

import duckdb

OBJECTS = """
    select schema_name || '.' || table_name, string_agg(column_name || ' ' || data_type, ', ' order by column_index)
    from duckdb_columns() semi join duckdb_tables() using (database_name, schema_name, table_name)
    where database_name = 'published' group by all
    union all
    select schema_name || '.' || view_name, sql from duckdb_views() where database_name = 'published' and not internal
"""


def catalogue_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Each table and view of the database attached as `published`, with a hash of its columns or its SQL."""
    rows = con.execute(OBJECTS).fetchall()
    return {str(name): hashlib.sha256(str(definition).encode()).hexdigest() for name, definition in sorted(rows)}
