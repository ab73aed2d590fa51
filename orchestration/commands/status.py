"""`motcua status`: what readers see, what the gate said last, what waits."""

from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.clock import local_now
from orchestration.portal.landing import waiting_files
from orchestration.publication.shelf import Shelf
from orchestration.settings import Settings

FAILED_SHOWN = 20
ROWS_SHOWN = 5
DRIFT_SHOWN = 20
"""Each difference between a file and its contract is a matter of its own, with its own mend."""


def status_lines(settings: Settings) -> tuple[list[str], bool]:
    """The lines to print, and whether the last candidate was refused."""
    lines = [*_published(settings), *_held(settings)]
    failed = _last_audit(settings.warehouse_file)
    lines += failed
    waiting = waiting_files(settings.inbox)
    lines.append(f"Files waiting in {settings.inbox}: {len(waiting)}")
    lines += [f"  {path.relative_to(settings.inbox)}" for path in waiting[:FAILED_SHOWN]]
    return lines, any(line.startswith("Gate: refused") for line in failed)


def _published(settings: Settings) -> list[str]:
    manifest = Shelf(settings.published).current_manifest()
    if manifest is None:
        return ["Nothing is published yet."]
    age = local_now() - datetime.fromisoformat(manifest["created_at"])
    checks = ", ".join(f"{number} {name}" for name, number in manifest["checks"].items() if number)
    return [
        f"Last publication: {manifest['publication_id']}, as of {manifest['as_of']},"
        f" made {manifest['created_at']} ({age.days} days {age.seconds // 3600} hours ago)",
        f"Its gate: {checks}",
    ]


def _held(settings: Settings) -> list[str]:
    """The units that readers see with older figures, why, and from which publication those are."""
    folder = Shelf(settings.published).current()
    if folder is None:
        return []
    with duckdb.connect(str(folder / "motcua.duckdb"), read_only=True) as con:
        try:
            rows = con.execute(
                "select unit_code, unit_name, string_agg(source, ', ' order by source), min(held_since),"
                " coalesce(max(held_from_publication), 'what is known now, none was good'), any_value(held_reason)"
                " from quality.held_units inner join (select unit_code, arg_max(unit_name, valid_from) as unit_name"
                " from marts.dim_unit group by unit_code) as units using (unit_code)"
                " group by unit_code, unit_name, held_reason order by all"
            ).fetchall()
        except duckdb.CatalogException:  # a publication of an earlier version
            return []
    lines = [f"Held units: {len({row[0] for row in rows})} (as last good)"] if rows else []
    for code, name, sources, since, good, reason in rows[:FAILED_SHOWN]:
        lines.append(f"  {code} {name}: {sources}, since {since:%Y-%m-%d}, figures of {good}; {reason}")
    if len(rows) > FAILED_SHOWN:
        lines.append(f"  and {len(rows) - FAILED_SHOWN} more: quality.held_units tells each")
    return lines


def _last_audit(warehouse: Path) -> list[str]:
    """What the last audit found; the warehouse is opened for reading only."""
    if not warehouse.exists():
        return []
    try:
        con = duckdb.connect(str(warehouse), read_only=True)
    except duckdb.IOException:
        return ["A refresh is running: the answers of its audit are not there yet."]
    try:
        return _audit_lines(con)
    except duckdb.CatalogException:
        return ["No audit has run yet."]
    finally:
        con.close()


def _audit_lines(con: duckdb.DuckDBPyConnection) -> list[str]:
    state = con.execute("select verdict from meta.publication").fetchone()
    rows = con.execute(
        "select check_id, severity, outcome, failing_rows, text, observed, remedy, sample, table_name"
        " from quality.check_results"
        " where outcome <> 'passed' order by severity, check_id"
    ).fetchall()
    refused = (
        state is not None
        and state[0] == "candidate"
        and any(
            outcome != "waived" and (outcome != "failed" or severity == "block") for _, severity, outcome, *_ in rows
        )
    )
    lines = ["Gate: refused the candidate"] if refused else []
    lines.append(f"Checks of the last audit that did not pass: {len(rows)}")
    for check_id, severity, outcome, failing, text, observed, remedy, sample, table in rows[:FAILED_SHOWN]:
        lines.append(f"  {severity:<6}{outcome:<8}{check_id}: {text} ({failing} rows; {observed})")
        shown = (sample or [])[: DRIFT_SHOWN if table == "raw.drift" else ROWS_SHOWN]
        lines += [f"      row: {one}" for one in shown]
        if table == "raw.drift" and failing > len(shown):
            lines.append(f"      and {failing - len(shown)} more: meta.loads.message tells each")
        if remedy:
            lines.append(f"      mend: {remedy}")
    return lines
