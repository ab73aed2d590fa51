"""dbt's unit tests, and what the project promises of its documentation and contracts.

The tests themselves stand beside the models (`dbt_project/models/**/_*unit_tests.yml`). dbt takes the columns
of their fixtures from the tables of the warehouse, so all of it is built once, of contracts and registers and
no file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.portal.contracts import load_contracts
from orchestration.portal.loading import prepare_raw
from orchestration.transform.dbt_runner import DbtProject, DbtRun, NodeResult
from orchestration.warehouse.holidays import write_holidays
from orchestration.warehouse.opening import open_warehouse

ROOT = Path(__file__).parents[2]
PERSON_KEY = "a key for tests only"
"""The keyed hashes that unit tests expect are made with it."""

APPLIED, TARGET = 100, 900
"""The ledger's places between which the unit tests of `files` let arrivals be new."""

TESTED_MODELS = frozenset(
    {"stg_cases", "stg_case_events", "stg_payments", "stg_procedures"}
    | {"stg_staffing", "stg_unit_statistics"}
    | {"case_records", "payment_records", "files", "quarantine", "row_fate", "loads", "integrity_findings"}
    | {"reconciliation_candidates"}
    | {"fct_cases", "case_facts", "case_progress", "applicants", "dim_procedure", "dim_unit", "unit_names"}
    | {"component_daily", "stock_daily", "stock_values", "additive_values", "paid_case_values"}
    | {"procedure_use", "procedure_values", "period_values", "periods", "unit_targets"}
    | {"bridge_unit_plan", "kpi_figures_judged", "starting_figures", "plan_targets", "kpi_needs"}
    | {"form_06a_figures", "definition_comparison", "backlog_days"}
    | {"portal_freshness", "unit_faults", "held_units", "held_kpis", "held_figures"}
    | {"night_rows", "figure_jumps"}
)
"""Models with a rule of the domain in them; each must have a unit test."""


@dataclass(frozen=True)
class Built:
    """The project built once: what each node answered, the manifest, and the warehouse's columns by table."""

    run: DbtRun
    manifest: dict[str, Any]
    columns: dict[tuple[str, str], set[str]]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Models and seeds that stand in the warehouse; an ephemeral one is part of those that read it."""
        return [one for one in self.nodes("model", "seed") if one["config"]["materialized"] != "ephemeral"]

    def nodes(self, *kinds: str) -> list[dict[str, Any]]:
        return [one for one in self.manifest["nodes"].values() if one["resource_type"] in kinds]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the project on a new warehouse, in one run: registers, empty tables, unit tests, data tests."""
    place = tmp_path_factory.mktemp("units")
    warehouse, source = place / "warehouse.duckdb", ROOT / "dbt_project"
    dbt = DbtProject(source, source, place / "target", warehouse)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_PII_KEY", PERSON_KEY)
        con = open_warehouse(warehouse, PERSON_KEY)
        prepare_raw(con, load_contracts(ROOT / "raw" / "contracts"))
        _write_twelve_hour_contract(con)
        write_holidays(con)
        con.execute("insert into control.run values ($1, $2, true, null, null, null)", [APPLIED, TARGET])
        con.close()
        manifest = dbt.parse()
        run = dbt.invoke(["build"])
        return Built(run, manifest, _columns(warehouse))


def test_every_table_can_be_built_of_nothing(built: Built) -> None:
    wrong = [one for one in built.run.results if one.resource_type in ("model", "seed")]
    assert _told(wrong, "success") == ""
    assert {one.unique_id for one in wrong} == {one["unique_id"] for one in built.tables}


def test_models_do_what_their_unit_tests_say(built: Built) -> None:
    answers = [one for one in built.run.results if one.resource_type == "unit_test"]
    assert _told(answers, "pass") == ""
    assert {one.unique_id for one in answers} == set(built.manifest["unit_tests"])


def test_data_tests_can_be_asked_of_an_empty_warehouse(built: Built) -> None:
    answers = [one for one in built.run.results if one.resource_type == "test"]
    assert _told(answers, "pass") == ""
    assert {one.unique_id for one in answers} == {one["unique_id"] for one in built.nodes("test")}


def test_every_model_with_a_rule_has_a_unit_test(built: Built) -> None:
    tested = {one["model"] for one in built.manifest["unit_tests"].values()}
    assert not TESTED_MODELS - tested, "these models have rules and no unit test"


def test_every_model_and_seed_is_described(built: Built) -> None:
    silent = [one["name"] for one in built.nodes("model", "seed") if not one["description"].strip()]
    assert not silent, "describe these in the YAML beside them, the grain in the first line"


def test_descriptions_say_the_grain_first(built: Built) -> None:
    vague = [one["name"] for one in built.tables if not one["description"].startswith("One row")]
    assert not vague, "the first line says what one row is"


def test_every_column_is_described(built: Built) -> None:
    faults = []
    for table in built.tables:
        described = {name for name, column in table["columns"].items() if column["description"].strip()}
        there = built.columns[table["schema"], table["alias"]]
        faults += [f"{table['name']}.{name}: not described" for name in sorted(there - described)]
        faults += [f"{table['name']}.{name}: described, but no column" for name in sorted(described - there)]
    assert not faults, "\n".join(faults)


def test_every_mart_has_an_enforced_contract(built: Built) -> None:
    loose = [
        one["name"] for one in built.tables if one["schema"] == "marts" and not one["config"]["contract"]["enforced"]
    ]
    assert not loose, "a mart is public: its columns and types stand in an enforced contract"


def test_every_test_says_its_rule_and_its_mend(built: Built) -> None:
    mute = [
        one["name"]
        for one in built.nodes("test")
        if not (one["description"].strip() and one["config"]["meta"].get("remedy"))
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


def _columns(warehouse: Path) -> dict[tuple[str, str], set[str]]:
    """Give the columns of each table and view of the warehouse, by schema and name."""
    con = open_warehouse(warehouse, PERSON_KEY)
    rows = con.execute("select table_schema, table_name, column_name from information_schema.columns").fetchall()
    con.close()
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in rows:
        found.setdefault((schema, table), set()).add(column)
    return found


def _told(answers: Sequence[NodeResult], good: str) -> str:
    """Tell every answer that is not `good`, with dbt's words; an empty text where all are."""
    return "\n".join(f"{one.name}: {one.status}\n{one.message}" for one in answers if one.status != good)
