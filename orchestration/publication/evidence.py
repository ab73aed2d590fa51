"""The rows behind a figure: for each KPI a query on the published facts, made from its definition in marts.dim_kpi.

A query gives (code, in_numerator, in_denominator, numerator_part, denominator_part, source_file, source_line), one row
a line of an exported file. The parts add up to numerator and denominator; where different codes count
(`Figure.counts_codes`), the numbers of different codes are numerator and denominator.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

DISTINCT = frozenset({"distinct_procedures", "catalogue", "paid_cases"})
"""Families that count different codes and not rows."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure with its KPI's definition, over `units`: the unit, or it and all units below it.

    `start` and `end` are the days that count, both included; `is_whole` says that `units` is a subtree.
    """

    kpi_code: str
    family: str
    day_of: str
    numerator_sql: str
    denominator_sql: str | None
    is_closed_before_as_of: bool
    scale: int
    unit_code: str
    unit_name: str
    province_code: str
    start: date
    end: date
    numerator: float
    denominator: float | None
    value: float | None
    value_unit: str
    target: float | None
    light: str
    as_of: datetime
    is_whole: bool
    units: tuple[str, ...]

    @property
    def counts_codes(self) -> bool:
        """Whether different codes count and not rows."""
        return self.family in DISTINCT

    def parameters(self) -> dict[str, object]:
        """What the query of `evidence_sql` may ask for."""
        return {
            "units": list(self.units),
            "start": self.start,
            "end": self.end,
            "as_of": self.as_of,
            "province": self.province_code,
        }


def evidence_sql(figure: Figure) -> str:
    """The query of the rows behind a figure; the parameters that it names are among `Figure.parameters`."""
    return _FAMILIES[figure.family](figure)


_UNITS = "unit_code in (select unnest($units::varchar[]))"
_LEVELS = """(
    select distinct
        unit_code, case unit_level when 'department' then 'province' else unit_level end as procedure_level
    from core.dim_unit
)"""
"""Departments offer the procedures of the province (kpi_semantics.md, "Distinct-procedure figures")."""


def _rows(code: str, numerator: str, denominator: str | None, source: str, place: str = "") -> str:
    """Rows that count one each; a KPI without denominator is a count of those in its numerator."""
    counted, among = f"coalesce(({numerator}), false)", f"coalesce(({denominator or numerator}), false)"
    return (
        f"select {code} as code, {counted} as in_numerator, {among} as in_denominator,"
        f" {counted}::integer::double as numerator_part, {among}::integer::double as denominator_part,"
        f" {place}source_file, {place}source_line from {source} and ({counted} or {among})"
    )


def _additive(figure: Figure) -> str:
    fact, day = figure.day_of.split(".")
    code = {"fct_complaints": "complaint_code", "fct_counter_visits": "visit_code"}.get(fact, "case_code")
    among = f"{_UNITS} and {day} between $start and $end"
    if figure.is_closed_before_as_of:
        among += f" and {day} < $as_of::date"
    if fact == "extension_facts":
        source = f"(select *, {day} as day from core.{fact}) as extensions inner join core.case_facts as cases"
        source += f" using (case_code) where extensions.{among.replace(day, 'day')}"
        return _rows("case_code", figure.numerator_sql, None, source, "cases.")
    summed, _, condition = figure.numerator_sql.partition(" where ")
    if not summed.startswith("sum of "):
        return _rows(code, figure.numerator_sql, figure.denominator_sql, f"core.{fact} where {among}")
    part = f"{summed.removeprefix('sum of ')} / {figure.scale}.0"
    return (
        f"select {code} as code, true as in_numerator, true as in_denominator, {part} as numerator_part,"
        f" 1.0 as denominator_part, source_file, source_line from core.{fact} where {among} and ({condition})"
    )


def _paid_cases(figure: Figure) -> str:
    numerator = figure.numerator_sql.partition(" where ")[2]
    source = f"core.fct_payments where {_UNITS} and is_succeeded and paid_date between $start and $end"
    return _rows("case_code", numerator, "true", source)


def _stock(figure: Figure) -> str:
    """Cases open at the end of the period; for the rate of index 766 also those finished in it."""
    is_open = (
        "(is_received and received_date <= $end and (is_open or closed_date is not null)"
        " and (closed_date is null or greatest(closed_date, received_date) > $end))"
    )
    # On the as-of day itself what is due later that day, by the moment, is not past due yet.
    is_overdue = (
        "coalesce(due_at::date + if(is_due_by_moment, 0, 1) <= $end and not"
        " (is_due_by_moment and $end = $as_of::date and due_at >= $as_of and due_at::date = $end), false)"
    )
    if figure.kpi_code == "overdue_open_cases":
        source = f"core.case_facts where {_UNITS} and $start <= $end"
        return _rows("case_code", f"{is_open} and {is_overdue}", None, source)
    finished = "(is_finished and finished_date between $start and $end)"
    # A case that was finished in the period and is open at its end counts in both places.
    return " union all ".join(
        (
            _rows("case_code", f"not {is_overdue}", "true", f"core.case_facts where {_UNITS} and {is_open}"),
            _rows("case_code", "is_on_time", "true", f"core.case_facts where {_UNITS} and {finished}"),
        )
    )


def _catalogue_rows(numerator: str, denominator: str) -> str:
    source = (
        "core.dim_procedure where province_code = $province and valid_from <= $end"
        " and (valid_to is null or valid_to >= $start) and list_has_any(levels,"
        f" (select list(distinct procedure_level) from {_LEVELS} where {_UNITS}))"
    )
    return _rows("procedure_code", numerator, denominator, source)


def _in_force(rule: str) -> str:
    return rule.removeprefix("distinct procedure_code in force where ")


def _catalogue(figure: Figure) -> str:
    return _catalogue_rows(_in_force(figure.numerator_sql), _in_force(figure.denominator_sql or ""))


def _distinct_procedures(figure: Figure) -> str:
    """The cases or payments that used a procedure; each names the procedure, which counts once."""
    denominator = figure.denominator_sql or ""
    of, _, numerator = figure.numerator_sql.removeprefix("distinct procedure_code of ").partition(" where ")
    is_offered = f"list_contains(cases.levels, (select any_value(procedure_level) from {_LEVELS} as levels"
    is_offered += " where levels.unit_code = cases.unit_code))"
    days = {"cases": "cases.received_date", "payments": "payments.paid_date"}[of]
    facts = {
        "cases": "core.case_facts as cases where cases.is_received",
        "payments": "core.fct_payments as payments inner join core.case_facts as cases"
        " on payments.case_code = cases.case_code where payments.is_succeeded",
    }[of]
    source = f"{facts} and {of}.{_UNITS} and {days} between $start and $end and {is_offered}"
    if denominator.startswith("distinct procedure_code in force"):
        used = _rows("cases.procedure_code", numerator, "false", source, f"{of}.")
        return f"{used} union all {_catalogue_rows('false', _in_force(denominator))}"
    of_denominator = denominator.partition(" where ")[2]
    return _rows("cases.procedure_code", numerator, of_denominator, source, f"{of}.")


def _monthly(figure: Figure) -> str:
    if figure.kpi_code == "cases_per_staff_year":
        return _per_officer()
    newest = " qualify row_number() over (partition by unit_code order by month desc) = 1"
    # A unit's statistics describe its whole area: what lies below a unit with a row does not count again.
    return f"""
        with there as (
            select * from core.fct_unit_statistics
            where {_UNITS} and month <= $end and last_day(month) >= $start
        )
        select
            unit_code as code, true as in_numerator, true as in_denominator,
            ({figure.numerator_sql})::double as numerator_part, ({figure.denominator_sql})::double as denominator_part,
            source_file, source_line
        from there
        where not exists (
            select 1 from core.bridge_unit_ancestor as above
            where
                above.unit_code = there.unit_code and above.distance > 0
                and above.ancestor_unit_code in (select unit_code from there)
        ){newest if figure.day_of == "newest month" else ""}"""


def _per_officer() -> str:
    days = "least(last_day(month), $end) - greatest(month, $start) + 1"
    return f"""
        select case_code as code, true as in_numerator, false as in_denominator, 1.0 as numerator_part,
            0.0 as denominator_part, source_file, source_line
        from core.case_facts where {_UNITS} and is_received and received_date between $start and $end
        union all
        select unit_code as code, false as in_numerator, true as in_denominator, 0.0 as numerator_part,
            (counter_officers * ({days}) / 365.0)::double as denominator_part, source_file, source_line
        from core.fct_staffing where {_UNITS} and month <= $end and last_day(month) >= $start"""


_FAMILIES: Mapping[str, Callable[[Figure], str]] = MappingProxyType(
    {
        "additive": _additive,
        "paid_cases": _paid_cases,
        "stock": _stock,
        "catalogue": _catalogue,
        "distinct_procedures": _distinct_procedures,
        "monthly": _monthly,
    }
)
