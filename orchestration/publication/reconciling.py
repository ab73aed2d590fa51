"""Where the portals' form 06a differs from the cases, and which cases could explain each difference."""

from pathlib import Path

import duckdb

REASONS = {
    "quarantined": "not counted: the newest record is faulty",
    "deleted": "not counted: a later export of its window lacks it",
    "older_version": "an older version would count here, the newest does not",
    "at_the_edge": "its day lies at the edge of the period",
    "other_unit_in_code": "its code names another unit than the one that handles it",
    "predecessor_unit": "stands under a predecessor of the unit",
    "successor_unit": "stands under a successor of the unit",
    "sibling_unit": "stands under a sibling whose form differs the other way",
    "after_the_form": "exported after the form",
}


class ReconcileError(ValueError):
    """Nothing is published, or nothing of what was asked for; the message says what to do."""


def reconcile_lines(current: Path, unit: str | None, measure: str | None, limit: int) -> list[str]:
    """Every difference of the last publication, of `unit` and `measure` where given, each with its cases.

    At most `limit` cases a difference and reason. Raises ReconcileError where nothing is published.
    """
    database = current / "motcua.duckdb"
    if not database.exists():
        raise ReconcileError(f"{database} is missing: nothing is published yet; run motcua refresh")
    con = duckdb.connect(str(database), read_only=True)
    try:
        return _lines(con, unit, measure, limit)
    finally:
        con.close()


def _lines(con: duckdb.DuckDBPyConnection, unit: str | None, measure: str | None, limit: int) -> list[str]:
    wanted = "($1 is null or unit_code = $1) and ($2 is null or measure = $2)"
    found = con.execute(f"select count(*) from quality.reconciliation where {wanted}", [unit, measure]).fetchone()
    if found is None or not found[0]:
        raise ReconcileError("no form 06a of such a unit and measure was reported (see quality.reconciliation)")
    differences = con.execute(
        "select portal, unit_code, period_start, period_end, measure, reported, counted, difference, source_file,"
        f" source_line from quality.reconciliation where outcome = 'differs' and {wanted}"
        " order by portal, unit_code, period_start, measure",
        [unit, measure],
    ).fetchall()
    lines = [f"Form 06a: {len(differences)} of {found[0]} sums differ"]
    for portal, code, start, end, name, reported, counted, difference, file, line in differences:
        told = f"{difference:+d}" if difference is not None else "nothing reported"
        numbers = f"reported {reported}, counted {counted} ({told})"
        lines.append(f"{code}, {start} to {end}, {name}: {numbers}  {file}:{line}")
        lines += _candidates(con, [portal, code, start, end, name], limit)
    return lines


def _candidates(con: duckdb.DuckDBPyConnection, difference: list[object], limit: int) -> list[str]:
    rows = con.execute(
        "select reason, candidates, case_code, case_unit_code, source_file, source_line"
        " from quality.reconciliation_candidates where portal = $1 and unit_code = $2 and period_start = $3"
        " and period_end = $4 and measure = $5"
        " order by candidates, reason, case_code, source_file, source_line",
        difference,
    ).fetchall()
    if not rows and str(difference[4]).startswith("identity"):
        return ["  the form's own sum is wrong: no case can explain it"]
    lines: list[str] = []
    shown: dict[str, int] = {}
    for reason, candidates, case, unit, file, line in rows:
        if reason not in shown:
            lines.append(f"  {REASONS[reason]} ({candidates}):")
        shown[reason] = shown.get(reason, 0) + 1
        if shown[reason] <= limit:
            lines.append(f"    {case or '(no code)'} of {unit}  {file}:{line}")
    return lines or ["  no case is known that could explain it"]
