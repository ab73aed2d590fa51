"""What differs between two warehouses, row by row."""

from pathlib import Path

import duckdb

COMPARED_SCHEMAS = ("core", "kpi", "quality", "meta")
ARRIVAL_COLUMNS = ("file_id", "winner_file_id", "load_seq", "arrived_at", "loaded_at", "found_at")
"""Columns that tell when or as which arrival; the others depend on the set of files only."""
NO_CONTENT = (("meta", "applied"), ("meta", "publication"), ("kpi", "period_values"))
"""When and as what the candidate went out, and a step's work of one night (its touched periods only): no content."""


def differences(left: Path, right: Path, *, arrivals_too: bool = True) -> list[str]:
    """The first rows that only one of two warehouses has, a line a row.

    `arrivals_too`: also the columns that tell as which arrival a row came, and the records' own tables.
    """
    with duckdb.connect() as con:
        con.execute(f"attach '{left}' as first_one (read_only)")
        con.execute(f"attach '{right}' as other_one (read_only)")
        return [line for table in _tables(con) for line in _differing(con, table, arrivals_too)]


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "select distinct schema_name, table_name from duckdb_tables()"
        " where database_name in ('first_one', 'other_one') and list_contains($1, schema_name)"
        " union select 'quality', 'row_fate' order by all",
        [list(COMPARED_SCHEMAS)],
    ).fetchall()
    return [f"{schema}.{table}" for schema, table in rows if (schema, table) not in NO_CONTENT]


def _differing(con: duckdb.DuckDBPyConnection, table: str, arrivals_too: bool) -> list[str]:
    described = con.execute(f"describe first_one.{table}").fetchall()
    columns = [row[0] for row in described if row[0] != "found_at" and (arrivals_too or row[0] not in ARRIVAL_COLUMNS)]
    listed = ", ".join(f'"{column}"' for column in columns)
    lines = []
    for one, other in (("first_one", "other_one"), ("other_one", "first_one")):
        rows = con.execute(
            f"select {listed} from {one}.{table} except all select {listed} from {other}.{table} limit 3"
        ).fetchall()
        lines += [f"{table}, only in {one}: {dict(zip(columns, row, strict=True))}" for row in rows]
    return lines
