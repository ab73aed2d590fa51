"""The definitions of the real project, loaded as Dagster loads them: on a fresh checkout, without a key."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import AssetKey, Definitions, in_process_executor

from orchestration.assets.keys import JOB_NAME
from orchestration.assets.plan_reports import REPORTS_JOB
from orchestration.settings import PROJECT_ROOT

MODULE = "orchestration.definitions"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fresh") / "warehouse"


@pytest.fixture(scope="module")
def definitions(warehouse: Path) -> Iterator[Definitions]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(warehouse.parent)
        patch.setenv("MOTCUA_WAREHOUSE_DIR", str(warehouse))
        patch.setenv("MOTCUA_CONTRACTS_DIR", str(PROJECT_ROOT / "raw" / "contracts"))
        patch.delenv("MOTCUA_PII_KEY", raising=False)
        patch.delitem(sys.modules, MODULE, raising=False)
        yield importlib.import_module(MODULE).defs


def _names(definitions: Definitions) -> set[str]:
    return {key.to_user_string() for key in definitions.resolve_asset_graph().materializable_asset_keys}


def _files(folder: str) -> list[Path]:
    return sorted((PROJECT_ROOT / folder).rglob("*"))


def test_loading_touches_nothing_but_the_manifest(definitions: Definitions, warehouse: Path) -> None:
    assert isinstance(definitions, Definitions)
    assert [path.name for path in warehouse.iterdir()] == ["dbt"]
    assert (warehouse / "dbt" / "manifest.json").exists()


def test_the_job_goes_through_every_step_in_one_process(definitions: Definitions) -> None:
    job = definitions.resolve_job_def(JOB_NAME)
    assert {node.name for node in job.nodes} == {"land", "load", "transform", "audit", "publish"}
    assert job.executor_def is in_process_executor
    selected = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert selected == _names(definitions)
    assert set(job.asset_layer.asset_graph.asset_check_keys) == set(definitions.resolve_asset_graph().asset_check_keys)


def test_every_model_is_an_asset_under_the_name_of_its_table(definitions: Definitions) -> None:
    names = _names(definitions)
    models = [
        path
        for path in _files("dbt_project/models")
        # An ephemeral model has no table: it is part of the models that read it.
        if path.suffix == ".sql" and "materialized='ephemeral'" not in path.read_text(encoding="utf-8")
    ]
    assert len(models) > 50
    missing = [
        path.stem
        for path in models
        if f"{path.parent.name}/{path.stem.removeprefix('mart_')}" not in names
        and f"{path.parent.name}/{path.stem}" not in names
    ]
    assert missing == []


def test_every_register_and_raw_table_is_an_asset(definitions: Definitions) -> None:
    known = {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    seeds = [path.stem for path in _files("dbt_project/seeds") if path.suffix == ".csv"]
    assert [seed for seed in seeds if f"register/{seed}" not in known] == []
    assert {"raw/file", "raw/cases_record", "raw/payments_record", "control/run"} <= _names(definitions)


def test_lineage_leads_from_the_archive_to_the_page(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    page = AssetKey(["published", "scoreboard"])
    found, waiting = {page}, [page]
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys - found
        found |= parents
        waiting += parents
    for name in (
        "files/archive",
        "raw/cases_record",
        "register/kpi_catalogue",
        "staging/stg_cases",
        "core/fct_cases",
        "marts/kpi_scoreboard",
        "quality/check_results",
        "published/publication",
    ):
        assert AssetKey(name.split("/")) in found, name


def test_every_suite_is_a_check_of_its_table(definitions: Definitions) -> None:
    checks = {(key.asset_key.to_user_string(), key.name) for key in definitions.resolve_asset_graph().asset_check_keys}
    suites = [path.stem for path in _files("expectations") if path.suffix == ".yml"]
    assert len(suites) >= 8
    for stem in suites:
        layer, _, table = stem.partition("__")
        assert any(asset == f"{layer}/{table}" and name != "dbt" for asset, name in checks), stem


def test_the_night_and_the_inbox_begin_the_job(definitions: Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Ho_Chi_Minh")
    assert schedule.job_name == JOB_NAME
    assert definitions.resolve_sensor_def("inbox").job_name == JOB_NAME


def test_every_cadence_of_a_plan_begins_the_job_of_reports(definitions: Definitions) -> None:
    rows = (PROJECT_ROOT / "dbt_project" / "seeds" / "plan_cadences.csv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = {f"report_{plan}_{cadence}" for plan, cadence, *_ in (row.split(",") for row in rows)}
    there = {schedule.name: schedule for schedule in definitions.schedules or []}
    assert set(there) == wanted | {"nightly"}
    assert {there[name].job_name for name in wanted} == {REPORTS_JOB}
    assert [node.name for node in definitions.resolve_job_def(REPORTS_JOB).nodes] == ["write_plan_report"]
