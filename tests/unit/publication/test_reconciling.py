"""`motcua reconcile`: what is told of differences between form 06a and the cases."""

from pathlib import Path

import duckdb
import pytest

from orchestration.publication.reconciling import REASONS, ReconcileError, reconcile_lines

TABLES = """
create schema quality;
create table quality.reconciliation (portal varchar, unit_code varchar, period_start date, period_end date,
    measure varchar, outcome varchar, reported bigint, counted bigint, difference bigint, source_file varchar,
    source_line integer);
insert into quality.reconciliation values
    ('t', 'U', '2023-09-01', '2023-09-30', 'received_online', 'differs', 9, 7, 2, 'report_06a/t/f.xlsx', 8),
    ('t', 'U', '2023-09-01', '2023-09-30', 'identity_11_12_13', 'differs', 9, 8, 1, 'report_06a/t/f.xlsx', 8),
    ('t', 'V', '2023-09-01', '2023-09-30', 'received_online', 'differs', 3, 4, -1, 'report_06a/t/f.xlsx', 9),
    ('t', 'V', '2023-09-01', '2023-09-30', 'open_total', 'agrees', 3, 3, 0, 'report_06a/t/f.xlsx', 9);
create table quality.reconciliation_candidates (portal varchar, unit_code varchar, period_start date,
    period_end date, measure varchar, reason varchar, candidates integer, case_code varchar, case_unit_code varchar,
    source_file varchar, source_line integer);
insert into quality.reconciliation_candidates values
    ('t', 'U', '2023-09-01', '2023-09-30', 'received_online', 'at_the_edge', 2, 'C1', 'U', 'cases/t/a.csv', 4),
    ('t', 'U', '2023-09-01', '2023-09-30', 'received_online', 'at_the_edge', 2, 'C2', 'U', 'cases/t/a.csv', 5),
    ('t', 'U', '2023-09-01', '2023-09-30', 'received_online', 'quarantined', 1, null, 'U', 'cases/t/b.csv', 6);
"""


@pytest.fixture
def current(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "motcua.duckdb")) as con:
        con.execute(TABLES)
    return tmp_path


def test_each_difference_names_its_cases(current: Path) -> None:
    assert reconcile_lines(current, None, None, 1) == [
        "Form 06a: 3 of 4 sums differ",
        "U, 2023-09-01 to 2023-09-30, identity_11_12_13: reported 9, counted 8 (+1)  report_06a/t/f.xlsx:8",
        "  the form's own sum is wrong: no case can explain it",
        "U, 2023-09-01 to 2023-09-30, received_online: reported 9, counted 7 (+2)  report_06a/t/f.xlsx:8",
        "  not counted: the newest record is faulty (1):",
        "    (no code) of U  cases/t/b.csv:6",
        "  its day lies at the edge of the period (2):",
        "    C1 of U  cases/t/a.csv:4",
        "V, 2023-09-01 to 2023-09-30, received_online: reported 3, counted 4 (-1)  report_06a/t/f.xlsx:9",
        "  no case is known that could explain it",
    ]


def test_one_unit_and_measure(current: Path) -> None:
    assert len(reconcile_lines(current, "V", "received_online", 3)) == 3
    assert reconcile_lines(current, "V", "open_total", 3) == ["Form 06a: 0 of 1 sums differ"]


def test_what_is_not_there_is_told(current: Path) -> None:
    with pytest.raises(ReconcileError, match="no form 06a of such a unit"):
        reconcile_lines(current, "X", None, 3)
    with pytest.raises(ReconcileError, match="run motcua refresh"):
        reconcile_lines(current / "none", None, None, 3)


def test_every_reason_of_the_model_has_words() -> None:
    model = Path(__file__).parents[3] / "dbt_project" / "models" / "columns.md"
    told = next(line for line in model.read_text(encoding="utf-8").splitlines() if "docs candidate_reason" in line)
    assert set(told.split("`")[1::2]) == set(REASONS)
