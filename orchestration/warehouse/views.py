"""The views that dbt makes change only with the code; a night leaves those alone that stand as they were made."""

import duckdb

_MARK = """
    select coalesce(
        sha256(string_agg(schema_name || '.' || view_name || ' ' || sql, ';' order by schema_name, view_name)), ''
    )
    from duckdb_views()
    where not internal and not temporary and database_name = current_database() and schema_name <> 'readers'
"""


def views_stand(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the views are, to the letter, those of the last run that made them: none edited, lost or added."""
    return bool(con.execute(f"select mark = ({_MARK}) from control.built_views").fetchone() == (True,))


def note_views(con: duckdb.DuckDBPyConnection) -> None:
    """Note the views as they stand, after a run that made them all."""
    con.execute(f"create or replace table control.built_views as select ({_MARK}) as mark")
