"""Each rule of dbt's data tests is broken in the data of a simulated month, and that very test sees it.

The compiled queries are asked directly, each in a transaction that is rolled back: one refresh serves all. That a
failing test keeps the publication back is seen in `test_rows.py`, through `motcua refresh`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.opening import open_warehouse

from .office import Office

MONTH = "period_key in (select period_key from kpi.periods where period_type = 'month')"
AN_ADDITIVE_FIGURE = f"kpi_code = 'online_case_rate_all' and numerator > 0 and {MONTH}"
A_PAYMENT = "payment_code = (select min(payment_code) from core.fct_payments where is_succeeded)"
A_CASE = "case_code = (select min(case_code) from core.fct_cases where is_received)"
A_UNIT_DAY = "(unit_code, day) = (select min((unit_code, day)) from kpi.stock_daily)"
NOBODY = "'000.00.99.H09'"

BREACHES: Mapping[str, tuple[str, ...]] = {
    "figures_add_up_over_the_tree": (
        f"update kpi.kpi_figures set subtree_numerator = subtree_numerator + 1 where {AN_ADDITIVE_FIGURE}",
        f"update kpi.kpi_figures set denominator = denominator + 1 where {AN_ADDITIVE_FIGURE}",
        f"delete from kpi.kpi_figures where unit_level = 'province' and kpi_code = 'online_case_rate_all' and {MONTH}",
    ),
    "days_add_up_to_months": (
        f"update kpi.kpi_figures set numerator = numerator + 1 where {AN_ADDITIVE_FIGURE}",
        f"delete from kpi.kpi_figures where {AN_ADDITIVE_FIGURE}",
        "update kpi.component_daily set denominator = denominator + 1 where kpi_code = 'on_time_rate'",
        "delete from kpi.component_daily where kpi_code = 'online_case_rate_all'",
    ),
    "daily_stores_agree_with_facts": (
        f"delete from core.fct_cases where {A_CASE}",
        f"update core.fct_payments set is_succeeded = false where {A_PAYMENT}",
        "update core.fct_cases set is_finished = false where case_code = "
        "(select min(case_code) from core.fct_cases where is_finished)",
        f"update kpi.stock_daily set open_change = open_change + 1 where {A_UNIT_DAY}",
        f"update kpi.stock_daily set overdue_change = overdue_change + 1 where {A_UNIT_DAY}",
    ),
    "kept_records_are_facts": tuple(
        statement
        for records, facts in {
            "case_records": "fct_cases",
            "case_event_records": "fct_case_events",
            "payment_records": "fct_payments",
            "rating_records": "fct_ratings",
            "complaint_records": "fct_complaints",
            "counter_visit_records": "fct_counter_visits",
            "staffing_records": "fct_staffing",
            "unit_statistic_records": "fct_unit_statistics",
        }.items()
        for statement in (
            f"insert into core.{records} from core.{records} where fate = 'kept' limit 1",
            f"delete from core.{facts} where record_key = (select min(record_key) from core.{facts})",
        )
    ),
    "every_line_has_one_fate": (
        "delete from core.payment_records where record_key = (select min(record_key) from core.payment_records)",
        "update core.payment_records set line = line + 100000 "
        "where record_key = (select min(record_key) from core.payment_records)",
        "insert into core.case_records from core.case_records limit 1",
    ),
    "facts_follow_their_case": (
        f"update core.fct_payments set unit_code = {NOBODY} where {A_PAYMENT}",
        f"update core.fct_ratings set unit_code = {NOBODY}",
        f"update core.fct_case_events set unit_code = {NOBODY}",
        f"delete from core.fct_cases where case_code = (select case_code from core.fct_payments where {A_PAYMENT})",
    ),
    "findings_have_their_case": (
        f"update core.integrity_findings set unit_code = {NOBODY}",
        "delete from core.fct_cases where case_code = (select min(case_code) from core.integrity_findings)",
    ),
    "keys_are_unique": tuple(
        f"insert into {table} from {table} limit 1"
        for table in ("kpi.periods", "kpi.kpi_figures", "kpi.stock_daily", "core.bridge_unit_plan", "core.dim_date")
    ),
    "registers_agree": (
        "delete from core.dim_kpi where kpi_code = 'on_time_rate'",
        "update core.dim_kpi set is_published = false where kpi_code = 'on_time_rate'",
        "update core.dim_kpi set denominator_text = null where kpi_code = 'on_time_rate'",
        "update core.dim_kpi set numerator_vi = ' ' where kpi_code = 'on_time_rate'",
        "update core.dim_kpi set denominator_vi = null where kpi_code = 'on_time_rate'",
        "update register.kpi_definitions_vi set code = 'no_such_rate' where code = 'on_time_rate'",
        "update register.targets set kpi_code = 'no_such_rate' where kpi_code = 'on_time_rate'",
        "update register.targets set plan_code = 'no_such_plan'",
        f"update register.targets set scope = {NOBODY} where scope_type = 'unit'",
        "update register.targets set scope = 'continent' where scope_type = 'level'",
        f"update register.plans set issuer_unit_code = {NOBODY}",
        "update register.campaigns set plan_code = 'no_such_plan'",
        "update register.light_thresholds set plan_code = 'no_such_plan'",
        "delete from register.light_thresholds where light = 'yellow'",
        f"update core.bridge_unit_successor set successor_unit_code = {NOBODY}",
        "update core.dim_unit set province_code = null where unit_level = 'commune'",
    ),
}


@dataclass(frozen=True)
class World:
    """A refreshed warehouse and the queries of dbt's data tests, as dbt compiled them."""

    con: duckdb.DuckDBPyConnection
    queries: Mapping[str, str]

    def failing(self, name: str) -> int:
        found = self.con.execute(f"select count(*) from (\n{self.queries[name]}\n) as broken").fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    office = Office(tmp_path_factory.mktemp("office"))
    period = ("--from", "2023-07-01", "--to", "2023-10-15")
    inbox = str(office.root / "raw" / "inbox")
    assert office.run("simulate", "--out", inbox, *period, "--cases", "1000", "--defects", "0.01").returncode == 0
    refreshed = office.run("refresh")
    assert refreshed.returncode == 0, refreshed.stderr
    compiled = office.root.glob("warehouse/dbt/compiled/motcua/tests/*.sql")
    key = office.environment["MOTCUA_PII_KEY"]
    with open_warehouse(office.root / "warehouse" / "warehouse.duckdb", key) as con:
        yield World(con, {path.stem: path.read_text() for path in compiled})


def test_each_data_test_is_broken_here(world: World) -> None:
    written = {path.stem for path in Path(PROJECT_ROOT / "dbt_project" / "tests").glob("*.sql")}
    assert set(world.queries) == written == set(BREACHES)
    assert {name: world.failing(name) for name in BREACHES} == dict.fromkeys(BREACHES, 0)


@pytest.mark.parametrize(
    ("name", "breach"), [pytest.param(name, one, id=f"{name}-{place}") for name in BREACHES
                         for place, one in enumerate(BREACHES[name])]
)  # fmt: skip
def test_a_breach_fails_the_very_test(world: World, name: str, breach: str) -> None:
    world.con.execute("begin transaction")
    try:
        changed = world.con.execute(breach).fetchone()
        assert changed is not None
        assert changed[0] > 0, "the breach found nothing to break"
        assert world.failing(name) > 0
    finally:
        world.con.execute("rollback")
