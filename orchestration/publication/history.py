"""The tables that tell what was published or known when; they live in the publications, not in the warehouse.

A publication takes them over from the one before and adds what changed, so that a refused candidate, which is thrown
away, leaves no trace in them, and a lost warehouse costs nothing (docs/decisions/0011-published-history.md).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publication.following import Before
from orchestration.publication.hashing import PartitionHash, columns_of, partition_hashes, row_hash_sql
from orchestration.publication.tables import ROW_HASH, PartitionValues, PublishedTable, partition_name

FIGURE_STORE = "history.kpi_history"
BACKLOG_STORE = "history.backlog_daily"
FIGURE_KEY = ("period_key", "kpi_code", "unit_code")


class HistoryError(RuntimeError):
    """The published history is not what was published, and nothing may go on from it; the message names the table."""


@dataclass(frozen=True, slots=True)
class Since:
    """From where history goes on. `is_copied`: the published file already is a copy of the one before."""

    before: Before
    publication_id: str
    is_copied: bool


def write_history(
    con: duckdb.DuckDBPyConnection, table: PublishedTable, since: Since
) -> dict[str, PartitionValues] | None:
    """Bring a history table of `published` up to this publication.

    Gives the partitions that were touched, None where the whole table was written. Raises HistoryError.
    """
    goes_on = since.is_copied and _is_there(con, "published", table)
    if not goes_on:
        _take_over(con, table, since.before)
    if table.store == FIGURE_STORE:
        touched = _add_figures(con, table, since, only_changed=goes_on)
    else:
        touched = _add_days(con, table)
    return touched if goes_on else None


def _is_there(con: duckdb.DuckDBPyConnection, catalog: str, table: PublishedTable) -> bool:
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = $1 and schema_name || '.' || table_name = $2",
        [catalog, table.store],
    ).fetchone()
    return found is not None


def _take_over(con: duckdb.DuckDBPyConnection, table: PublishedTable, before: Before) -> None:
    """The history up to the publication before, from the file of `before.folder`; empty where there is none."""
    columns = columns_of(con, "warehouse", table.store)
    hashed = f"{row_hash_sql(columns)} as {ROW_HASH}"
    con.execute(
        f"create or replace table published.{table.store} as select *, {hashed} from warehouse.{table.store} limit 0"
    )
    if before.folder is None or before.manifest is None or table.short_name not in before.manifest["tables"]:
        return
    con.execute(f"attach '{before.folder / 'motcua.duckdb'}' as earlier (read_only)")
    try:
        _check_unedited(con, table, before.folder, before.manifest["tables"][table.short_name]["partitions"])
        con.execute(
            f"insert into published.{table.store} by name select *, {hashed} from ({_cut_back(table)}) as earlier_rows"
            f" order by {', '.join((*table.partition, *table.key))}",
            {"limit": before.covered_to if table.store == BACKLOG_STORE else before.publication_id},
        )
    finally:
        con.execute("detach earlier")


def _cut_back(table: PublishedTable) -> str:
    """SQL of what stood in an earlier history table when the publication `$limit` was out."""
    if table.store == BACKLOG_STORE:
        return f"select * exclude ({ROW_HASH}) from earlier.{table.store} where day <= $limit"
    return (
        f"select * exclude ({ROW_HASH}) replace (case when to_publication < $limit then to_publication end"
        f" as to_publication) from earlier.{table.store} where from_publication <= $limit"
    )


def _check_unedited(
    con: duckdb.DuckDBPyConnection, table: PublishedTable, folder: Path, recorded: dict[str, list[object]]
) -> None:
    fresh = partition_hashes(con, "earlier", table)
    if fresh != {name: PartitionHash(*value) for name, value in recorded.items()}:  # type: ignore[arg-type]
        raise HistoryError(
            f"{folder / 'motcua.duckdb'}: {table.store} is not what was published (motcua verify), so that no history"
            f" can go on from it: put {folder.parent.parent} aside, and the next refresh makes the recorded"
            " publications again"
        )


def _add_figures(
    con: duckdb.DuckDBPyConnection, table: PublishedTable, since: Since, *, only_changed: bool
) -> dict[str, PartitionValues]:
    """End the rows whose figure is another now or gone, and begin those of new figures."""
    _compare_figures(con, only_changed=only_changed)
    previous, own = since.before.publication_id, since.publication_id
    con.execute(f"delete from published.{FIGURE_STORE} where rowid in (select place from ended)")
    con.execute("create or replace temp table added as select * exclude (place) from ended limit 0")
    con.execute(
        "insert into added by name select * exclude (place) replace ($1 as to_publication) from ended", [previous]
    )
    con.execute("insert into added by name select *, $1 as from_publication from begun", [own])
    _append(con, table, "added")
    touched = parts_of(con, table, "ended") | parts_of(con, table, "added")
    for name in ("standing", "present", "ended", "begun", "added"):
        con.execute(f"drop table {name}")
    return touched


def _compare_figures(con: duckdb.DuckDBPyConnection, *, only_changed: bool) -> None:
    """Leave the standing rows that end in `ended` and the rows that begin in `begun`."""
    columns = [one for one in columns_of(con, "warehouse", FIGURE_STORE) if not one.endswith("_publication")]
    keys = ", ".join(FIGURE_KEY)
    # Only what the night changed can differ; where everything was made anew all is compared.
    changed = f"semi join (select distinct {keys} from control.kpi_figures_change) as changed using ({keys})"
    among = changed if only_changed else ""
    con.execute(
        f"create or replace temp table standing as select * exclude ({ROW_HASH}), rowid as place"
        f" from published.{FIGURE_STORE} {among} where to_publication is null"
    )
    # The end of `to_date` moves every night; it is the as-of day of the publication.
    con.execute(
        f"create or replace temp table present as select {', '.join(columns)} from (select * replace"
        " (case when period_type <> 'to_date' then period_end end as period_end)"
        f" from warehouse.kpi.kpi_figures {among}) as figures"
    )
    same = " and ".join(f"standing.{one} is not distinct from present.{one}" for one in columns)
    con.execute(f"create or replace temp table ended as from standing anti join present on {same}")
    con.execute(f"create or replace temp table begun as from present anti join standing on {same}")


def _add_days(con: duckdb.DuckDBPyConnection, table: PublishedTable) -> dict[str, PartitionValues]:
    """Append the days that are over for the first time; those before stay as they were known."""
    con.execute("create or replace temp table added as from warehouse.kpi.backlog_days")
    _append(con, table, "added")
    touched = parts_of(con, table, "added")
    con.execute("drop table added")
    return touched


def _append(con: duckdb.DuckDBPyConnection, table: PublishedTable, relation: str) -> None:
    columns = columns_of(con, "warehouse", table.store)
    listed = ", ".join(columns)
    con.execute(
        f"insert into published.{table.store} by name select {listed}, {row_hash_sql(columns)} as {ROW_HASH}"
        f" from {relation} order by {', '.join((*table.partition, *table.key))}"
    )


def parts_of(con: duckdb.DuckDBPyConnection, table: PublishedTable, relation: str) -> dict[str, PartitionValues]:
    """The partitions of the rows of a relation."""
    rows = con.execute(f"select distinct {', '.join(table.partition)} from {relation}").fetchall()
    return {partition_name(values): values for values in rows}
