"""One matter counted in several official ways: which of the page's KPIs stand beside each other, and the form's rates.

The figures of the plan and of the index are KPIs that the page has anyway; those of Biểu II.06a come from
`marts.definition_comparison`: for each topic a rate in tenths per unit of the group (a province with all units below
it), -1 where the form has nothing to divide by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from orchestration.reports.page.rounding import rate_tenths_sql
from orchestration.reports.page.scope import ON_THE_PAGE, PLACES, Scope
from orchestration.reports.page.source import Kpi

TOPICS: Final[Mapping[str, tuple[str, str]]] = {
    "online_cases": ("online_case_rate", "online_case_rate_766"),
    "on_time": ("on_time_rate", "on_time_rate_766"),
    "online_payments": ("online_payment_rate", "online_payment_rate_766"),
}
"""Topic → the KPI of the plans and that of the index of Quyết định 766/QĐ-TTg."""

_FORM_WORDS: Final[Mapping[str, str]] = {
    "online_cases": "Cột 4 chia cho tổng cột 4 và cột 5: mọi hồ sơ tiếp nhận trong kỳ, của thủ tục bất kỳ.",
    "on_time": "Tổng cột 8 và cột 9 chia cho cột 7: mọi hồ sơ đã giải quyết trong kỳ, kể cả hồ sơ được rút hoặc dừng.",
    "online_payments": "Biểu không có cột nào về thanh toán.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One official way to count a topic, in words."""

    name: str
    counted: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that is counted in several official ways."""

    code: str
    ways: tuple[Way, ...]


def topics_in_words(kpis: Mapping[str, Kpi]) -> list[Topic]:
    """Return the topics whose KPIs are in the catalogue."""
    return [
        Topic(
            code,
            (
                Way("Theo kế hoạch", _parts(kpis[plan])),
                Way("Quyết định 766", _parts(kpis[index])),
                Way("Biểu II.06a", _FORM_WORDS[code]),
            ),
        )
        for code, (plan, index) in TOPICS.items()
        if plan in kpis and index in kpis
    ]


def _parts(kpi: Kpi) -> str:
    return f"Tử số: {kpi.numerator_vi}. Mẫu số: {kpi.denominator_vi}."


Forms = Mapping[tuple[int, int, str], Sequence[int]]
"""(place of the group, place of the period in it, topic) → tenths of a percent, in the order of the group's units."""


def read_forms(con: duckdb.DuckDBPyConnection, scope: Scope) -> Forms:
    """Return what the form's columns give, for the periods that the page offers."""
    found = con.execute(_QUERY, scope.parameters()).fetchall()
    forms: dict[tuple[int, int, str], list[int]] = {}
    for group, period, topic, unit, tenths in found:
        row = forms.setdefault((group, period, topic), [-1] * len(scope.groups[group].units))
        row[unit] = tenths
    return forms


_QUERY: Final = f"""
with {PLACES},

compared as (
    select
        placed.group_place, offered.period_place, placed.unit_place, figures.topic,
        (if(figures.unit_level = 'province', figures.subtree_numerator, figures.numerator))::double as numerator,
        (if(figures.unit_level = 'province', figures.subtree_denominator, figures.denominator))::double as denominator,
        if(figures.unit_level = 'province', figures.subtree_value, figures.value) as value,
    from marts.definition_comparison as figures
    {ON_THE_PAGE.strip()}
    where figures.definition = 'form_06a'
)

select group_place, period_place, topic, unit_place, {rate_tenths_sql("value", "numerator", "denominator", "100")}
from compared
where value is not null
order by all
"""
