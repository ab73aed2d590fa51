"""From a published figure to its cases, and from each case to the file and line it came from.

The rule by which a row counts is the KPI's own definition, read from marts.dim_kpi: what explains a figure is what
made it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.reports.numbers import format_number, format_percent


class ExplainError(ValueError):
    """The figure that was asked for is not published; the message says what there is."""


@dataclass(frozen=True, slots=True)
class _Figure:
    kpi_code: str
    family: str
    day_of: str
    numerator_sql: str
    denominator_sql: str | None
    unit_code: str
    unit_name: str
    period_type: str
    start: date
    end: date
    numerator: float | None
    denominator: float | None
    value: float | None
    value_unit: str
    target: float | None
    light: str
    as_of: datetime


def explain_lines(current: Path, unit: str, kpi: str, period: str, limit: int) -> list[str]:
    """The figure and at most `limit` of the rows behind it, as lines of text. Raises ExplainError."""
    database = current / "motcua.duckdb"
    if not database.exists():
        raise ExplainError(f"{database} is missing: nothing is published yet; run motcua refresh")
    con = duckdb.connect(str(database), read_only=True)
    try:
        figure = _figure(con, unit, kpi, period)
        return [*_headline(figure), *_rows(con, figure, limit)]
    finally:
        con.close()


def _figure(con: duckdb.DuckDBPyConnection, unit: str, kpi: str, period: str) -> _Figure:
    row = con.execute(
        """select kpis.kpi_code, kpis.family, kpis.day_of, kpis.numerator_sql, kpis.denominator_sql,
            scores.unit_code, scores.unit_name, scores.period_type, scores.period_start,
            least(scores.period_end, scores.as_of::date), scores.numerator, scores.denominator, scores.value,
            kpis.value_unit, scores.target_value, scores.light, scores.as_of
        from marts.kpi_scoreboard as scores
        inner join marts.dim_kpi as kpis on scores.kpi_code = kpis.kpi_code
        where scores.unit_code = $1 and scores.kpi_code = $2 and scores.period_name = $3""",
        [unit, kpi, period],
    ).fetchone()
    if row is None:
        raise ExplainError(_what_is_missing(con, unit, kpi, period))
    return _Figure(*row)


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


def _headline(figure: _Figure) -> list[str]:
    of = "" if figure.denominator is None else f" of {figure.denominator:g}"
    value = _value(figure)
    target = "" if figure.target is None else f", target {figure.target:g}"
    return [
        f"{figure.kpi_code} of {figure.unit_name} ({figure.unit_code}), {figure.start} to {figure.end},"
        f" as of {figure.as_of:%Y-%m-%d %H:%M:%S}",
        f"  {figure.numerator:g}{of}: {value}{target}, {figure.light}",
        f"  numerator    {figure.numerator_sql}",
        f"  denominator  {figure.denominator_sql or '(a count)'}",
        f"  belongs to   {figure.day_of}",
    ]


def _value(figure: _Figure) -> str:
    """The value as a report shows it, with its unit."""
    if figure.value is None:
        return "no value"
    if figure.value_unit == "percent":
        return format_percent(figure.value)
    return f"{format_number(figure.value, 1, trim=True)} {figure.value_unit}"


def _rows(con: duckdb.DuckDBPyConnection, figure: _Figure, limit: int) -> list[str]:
    query = _query(figure)
    if query is None:
        return ["  (worked out from the catalogue of procedures or the monthly registers, not from cases)"]
    total = con.execute(f"select count(*) from ({query})", _parameters(figure)).fetchone()
    lines = con.execute(f"{query} order by 1, 3, 4 limit {limit}", _parameters(figure)).fetchall()
    shown = [f"  {'+' if counts else ' '} {code}  {file}:{line}" for code, counts, file, line in lines]
    return [f"  {total[0] if total else 0} rows ('+' counts in the numerator):", *shown]


def _parameters(figure: _Figure) -> dict[str, object]:
    return {"unit": figure.unit_code, "start": figure.start, "end": figure.end}


def _query(figure: _Figure) -> str | None:
    """The rows behind a figure: case, whether it counts in the numerator, file, line."""
    if figure.family == "additive":
        fact, day = figure.day_of.split(".")
        numerator = figure.numerator_sql.split(" where ", 1)[-1]
        code = "case_code" if fact != "fct_complaints" else "complaint_code"
        place = "source_file, source_line"
        if fact == "extension_facts":
            return (
                "select extensions.case_code, true, cases.source_file, cases.source_line from core.extension_facts"
                " as extensions inner join core.case_facts as cases on extensions.case_code = cases.case_code"
                " where extensions.unit_code = $unit and extended_date between $start and $end"
            )
        return (
            f"select {code}, coalesce({numerator}, false), {place} from core.{fact} where unit_code = $unit"
            f" and {day} between $start and $end and ({figure.denominator_sql or numerator})"
        )
    if figure.family == "paid_cases":
        numerator = figure.numerator_sql.split(" where ", 1)[-1]
        return (
            f"select case_code, {numerator}, source_file, source_line from core.fct_payments where unit_code = $unit"
            " and is_succeeded and paid_date between $start and $end"
        )
    if figure.family == "stock":
        return _stock_query(figure)
    return None


def _stock_query(figure: _Figure) -> str:
    """Cases open at the end of the period; for the rate of index 766 also those finished in it."""
    is_open = (
        "is_received and received_date <= $end and (is_open or closed_date is not null)"
        " and (closed_date is null or closed_date > $end)"
    )
    is_overdue = "coalesce(due_at::date < $end, false)"
    if figure.kpi_code == "overdue_open_cases":
        return (
            "select case_code, true, source_file, source_line from core.case_facts"
            f" where unit_code = $unit and {is_open} and {is_overdue} and $start <= $end"
        )
    return (
        f"select case_code, case when {is_open} then not {is_overdue} else is_on_time end, source_file, source_line"
        f" from core.case_facts where unit_code = $unit and (({is_open})"
        " or (is_finished and finished_date between $start and $end))"
    )
