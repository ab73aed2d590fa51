"""The publication that readers see, shown to the models of a night: what is held stays as it stands there.

It is attached read-only, and views of `readers` show what is needed of it, so that nothing is read of it in a night
that holds nobody. Outside a night the views are empty.
"""

from pathlib import Path

import duckdb

DATABASE = "last_publication"

_SHOWN = (
    ("publication", "meta.publication", "publication_id varchar, as_of timestamp"),
    (
        "figures",
        "kpi.kpi_figures",
        "period_key varchar, unit_code varchar, kpi_code varchar, data_status varchar,"
        " held_from_publication varchar, numerator double, denominator double, period_start date",
    ),
    ("freshness", "quality.portal_freshness", "source varchar, portal varchar, status varchar"),
    (
        "faults",
        "quality.unit_faults",
        "rule_code varchar, unit_code varchar, source varchar, portal varchar, found_since date",
    ),
    (
        "holds",
        "quality.held_units",
        "unit_code varchar, source varchar, held_from_publication varchar, held_since date, good_as_of timestamp",
    ),
)
"""View of `readers`, table of a publication, and the columns that are shown."""


def show_last(con: duckdb.DuckDBPyConnection, folder: Path | None) -> None:
    """Let the views of `readers` show the publication in `folder`; a table that it lacks is shown empty."""
    hide_last(con)
    if folder is None:
        return
    path = str(folder / "motcua.duckdb").replace("'", "''")
    con.execute(f"attach '{path}' as {DATABASE} (read_only)")
    rows = con.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = $1", [DATABASE]
    )
    there = {name for (name,) in rows.fetchall()}
    for view, table, columns in _SHOWN:
        if table in there:
            con.execute(f"create or replace view readers.{view} as select {_cast(columns)} from {DATABASE}.{table}")


def hide_last(con: duckdb.DuckDBPyConnection) -> None:
    """Empty the views and let the publication go; also after a run that was killed between."""
    show_nothing(con)
    con.execute(f"detach database if exists {DATABASE}")


def show_nothing(con: duckdb.DuckDBPyConnection) -> None:
    """Make the views, empty."""
    for view, _, columns in _SHOWN:
        empty = ", ".join(f"null::{kind} as {name}" for name, kind in map(str.split, columns.split(", ")))
        con.execute(f"create or replace view readers.{view} as select {empty} where false")


def _cast(columns: str) -> str:
    return ", ".join(f"{name}::{kind} as {name}" for name, kind in map(str.split, columns.split(", ")))
