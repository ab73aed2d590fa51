"""The Vietnamese definitions that the page shows beside each KPI."""

import csv
import re
import unicodedata

from orchestration.reports.page.compared import TOPICS
from orchestration.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows), f"{name}: a code stands there twice"
    return by_code


def test_every_kpi_says_in_vietnamese_what_it_counts() -> None:
    catalogue, definitions = _rows("kpi_catalogue.csv"), _rows("kpi_definitions_vi.csv")
    assert set(definitions) == set(catalogue)
    assert [code for code, row in definitions.items() if not row["numerator_vi"].strip()] == []


def test_a_denominator_is_left_out_exactly_for_counts() -> None:
    counts = {code for code, row in _rows("kpi_catalogue.csv").items() if not row["denominator"].strip()}
    without = {code for code, row in _rows("kpi_definitions_vi.csv").items() if not row["denominator_vi"].strip()}
    assert without == counts
    assert counts == {"overdue_open_cases", "unjustified_extensions", "false_closures", "complaints"}


def test_definitions_are_composed_vietnamese() -> None:
    text = (SEEDS / "kpi_definitions_vi.csv").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_the_page_compares_the_kpis_that_the_mart_compares() -> None:
    macro = (PROJECT_ROOT / "dbt_project/macros/kpi/compared_definitions.sql").read_text(encoding="utf-8")
    told = re.findall(r"'topic': '(\w+)', 'definition': '(plan|index_766)', 'kpi_code': '(\w+)'", macro)
    codes = {(topic, definition): kpi for topic, definition, kpi in told}
    assert {(topic, way) for topic in TOPICS for way in ("plan", "index_766")} == codes.keys()
    assert {topic: (codes[topic, "plan"], codes[topic, "index_766"]) for topic in TOPICS} == TOPICS
