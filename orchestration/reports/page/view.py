"""What the page shows before any script runs: the words and numbers of the opening view, ready to be put in
place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.reports.numbers import ABSENT, format_day, format_number, format_percent, half_up
from orchestration.reports.page.board import Board
from orchestration.reports.page.plans import PlacedUnit, PlanGroup
from orchestration.reports.page.scores import Figure, Row, Rows
from orchestration.reports.page.source import Kpi, Publication
from orchestration.reports.page.targets import target_text, targets_in_words
from orchestration.reports.words import (
    LEVELS,
    LIGHTS,
    OUTCOMES,
    VALUE_UNITS,
    VERDICTS,
    WHOLE_AREA,
    better_words,
    period_label,
)

_NOT_A_ROW = Figure(numerator=0.0, denominator=0.0, value=None, light="no_data")
_NO_COUNT = Figure(numerator=0.0, denominator=None, value=0.0, light="no_target")

_DOCUMENT_WORDS = ("Chỉ thị", "Kế hoạch", "Quyết định", "Nghị quyết")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's row of the main table. `bar` and `tick` are the value and target in percent, None where no
    bar fits."""

    name: str
    level: str
    depth: int
    value: str
    numerator: str
    denominator: str
    parts: str
    target: str
    light: str
    rank: str
    code: str
    whole: str
    is_held: bool
    is_held_below: bool
    bar: str | None
    tick: str | None


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One KPI's row of the summary: how many units have which light, and the issuer with all units below
    it."""

    place: int
    name: str
    value: str
    light: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """How a KPI is counted, for the list at the foot of the page."""

    code: str
    name: str
    numerator: str
    denominator: str
    better: str
    sources: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plans of one group, for the head of the page."""

    title: str
    issuer: str
    dates: str
    titles: tuple[str, ...]
    units: str


@dataclass(frozen=True, slots=True)
class OpeningView:
    """The opening view of one board. `place` is the KPI's place among the board's KPIs."""

    kpi: Kpi
    place: int
    period: str
    unit_word: str
    target: str
    definition: Definition
    whole: str
    whole_value: str
    whole_parts: str
    whole_light: str
    units: tuple[UnitLine, ...]
    summary: tuple[SummaryLine, ...]


def opening_view(board: Board, rows: Rows) -> OpeningView:
    """Return what the page opens with for one plan group; `rows` are those of its opening period."""
    kpi, period = board.opening_kpi, board.opening_period
    issuer = board.group.units[0]
    whole = _row(rows, kpi, issuer).subtree
    return OpeningView(
        kpi=kpi,
        place=board.kpis.index(kpi),
        period=period_label(period.type, period.name, period.start, period.end),
        unit_word=VALUE_UNITS.get(kpi.value_unit, kpi.value_unit),
        target=targets_in_words(board, kpi),
        definition=_definition(kpi),
        whole=WHOLE_AREA[issuer.unit.level],
        whole_value=full_value_text(whole, kpi),
        whole_parts=parts_text(whole),
        whole_light=whole.light,
        units=tuple(_unit_line(rows, kpi, placed) for placed in board.group.units),
        summary=tuple(_summary(board, rows)),
    )


def value_text(figure: Figure, kpi: Kpi) -> str:
    """Return a value rounded half up to one decimal; a count is shown whole."""
    if kpi.value_unit == "percent":
        return format_percent(figure.value, 1)
    return format_number(figure.value, 1, trim=kpi.is_count)


def full_value_text(figure: Figure, kpi: Kpi) -> str:
    """Return a value with its unit of measure, for places where no column head says it: `21,9 phút`."""
    text = value_text(figure, kpi)
    if figure.value is None or kpi.value_unit == "percent":
        return text
    return f"{text} {VALUE_UNITS.get(kpi.value_unit, kpi.value_unit)}"


def parts_text(figure: Figure) -> str:
    """Return `193/521`, or the numerator alone where nothing is divided."""
    numerator = format_number(figure.numerator, 1, trim=True)
    if figure.denominator is None:
        return numerator
    return f"{numerator}/{format_number(figure.denominator, 1, trim=True)}"


def _row(rows: Rows, kpi: Kpi, placed: PlacedUnit) -> Row:
    """Return the published row, or what its absence means: 0 of 0 (kpi semantics, "Rows")."""
    found = rows.get((kpi.code, placed.unit.code))
    if found is not None:
        return found
    nothing = _NO_COUNT if kpi.is_count else _NOT_A_ROW
    return Row(own=nothing, subtree=nothing, target=None, rank=None, is_held=False, is_held_below=False)


def _unit_line(rows: Rows, kpi: Kpi, placed: PlacedUnit) -> UnitLine:
    """Return a unit's line with its own figure, but a province's subtree: a province has no cases of its own
    and its targets judge its subtree (kpi semantics, "Target")."""
    row = _row(rows, kpi, placed)
    figure = row.subtree if placed.unit.level == "province" else row.own
    has_bar = kpi.value_unit == "percent" and figure.value is not None
    return UnitLine(
        name=placed.unit.name,
        level=LEVELS[placed.unit.level],
        depth=placed.depth,
        value=value_text(figure, kpi),
        numerator=format_number(figure.numerator, 1, trim=True),
        denominator=format_number(figure.denominator, 1, trim=True),
        parts=parts_text(figure),
        target=ABSENT if row.target is None else target_text(row.target, kpi.value_unit),
        light=figure.light,
        rank=ABSENT if row.rank is None else str(row.rank),
        whole=WHOLE_AREA[placed.unit.level] if placed.unit.level == "province" else "",
        code=placed.unit.code,
        is_held=row.is_held,
        is_held_below=row.is_held_below and placed.unit.level == "province",
        bar=_css_percent(figure.value) if has_bar else None,
        tick=_css_percent(row.target.value) if has_bar and row.target is not None else None,
    )


def _css_percent(value: float | None) -> str:
    return f"{half_up(min(max(value or 0.0, 0.0), 100.0)) / 10:.1f}%"


def _summary(board: Board, rows: Rows) -> list[SummaryLine]:
    """Return a line for each KPI that has targets in the opening period; provinces are not counted among the
    units."""
    period, units = board.opening_period, board.group.units
    lines = []
    for place, kpi in enumerate(board.kpis):
        if not board.is_targeted(period, kpi):
            continue
        lights = Counter(_row(rows, kpi, placed).own.light for placed in units if placed.unit.level != "province")
        whole = _row(rows, kpi, units[0]).subtree
        counts = tuple((light, lights[light]) for light in LIGHTS)
        lines.append(SummaryLine(place, kpi.name, full_value_text(whole, kpi), whole.light, counts))
    return lines


def definitions(boards: Sequence[Board]) -> list[Definition]:
    """Return the definition of every KPI that some board shows, by name."""
    kpis = {kpi.code: kpi for board in boards for kpi in board.kpis}
    return [_definition(kpi) for kpi in sorted(kpis.values(), key=lambda kpi: (kpi.name, kpi.code))]


def _definition(kpi: Kpi) -> Definition:
    return Definition(
        code=kpi.code,
        name=kpi.name,
        numerator=kpi.numerator_vi or ABSENT,
        denominator="Không có: chỉ số này là một số đếm." if kpi.is_count else kpi.denominator_vi or ABSENT,
        better=better_words(kpi.better),
        sources=kpi.source_plans or ABSENT,
    )


def plan_facts(group: PlanGroup) -> PlanFacts:
    """Return what the head of the page says about a group's plans."""
    return PlanFacts(
        title=_plan_title(group),
        issuer=group.issuer.name,
        dates=_plan_dates(group),
        titles=tuple(plan.title_en for plan in group.plans if plan.title_en),
        units=format_number(len(group.units)),
    )


def _plan_title(group: PlanGroup) -> str:
    """Return the numbers of the plans: `Kế hoạch 4623/KH-UBND`. A directive carries its own word in its
    number."""
    numbers = "; ".join(plan.number for plan in group.plans)
    return numbers if numbers.startswith(_DOCUMENT_WORDS) else f"Kế hoạch {numbers}"


def _plan_dates(group: PlanGroup) -> str:
    """Return when the plans of a group were issued and from when to when they hold."""
    told = []
    for plan in group.plans:
        end = f" đến {format_day(plan.valid_to)}" if plan.valid_to else ""
        told.append(f"ban hành {format_day(plan.issued_date)}, hiệu lực từ {format_day(plan.valid_from)}{end}")
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def verdict_text(publication: Publication) -> str:
    """Return the gate's verdict in words."""
    return VERDICTS.get(publication.verdict, publication.verdict)


def checks_text(publication: Publication) -> str:
    """Return the gate's checks in words: `212 phép kiểm tra: 210 đạt, 2 được miễn trừ`."""
    total = sum(publication.checks.values())
    order = [*OUTCOMES, *(outcome for outcome in publication.checks if outcome not in OUTCOMES)]
    told = [
        f"{format_number(publication.checks[outcome])} {OUTCOMES.get(outcome, outcome)}"
        for outcome in order
        if publication.checks.get(outcome)
    ]
    return f"{format_number(total)} phép kiểm tra" + (f": {', '.join(told)}" if told else "")
