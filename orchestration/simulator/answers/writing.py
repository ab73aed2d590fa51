"""Writes the answers: everything that the files of a world must come to."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.simulator.answers.figures import Figures
from orchestration.simulator.answers.monthly import fill_months
from orchestration.simulator.answers.periods import spans
from orchestration.simulator.answers.tally import Tally
from orchestration.simulator.catalogue import Catalogue
from orchestration.simulator.delivery import Arrival
from orchestration.simulator.monthly import Month
from orchestration.simulator.province import Place

ANSWERS_FILE = "answers.json"
COLUMNS = (
    "unit_code", "kpi_code", "period_type", "period_start", "period_end", "numerator", "denominator", "value",
    "subtree_numerator", "subtree_denominator", "subtree_value",
)  # fmt: skip
ROWS_AT_ONCE = 1000
ONE_A_LINE = ("verdicts", "files", "printed", "reconciliation_failures")
FACTS = ("cases", "payments", "case_events", "ratings", "counter_visits", "complaints")
PRINTED_KPIS = ("online_case_rate", "online_payment_rate")


@dataclass(slots=True)
class Sent:
    """What one portal lived through and sent."""

    place: Place
    tally: Tally
    catalogue: Catalogue
    told: list[Month]
    arrivals: list[Arrival]
    newest: datetime
    sown: dict[str, Counter[str]]
    verdicts: list[tuple[str, str | None, int, str]]
    fates: dict[str, Counter[str]]
    quirks: Counter[str]
    differing: list[tuple[str, date, date, list[str]]]


def write_answers(path: Path, seed: int, sent: list[Sent]) -> None:
    """Write the answers as JSON.

    `figures`: rows of `columns`; a row that is missing is 0 of 0. `printed`: [unit, KPI, text as printed,
    numerator, denominator]. `verdicts`: [file, member of an archive or null, line, rule] of the faulty
    records of live exports, `quarantine` their numbers. `files`: the records of each file, in which nights it
    arrives (0: at once) and which file's bytes it repeats. `fates`, `quirks`, `warnings`: numbers and codes.
    """
    as_of = max(part.newest for part in sent)
    provinces = _provinces(sent)
    filled = [_filled(part, as_of.date()) for part in provinces]
    facts = _summed([part.tally.facts for part in sent])
    answers: dict[str, Any] = {
        "mode": "truth",
        "seed": seed,
        "as_of": as_of.isoformat(),
        "places": [part.place.plan for part in provinces],
        **{f"fct_{source}": facts[source] for source in FACTS},
        "quarantine": _joined(part.sown for part in sent),
        "fates": _joined(part.fates for part in sent),
        "quirks": dict(sorted(_summed([part.quirks for part in sent]).items())),
        "warnings": _warnings(sent),
        "columns": COLUMNS,
        "printed": [row for part, one in zip(provinces, filled, strict=True) for row in _printed(part.place, one)],
        "reconciliation_failures": [
            [unit, first.isoformat(), last.isoformat(), measures]
            for part in sent
            for unit, first, last, measures in part.differing
        ],
        "verdicts": sorted((list(one) for part in sent for one in part.verdicts), key=str),
        "files": [_file(one) for part in sent for one in part.arrivals],
        "figures": (row for one in filled for row in one.rows()),
    }
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(_text(answers))


def _provinces(sent: list[Sent]) -> list[Sent]:
    """Join the portals of a province: the first one of each with the tallies of the others."""
    provinces: dict[str, Sent] = {}
    for part in sent:
        first = provinces.setdefault(part.place.plan, part)
        if first is not part:
            first.tally.merge(part.tally)
            part.tally.facts.clear()
    return list(provinces.values())


def _filled(part: Sent, as_of: date) -> Figures:
    """Work out the figures of a province."""
    tally, first = part.tally, part.tally.first_received
    figures = Figures(part.place.units, spans(first, as_of) if first else [])
    if first:
        tally.additive.fill(figures)
        tally.stock.fill(figures)
        tally.procedures.fill(figures, part.catalogue)
        fill_months(figures, part.told)
    return figures


def _printed(place: Place, figures: Figures) -> Iterator[list[object]]:
    """Give the printed figures beside what the world has to date."""
    if not place.is_printed:
        return
    to_date = len(figures.periods) - 1
    for printed in place.printed:
        for kpi, text in zip(PRINTED_KPIS, (printed.case_rate, printed.payment_rate), strict=True):
            yield [printed.unit.code, kpi, text, *figures.own(kpi, printed.unit.code, to_date)]


def _warnings(sent: list[Sent]) -> dict[str, dict[str, object]]:
    codes: dict[str, list[str]] = {}
    for part in sent:
        for rule, found in part.tally.all_warnings().items():
            codes.setdefault(rule, []).extend(found)
    ordered = {rule: sorted(found) for rule, found in sorted(codes.items())}
    return {"counts": {rule: len(found) for rule, found in ordered.items()}, "codes": {**ordered}}


def _file(arrival: Arrival) -> dict[str, object]:
    return {
        "path": arrival.path,
        "rows": arrival.rows,
        "exported": arrival.exported.isoformat(),
        "copy_of": arrival.copy_of,
        "nights": arrival.nights,
    }


def _summed(counters: list[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _joined(parts: Iterable[dict[str, Counter[str]]]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for part in parts:
        for source, counts in part.items():
            total.setdefault(source, Counter()).update(counts)
    return {source: dict(sorted(counts.items())) for source, counts in sorted(total.items())}


def _text(answers: dict[str, Any]) -> Iterator[str]:
    """Give the JSON text, long lists one entry a line."""
    encoder = json.JSONEncoder(ensure_ascii=False)
    for place, (name, value) in enumerate(answers.items()):
        yield ("{\n" if place == 0 else ",\n") + f'"{name}": '
        if name == "figures":
            # a hundred times as many rows as anything else, all flat: encoded by thousands
            yield "[\n"
            rows, begun = iter(value), False
            while part := list(islice(rows, ROWS_AT_ONCE)):
                yield (",\n" if begun else "") + encoder.encode(part)[1:-1].replace("], [", "],\n[")
                begun = True
            yield "\n]"
        elif name in ONE_A_LINE:
            yield "[\n" + ",\n".join(encoder.encode(row) for row in value) + "\n]"
        else:
            yield encoder.encode(value)
    yield "\n}\n"
