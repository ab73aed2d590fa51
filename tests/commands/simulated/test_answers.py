"""A simulated world, delivered in two nights and refreshed, comes to its answers: every cell of them.

The world is small and holds everything: five places with portals of their own, all ten sources, each row rule broken,
exports that are late, replaced, repeated and overlapping, and files that arrive twice and out of order.
"""

import contextlib
import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.cli import main
from orchestration.commands.codes import DONE
from orchestration.settings import PROJECT_ROOT
from orchestration.simulator import simulate

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
RATES = {
    "000.00.01.H09": ("62.5", "25"), "000.00.04.H09": ("90", "40"), "000.00.31.H09": ("75", "20"),
    "000.01.31.H09": ("40", "-"), "000.02.31.H09": ("80", "50"), "000.00.34.H09": ("60", "30"),
    "000.01.34.H09": ("88", "12.5"), "000.02.34.H09": ("50", "-"),
}  # fmt: skip
"""A few offices of Bình Dương, both kinds of portal among them, with invented figures."""
KINDS = ("month", "quarter", "year", "to_date")


def write_registers(folder: Path) -> None:
    folder.mkdir()
    for name in ("plans.csv", "units_other_plans.csv"):
        shutil.copy(SEEDS / name, folder)
    with (SEEDS / "units_binh_duong.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    kept = [row for row in rows if row[0] in RATES or row[2] == "province"]
    lines = [",".join(row) for row in (head, *kept)]
    (folder / "units_binh_duong.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fields = "unit_code,unit_name,online_case_rate_printed,online_payment_rate_printed,data_from_printed"
    figures = [f"{code},x,{cases},{payments}," for code, (cases, payments) in RATES.items()]
    (folder / "binh_duong_current_figures.csv").write_text("\n".join([fields, *figures]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], duckdb.DuckDBPyConnection]]:
    """The answers of the world, and what was published of its files after the second night."""
    root = tmp_path_factory.mktemp("simulated")
    write_registers(root / "registers")
    out = root / "world"
    simulate(out, date(2023, 7, 20), date(2023, 10, 20), 2600, 2, 0.01, "all", 2, registers=root / "registers")
    answers = json.loads((out / "answers.json").read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("MOTCUA_PII_KEY", "a key of the tests only")
        patch.setenv("MOTCUA_CONTRACTS_DIR", str(PROJECT_ROOT / "raw" / "contracts"))
        for night in ("night-0001", "night-0002"):
            shutil.copytree(out / night, root / "raw" / "inbox", dirs_exist_ok=True)
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                assert main(["refresh"]) == DONE, said.getvalue()
        published = root / "warehouse" / "published" / "current" / "motcua.duckdb"
        with duckdb.connect(str(published), read_only=True) as con:
            yield answers, con


World = tuple[dict[str, Any], duckdb.DuckDBPyConnection]


def test_every_figure_is_published_as_the_truth_has_it(world: World) -> None:
    answers, con = world
    names = ", ".join(answers["columns"])
    query = f"select {names} from marts.kpi_scoreboard where period_type in {KINDS}"
    rows = [row for row in con.execute(query).fetchall() if row[0] in RATES or not row[0].endswith(".H09")]
    published = {(row[0], row[1], row[2], row[3].isoformat()): row[5:] for row in rows}
    answered = {tuple(row[:4]): row[5:] for row in answers["figures"]}
    wanted = {key: sides for key, sides in answered.items() if key[0] in RATES or not key[0].endswith(".H09")}
    assert len(wanted) > 5000
    wrong = [
        (key, wanted.get(key), published.get(key))
        for key in wanted.keys() | published.keys()
        if not same(wanted.get(key), published.get(key))
    ]
    assert wrong[:5] == []
    kpis = {row[0] for row in con.execute("select kpi_code from marts.dim_kpi").fetchall()}
    assert {key[1] for key in wanted} == kpis, "a KPI of the catalogue has no answer"


def same(wanted: list[Any] | None, published: tuple[Any, ...] | None) -> bool:
    """Whether sides agree; a row that is not there is 0 of 0."""
    if wanted is None or published is None:
        sides = [side for side in wanted or published or () if side]
        return not sides
    return all(
        mine == theirs or (mine is not None and theirs is not None and theirs == pytest.approx(mine, rel=1e-9))
        for mine, theirs in zip(wanted, published, strict=True)
    )


def test_facts_are_those_that_are_true(world: World) -> None:
    answers, con = world
    for source in ("cases", "payments", "case_events", "ratings", "counter_visits", "complaints"):
        assert con.execute(f"select count(*) from marts.fct_{source}").fetchone() == (answers[f"fct_{source}"],), source
    assert min(answers[f"fct_{source}"] for source in ("cases", "case_events", "counter_visits", "complaints")) > 10


def test_each_faulty_line_is_quarantined_by_its_rule_and_no_other(world: World) -> None:
    answers, con = world
    wanted = sorted(
        (f"{file}!{member}" if member else file, line, rule) for file, member, line, rule in answers["verdicts"]
    )
    found = con.execute("select source_file, source_line, rule_code from quality.quarantine").fetchall()
    assert sorted(found) == wanted
    with (SEEDS / "row_rules.csv").open(encoding="utf-8", newline="") as stream:
        rules = {row["rule_code"] for row in csv.DictReader(stream) if row["severity"] == "error"}
    # A rejection is a steward's, no portal sends it.
    assert {rule for _, _, rule in wanted} == rules - {"rejected_by_steward"}


def test_every_record_read_has_its_fate(world: World) -> None:
    answers, con = world
    columns = ("rows_kept", "rows_quarantined", "rows_superseded", "rows_duplicate")
    sums = ", ".join(f"sum({column})" for column in columns)
    query = f"select source, {sums} from meta.loads where outcome <> 'rejected' group by source"
    fates = [column.removeprefix("rows_") for column in columns]
    found = {source: dict(zip(fates, counts, strict=True)) for source, *counts in con.execute(query).fetchall()}
    assert found == {
        source: {fate: counts.get(fate, 0) for fate in fates} for source, counts in answers["fates"].items()
    }


def test_each_file_was_read_to_its_end(world: World) -> None:
    answers, con = world
    query = "select file_name, max(rows_read) from meta.loads where outcome <> 'duplicate' group by file_name"
    read = dict(con.execute(query).fetchall())
    # two empty exports of a window have the same bytes: the later one counts as sent twice
    files = [file for file in answers["files"] if file["rows"] and not file["copy_of"]]
    rows = {Path(file["path"]).name: file["rows"] for file in files}
    assert len(rows) == len(files), "two files of one name"
    assert {name: count for name, count in rows.items() if read.get(name) != count} == {}


def test_warnings_are_listed(world: World) -> None:
    answers, con = world
    found: dict[str, list[str]] = {}
    for rule, code in con.execute("select rule_code, case_code from marts.integrity_findings").fetchall():
        found.setdefault(rule, []).append(code)
    assert {rule: sorted(codes) for rule, codes in found.items()} == answers["warnings"]["codes"]
    assert len(found) == 6


def test_form_06a_differs_where_it_was_made_to(world: World) -> None:
    answers, con = world
    query = "select unit_code, period_start, period_end, measure from quality.reconciliation where outcome = 'differs'"
    found = {(unit, str(first), str(last), measure) for unit, first, last, measure in con.execute(query).fetchall()}
    wanted = {
        (unit, first, last, one) for unit, first, last, all_ in answers["reconciliation_failures"] for one in all_
    }
    assert found == wanted
    assert wanted
