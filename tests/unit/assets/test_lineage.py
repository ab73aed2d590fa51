"""dbt's manifest as assets and checks, on a project of four tables."""

from dagster import AssetKey

from orchestration.assets.audit import check_specs
from orchestration.assets.lineage import Lineage

from .fakes import SCOREBOARD, STAGED, tiny_lineage, tiny_manifest, tiny_suite


def test_models_are_known_by_the_names_of_their_tables() -> None:
    assert tiny_lineage().model_keys == {
        STAGED: AssetKey(["staging", "stg_cases"]),
        SCOREBOARD: AssetKey(["marts", "kpi_scoreboard"]),
    }


def test_a_model_depends_on_what_it_reads_through_ephemeral_models_too() -> None:
    specs = {spec.key.to_user_string(): spec for spec in tiny_lineage().models()}
    parents = {dep.asset_key.to_user_string() for dep in specs["marts/kpi_scoreboard"].deps}
    assert parents == {"staging/stg_cases", "register/kpi_catalogue", "meta/publication"}
    assert [dep.asset_key.to_user_string() for dep in specs["staging/stg_cases"].deps] == ["raw/cases_record"]


def test_no_model_may_be_left_out_in_silence() -> None:
    assert not any(spec.skippable for spec in tiny_lineage().models())


def test_loading_writes_raw_tables_out_of_the_archive_and_nothing_else() -> None:
    lineage = tiny_lineage()
    (raw,) = lineage.raw_tables()
    assert raw.key == AssetKey(["raw", "cases_record"])
    assert [dep.asset_key for dep in raw.deps] == [AssetKey(["files", "archive"])]
    assert [spec.key for spec in lineage.other_sources()] == [AssetKey(["meta", "publication"])]


def test_one_check_for_each_table_and_suite() -> None:
    assert [(spec.asset_key.to_user_string(), spec.name) for spec in check_specs(tiny_lineage())] == [
        ("marts/kpi_scoreboard", "dbt"),
        ("quality/check_results", "dbt"),  # the test that reads no table
        ("staging/stg_cases", "stg_cases"),
    ]


def test_many_rules_of_a_suite_are_one_check() -> None:
    suite = tiny_suite()
    twice = suite.model_copy(update={"checks": (suite.checks[0], suite.checks[0].model_copy(update={"id": "other"}))})
    specs = check_specs(Lineage(tiny_manifest(), [twice]))
    assert [spec.description for spec in specs if spec.name == "stg_cases"] == ["2 rules"]
