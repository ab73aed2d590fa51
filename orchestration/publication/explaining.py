"""From a published figure to the rows behind it, and from each row to the file and line it came from.

The rule by which a row counts is the KPI's own definition, read from marts.dim_kpi: what explains a figure is what
made it (`evidence.py`).
"""

from pathlib import Path

import duckdb

from orchestration.publication.evidence import Figure, evidence_sql
from orchestration.reports.numbers import format_number, format_percent


class ExplainError(ValueError):
    """The figure that was asked for is not published; the message says what there is."""


def explain_lines(current: Path, unit: str, kpi: str, period: str, limit: int) -> list[str]:
    """The figure and at most `limit` of the rows behind it, as lines of text.

    A province is explained with all units below it: it has no cases of its own. Raises ExplainError.
    """
    database = current / "motcua.duckdb"
    if not database.exists():
        raise ExplainError(f"{database} is missing: nothing is published yet; run motcua refresh")
    con = duckdb.connect(str(database), read_only=True)
    try:
        figure = read_figure(con, unit, kpi, period)
        told, good = _held(con, figure, period)
        if good is None:
            return [*_headline(figure), *told, *_rows(con, figure, limit)]
        return [*_headline(figure), *told, *_rows_of(current.resolve().parent / good, unit, kpi, period, limit)]
    finally:
        con.close()


def _held(con: duckdb.DuckDBPyConnection, figure: Figure, period: str) -> tuple[list[str], str | None]:
    """What is to be told of holds, and the publication that a held figure is from, None where it is of this one."""
    if figure.is_whole:
        units = con.execute(
            "select distinct unit_code from marts.kpi_scoreboard where data_status = 'held' and kpi_code = $1"
            " and period_name = $2 and list_contains($3, unit_code) order by unit_code",
            [figure.kpi_code, period, list(figure.units)],
        ).fetchall()
        names = ", ".join(code for (code,) in units)
        note = f"  held below    {names}: counted as they were last good, so that the lines known now may differ"
        return ([note] if units else []), None
    row = con.execute(
        "select held_reason, held_since, held_from_publication from marts.kpi_scoreboard"
        " where unit_code = $1 and kpi_code = $2 and period_name = $3 and data_status = 'held'",
        [figure.unit_code, figure.kpi_code, period],
    ).fetchone()
    if row is None:
        return [], None
    reason, since, good = row
    told = [f"  held         since {since}: {reason}"]
    if good is None:
        return [*told, "  no publication has an earlier good figure: this one is made of what is known now"], None
    return [
        *told,
        f"  figure of    publication {good}, the last in which it was good; its lines as they stood there:",
    ], good


def _rows_of(folder: Path, unit: str, kpi: str, period: str, limit: int) -> list[str]:
    """The rows behind a figure of an earlier publication, where that is still kept."""
    if not (folder / "motcua.duckdb").exists():
        return [f"  {folder} is not kept any more; motcua rows tells of each line of a file what became of it"]
    with duckdb.connect(str(folder / "motcua.duckdb"), read_only=True) as con:
        try:
            return _rows(con, read_figure(con, unit, kpi, period), limit)
        except ExplainError:
            return ["  nothing to count had been published of it"]


def read_figure(
    con: duckdb.DuckDBPyConnection, unit: str, kpi: str, period: str, *, subtree: bool | None = None
) -> Figure:
    """The figure with its definition. `subtree`: with all units below, None for a province only.

    Raises ExplainError where no such figure is published.
    """
    row = con.execute(
        """select scores.unit_level = 'province', kpis.kpi_code, kpis.family, kpis.day_of, kpis.numerator_sql,
            kpis.denominator_sql, kpis.is_closed_before_as_of, kpis.scale, scores.unit_code, scores.unit_name,
            scores.province_code, scores.period_start, least(scores.period_end, scores.as_of::date), scores.numerator,
            scores.denominator, scores.value, kpis.value_unit, scores.target_value, scores.light, scores.as_of,
            scores.subtree_numerator, scores.subtree_denominator, scores.subtree_value, scores.subtree_light
        from marts.kpi_scoreboard as scores
        inner join marts.dim_kpi as kpis on scores.kpi_code = kpis.kpi_code
        where scores.unit_code = $1 and scores.kpi_code = $2 and scores.period_name = $3""",
        [unit, kpi, period],
    ).fetchone()
    if row is None:
        raise ExplainError(_what_is_missing(con, unit, kpi, period))
    is_whole = row[0] if subtree is None else subtree
    fields, below = list(row[1:20]), row[20:24]
    if is_whole:
        fields[12:15], fields[17] = below[:3], below[3]
    return Figure(*(*fields, is_whole, _units(con, unit) if is_whole else (unit,)))


def _units(con: duckdb.DuckDBPyConnection, unit: str) -> tuple[str, ...]:
    query = "select unit_code from marts.bridge_unit_ancestor where ancestor_unit_code = $1 order by unit_code"
    return tuple(code for (code,) in con.execute(query, [unit]).fetchall())


def _what_is_missing(con: duckdb.DuckDBPyConnection, unit: str, kpi: str, period: str) -> str:
    for label, value, column in (
        ("unit", unit, "unit_code"),
        ("KPI", kpi, "kpi_code"),
        ("period", period, "period_name"),
    ):
        found = con.execute(f"select count(*) from marts.kpi_scoreboard where {column} = $1", [value]).fetchone()
        if not found or not found[0]:
            return f"--{label.lower()} {value}: no figure of such a {label} is published (see marts.kpi_scoreboard)"
    return f"{unit}, {kpi}, {period}: nothing to count, which is 0 of 0; no row is published"


def _headline(figure: Figure) -> list[str]:
    of = "" if figure.denominator is None else f" of {figure.denominator:g}"
    target = "" if figure.target is None else f", target {figure.target:g}"
    whole = f" with the {len(figure.units) - 1} units below it" if figure.is_whole else ""
    return [
        f"{figure.kpi_code} of {figure.unit_name} ({figure.unit_code}){whole}, {figure.start} to {figure.end},"
        f" as of {figure.as_of:%Y-%m-%d %H:%M:%S}",
        f"  {figure.numerator:g}{of}: {_value(figure)}{target}, {figure.light}",
        f"  numerator    {figure.numerator_sql}",
        f"  denominator  {figure.denominator_sql or '(a count)'}",
        f"  belongs to   {figure.day_of}",
    ]


def _value(figure: Figure) -> str:
    """The value as a report shows it, with its unit."""
    if figure.value is None:
        return "no value"
    if figure.value_unit == "percent":
        return format_percent(figure.value)
    return f"{format_number(figure.value, 1, trim=True)} {figure.value_unit}"


def _rows(con: duckdb.DuckDBPyConnection, figure: Figure, limit: int) -> list[str]:
    query, parameters = evidence_sql(figure), figure.parameters()
    named = {name: value for name, value in parameters.items() if f"${name}" in query}
    total = con.execute(f"select count(*), count(distinct code) from ({query})", named).fetchone()
    lines = con.execute(
        f"select code, in_numerator, source_file, source_line from ({query}) order by all limit {limit}", named
    ).fetchall()
    rows, codes = total or (0, 0)
    different = f", {codes} different" if figure.counts_codes else ""
    shown = [f"  {'+' if counts else ' '} {code}  {file}:{line}" for code, counts, file, line in lines]
    return [f"  {rows} rows{different} ('+' counts in the numerator):", *shown]
