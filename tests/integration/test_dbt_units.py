"""dbt's unit tests, and what the project promises of its documentation and contracts.

The tests themselves stand beside the models (`dbt_project/models/**/_*unit_tests.yml`). dbt takes the columns
of their fixtures from the tables of the warehouse, so all of it is built once, of contracts and registers and
no file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.portal.contracts import load_contracts
from orchestration.portal.loading import prepare_raw
from orchestration.transform.dbt_runner import DbtProject, DbtRun
from orchestration.warehouse.holidays import write_holidays
from orchestration.warehouse.opening import open_warehouse

ROOT = Path(__file__).parents[2]
PERSON_KEY = "a key for tests only"
"""The keyed hashes that unit tests expect are made with it."""

APPLIED, TARGET = 100, 900
"""The ledger's places between which the unit tests of `files` let arrivals be new."""

TESTED_MODELS = frozenset(
    {"stg_cases", "stg_case_events", "stg_payments", "stg_procedures"}
    | {"case_records", "payment_records", "files", "quarantine", "loads", "integrity_findings"}
    | {"fct_cases", "case_facts", "case_progress", "applicants", "dim_procedure", "dim_unit", "unit_names"}
    | {"component_daily", "stock_daily", "stock_values", "additive_values", "paid_case_values"}
    | {"procedure_use", "procedure_values", "period_values", "periods", "unit_targets"}
    | {"bridge_unit_plan", "kpi_figures_judged"}
)
"""Models with a rule of the domain in them; each must have a unit test."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtProject]:
    """Give the project on a warehouse in which every table stands, empty but for the registers."""
    place = tmp_path_factory.mktemp("units")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_PII_KEY", PERSON_KEY)
        con = open_warehouse(place / "warehouse.duckdb", PERSON_KEY)
        prepare_raw(con, load_contracts(ROOT / "raw" / "contracts"))
        write_holidays(con)
        _write_twelve_hour_contract(con)
        con.execute("insert into control.run values ($1, $2, true, null, null)", [APPLIED, TARGET])
        con.close()
        source = ROOT / "dbt_project"
        dbt = DbtProject(source, source, place / "target", place / "warehouse.duckdb")
        for command in ("seed", "run"):
            run = dbt.invoke([command])
            assert run.success, _told(run)
        yield dbt


@pytest.fixture(scope="module")
def manifest(project: DbtProject) -> dict[str, Any]:
    return project.manifest()


def test_models_do_what_their_unit_tests_say(project: DbtProject) -> None:
    run = project.invoke(["test", "--select", "test_type:unit"], expect=True)
    wrong = [f"{one.name}: {one.status}\n{one.message}" for one in run.results if one.status != "pass"]
    assert not wrong, "\n".join(wrong)
    assert not run.unanswered, f"unit tests that gave no answer: {sorted(run.unanswered)}"
    assert run.results, "no unit test was found"


def test_data_tests_can_be_asked_of_an_empty_warehouse(project: DbtProject) -> None:
    run = project.invoke(["test", "--exclude", "test_type:unit"], expect=True)
    wrong = [f"{one.name}: {one.status}\n{one.message}" for one in run.results if one.status != "pass"]
    assert not wrong, "\n".join(wrong)
    assert not run.unanswered, f"data tests that gave no answer: {sorted(run.unanswered)}"


def test_every_model_with_a_rule_has_a_unit_test(manifest: dict[str, Any]) -> None:
    tested = {one["model"] for one in manifest["unit_tests"].values()}
    assert not TESTED_MODELS - tested, "these models have rules and no unit test"


def test_every_model_and_seed_is_described(manifest: dict[str, Any]) -> None:
    silent = [one["name"] for one in _tables(manifest) if not one["description"].strip()]
    assert not silent, "describe these in the YAML beside them, the grain in the first line"


def test_descriptions_say_the_grain_first(manifest: dict[str, Any]) -> None:
    vague = [one["name"] for one in _tables(manifest) if not one["description"].startswith("One row")]
    assert not vague, "the first line says what one row is"


def test_every_column_is_described(project: DbtProject, manifest: dict[str, Any]) -> None:
    built = _built_columns(project)
    faults = []
    for table in _tables(manifest):
        described = {name for name, column in table["columns"].items() if column["description"].strip()}
        there = built[table["schema"], table["alias"]]
        faults += [f"{table['name']}.{name}: not described" for name in sorted(there - described)]
        faults += [f"{table['name']}.{name}: described, but no column" for name in sorted(described - there)]
    assert not faults, "\n".join(faults)


def test_every_mart_has_an_enforced_contract(manifest: dict[str, Any]) -> None:
    loose = [
        one["name"]
        for one in _tables(manifest)
        if one["schema"] == "marts" and not one["config"]["contract"]["enforced"]
    ]
    assert not loose, "a mart is public: its columns and types stand in an enforced contract"


def test_every_test_says_its_rule_and_its_mend(manifest: dict[str, Any]) -> None:
    mute = [
        one["name"]
        for one in manifest["nodes"].values()
        if one["resource_type"] == "test"
        and not (one["description"].strip() and one["config"]["meta"].get("remedy"))
    ]
    assert not mute, "a data test needs a description and config.meta.remedy: a steward reads both"


def _write_twelve_hour_contract(con: duckdb.DuckDBPyConnection) -> None:
    """Add a payment contract whose module writes 12-hour clocks; those in raw/contracts have none."""
    given = "'motcua-payments-huyen'"
    con.execute(
        "insert into raw.contract select * replace ('twelve-hour' as contract_id)"
        f" from raw.contract where contract_id = {given}"
    )
    con.execute(
        "insert into raw.contract_field"
        " select * replace ('twelve-hour' as contract_id, name = 'paid_at' as is_twelve_hour)"
        f" from raw.contract_field where contract_id = {given}"
    )


def _tables(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in manifest["nodes"].values() if one["resource_type"] in ("model", "seed")]


def _built_columns(project: DbtProject) -> dict[tuple[str, str], set[str]]:
    """Give the columns of each table and view of the warehouse, by schema and name."""
    con = open_warehouse(project.warehouse, PERSON_KEY)
    rows = con.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
    ).fetchall()
    con.close()
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in rows:
        found.setdefault((schema, table), set()).add(column)
    return found


def _told(run: DbtRun) -> str:
    return "\n".join(f"{one.name}: {one.message}" for one in run.results if one.status == "error") or str(
        run.problems
    )
