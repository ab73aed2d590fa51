"""The first page: one self-contained HTML file with lights and ranks, for leaders.

It is made from a publication alone and says nothing that the publication does not: no wall clock, no network,
no run identity. Two makings of one publication give the same bytes. It opens from a disk or a mail, without a
server.
"""

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orchestration.reports.asked import Asked, find_periods
from orchestration.reports.numbers import format_moment, format_number
from orchestration.reports.page.asked import read_asked
from orchestration.reports.page.blocks import read_blocks
from orchestration.reports.page.board import Board, make_board
from orchestration.reports.page.compared import read_forms, topics_in_words
from orchestration.reports.page.holds import read_holds, texts_of
from orchestration.reports.page.needs import read_needs
from orchestration.reports.page.payload import Figures, inert, make_payload
from orchestration.reports.page.periods import offered_periods
from orchestration.reports.page.plans import PlanGroup, group_plans
from orchestration.reports.page.scope import Scope
from orchestration.reports.page.scores import check_scores, read_held, read_rows, read_tallies
from orchestration.reports.page.source import (
    Kpi,
    Period,
    ScoreboardError,
    read_kpis,
    read_periods,
    read_plans,
    read_publication,
    read_units,
)
from orchestration.reports.page.view import (
    OpeningView,
    checks_text,
    definitions,
    opening_view,
    plan_facts,
    verdict_text,
)
from orchestration.reports.words import JUDGED_LIGHTS, LIGHTS

SCRIPTS: Final = ("figures", "needs", "trend", "units", "summary", "heat", "compare", "controls")
"""Parts of the page's script in `templates/script`; they stand in one closure, each after what it uses."""

__all__ = ["ScoreboardError", "render_scoreboard", "write_scoreboard"]


def write_scoreboard(
    con: duckdb.DuckDBPyConnection, out: Path, wanted: Asked | None = None, plan_code: str | None = None
) -> Path:
    """Write the page to the file `out`, making its folder where needed, and return `out`. For the others see
    below."""
    page = render_scoreboard(con, wanted, plan_code)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")
    return out


def render_scoreboard(con: duckdb.DuckDBPyConnection, wanted: Asked | None = None, plan_code: str | None = None) -> str:
    """Return the page as HTML: of all plans, or of the plan `plan_code` and those of its issuer.

    It opens with the period `wanted`, and with a plan that has it. `con` is open on a publication: its default
    catalog has the schemas `marts`, `quality` and `meta`. Raises `ScoreboardError` where these contradict each
    other, naming the table and the mend, and `ReportError` where the period is not published.
    """
    if wanted is not None:
        find_periods(con, wanted)
    publication = read_publication(con)
    periods = read_periods(con)
    with_figures = frozenset().union(*periods.values())
    plans, units = read_plans(con), read_units(con)
    groups = _of_plan(group_plans(plans, units, with_figures), plan_code)
    if wanted is not None:  # the page opens with its first group
        groups.sort(key=lambda group: not any(wanted.fits(period) for period in _periods_of(group, periods)))
    offered = [offered_periods(_periods_of(group, periods), wanted) for group in groups]
    scope = Scope(groups, offered)
    kpis = read_kpis(con)
    boards = _boards(con, scope, kpis, wanted)
    without_figures = _of_plan(group_plans(plans, units, frozenset(units)), plan_code)
    every_group = [*groups, *(one for one in without_figures if one not in groups)]
    asked = [read_asked(con, group, kpis) for group in every_group]
    shown = frozenset().union(*(group.unit_codes for group in groups))
    holds = read_holds(con, {code: unit for code, unit in units.items() if code in shown}, publication.as_of.date())
    told = texts_of(holds)
    blocks = read_blocks(con, scope, kpis, boards)
    figures = Figures(blocks, read_needs(con, scope), read_forms(con, scope), asked, told)
    payload, dropped = make_payload(boards, figures)
    template = _environment().get_template("scoreboard.html.j2")
    return template.render(
        as_of=format_moment(publication.as_of),
        verdict=verdict_text(publication),
        checks=checks_text(publication),
        held=_count_text(read_held(con, scope)),
        holds=holds,
        held_texts=told,
        outside="" if plan_code else _count_text(with_figures - shown),
        left_out=_left_out(groups, periods, offered) + dropped,
        plans=[plan_facts(group) for group in groups],
        asked=[(plan_facts(group), one.lines) for group, one in zip(every_group, asked, strict=True) if one.lines],
        view=_opening(con, boards),
        definitions=definitions(boards),
        topics=topics_in_words(kpis),
        lights=LIGHTS,
        judged=JUDGED_LIGHTS,
        data=inert(payload),
        style=_own_file("scoreboard.css"),
        script=Markup("\n").join(_own_file(f"script/{name}.js") for name in SCRIPTS),
    )


def _boards(con: duckdb.DuckDBPyConnection, scope: Scope, kpis: Mapping[str, Kpi], wanted: Asked | None) -> list[Board]:
    """Return a board for each group, made of figures that can be shown."""
    check_scores(con, scope)
    return [
        make_board(group, kpis, kept, tallies, wanted)
        for group, kept, tallies in zip(scope.groups, scope.offered, read_tallies(con, scope), strict=True)
    ]


def _opening(con: duckdb.DuckDBPyConnection, boards: Sequence[Board]) -> OpeningView | None:
    """Return what the page opens with, or nothing where no plan has figures."""
    if not boards:
        return None
    first = boards[0]
    return opening_view(first, read_rows(con, first.group, first.opening_period))


def _of_plan(groups: list[PlanGroup], plan_code: str | None) -> list[PlanGroup]:
    """Return the group of one plan, or all of them."""
    return [group for group in groups if plan_code is None or plan_code in (plan.code for plan in group.plans)]


def _count_text(units: frozenset[str]) -> str:
    """Return how many units there are, or nothing where there is nothing to tell."""
    return format_number(len(units)) if units else ""


def _periods_of(group: PlanGroup, periods: dict[Period, frozenset[str]]) -> list[Period]:
    codes = group.unit_codes
    return [period for period, units in periods.items() if units & codes]


def _left_out(groups: list[PlanGroup], periods: dict[Period, frozenset[str]], offered: list[list[Period]]) -> int:
    """Return how many periods with figures the page does not offer, over all groups."""
    return sum(len(_periods_of(group, periods)) - len(kept) for group, kept in zip(groups, offered, strict=True))


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("orchestration.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _own_file(name: str) -> Markup:
    """Return a style or script of this package, which holds no data and needs no escaping."""
    text = resources.files("orchestration.reports").joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(text)  # a file of ours, not data
