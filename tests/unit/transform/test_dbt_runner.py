"""dbt in process, on a project of a few lines."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.quality.results import ExpectedCheck
from orchestration.transform import dbt_checks
from orchestration.transform.dbt_runner import DbtError, DbtProject, NodeResult

FILES = {
    "dbt_project.yml": "name: tiny\nversion: '1.0'\nprofile: motcua\n",
    "profiles.yml": (
        "motcua:\n  target: warehouse\n  outputs:\n    warehouse:\n      type: duckdb\n"
        "      path: \"{{ env_var('MOTCUA_WAREHOUSE_FILE') }}\"\n      threads: 1\n"
    ),
    "macros/schemas.sql": ("{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"),
    "seeds/units.csv": "unit_code\nA\nB\n",
    "models/numbers.sql": (
        "{{ config(materialized='table', schema='core') }}\n"
        "select * from (values (1, 'x'), (1, null), (2, null)) as rows_of(number, word)\n"
    ),
    "models/after.sql": "{{ config(schema='marts') }}\nselect * from {{ ref('numbers') }}\n",
    "models/broken.sql": ("{{ config(schema='marts') }}\nselect no_such_column from {{ ref('numbers') }}\n"),
    "models/downstream.sql": ("{{ config(schema='marts') }}\nselect * from {{ ref('broken') }}\n"),
    "tests/even_sum.sql": (
        "-- depends_on: {{ ref('after') }}\n"
        "{{ config(meta={'remedy': 'Cộng lại.'}) }}\n"
        "select * from (select sum(number) as total from {{ ref('after') }}) where total % 2 = 1\n"
    ),
    "models/models.yml": """
models:
  - name: numbers
    columns:
      - name: number
        data_tests:
          - not_null
          - unique: {name: number_unique, description: Mỗi số một dòng.}
      - name: word
        data_tests:
          - not_null: {name: word_present, config: {severity: warn}}
unit_tests:
  - name: after_takes_all
    model: after
    given: [{input: ref('numbers'), rows: [{number: 7, word: w}]}]
    expect: {rows: [{number: 7, word: w}]}
""",
}


def make_project(folder: Path) -> DbtProject:
    for name, content in FILES.items():
        path = folder / "dbt" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return DbtProject(
        project_dir=folder / "dbt",
        profiles_dir=folder / "dbt",
        target_path=folder / "target",
        warehouse=folder / "warehouse.duckdb",
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> DbtProject:
    made = make_project(tmp_path_factory.mktemp("tiny"))
    made.parse()
    return made


@pytest.fixture
def untouched_environment() -> Iterator[None]:
    before = _environment()
    yield
    assert _environment() == before


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def statuses(results: tuple[NodeResult, ...] | list[NodeResult]) -> dict[str, str]:
    return {result.name: result.status for result in results}


BUILT = {
    "units": "success",
    "numbers": "success",
    "after": "success",
    "after_takes_all": "pass",
    "not_null_numbers_number": "pass",
    "number_unique": "fail",
    "word_present": "warn",
    "even_sum": "pass",
}


@pytest.mark.usefixtures("untouched_environment")
def test_a_build_tells_each_node_once_while_it_runs(project: DbtProject, capfd: pytest.CaptureFixture[str]) -> None:
    told: list[NodeResult] = []
    run = project.invoke(["build", "--exclude", "after", "broken+"], told.append, expect=True)
    wanted = {name: status for name, status in BUILT.items() if not name.startswith(("after", "even"))}
    assert statuses(told) == statuses(run.results) == wanted
    assert len(told) == len(run.results) == len(wanted)
    assert not run.success
    assert run.expected == frozenset(result.unique_id for result in run.results)
    assert run.unanswered == frozenset()
    by_name = {result.name: result for result in run.results}
    assert (by_name["units"].rows, by_name["units"].failures) == (2, None)
    assert (by_name["number_unique"].failures, by_name["number_unique"].resource_type) == (1, "test")
    assert by_name["not_null_numbers_number"].failures == 0
    assert frozenset(one.unique_id for one in told) == run.expected
    assert any("word_present" in problem for problem in run.problems)
    assert capfd.readouterr() == ("", "")


def test_after_a_run_another_process_can_write_the_warehouse(project: DbtProject) -> None:
    project.invoke(["run", "--select", "numbers"])
    code = f"import duckdb; duckdb.connect({str(project.warehouse)!r}).execute('create table other as select 1')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(project.warehouse) as con:
        assert con.sql("select number from core.numbers order by 1").fetchall() == [(1,), (1,), (2,)]
        con.execute("drop table other")


def test_a_connection_of_this_process_and_dbt_work_together(project: DbtProject) -> None:
    with duckdb.connect(project.warehouse) as con:
        con.execute("create or replace table mine as select 5 as five")
        assert project.invoke(["run", "--select", "numbers"]).success
        assert con.execute("from mine").fetchall() == [(5,)]
        assert con.execute("select count(*) from core.numbers").fetchone() == (3,)


def test_a_broken_model_and_what_was_skipped_for_it_are_results(project: DbtProject) -> None:
    told: list[NodeResult] = []
    run = project.invoke(["run", "--select", "numbers+"], told.append, expect=True)
    assert not run.success
    wanted = {"numbers": "success", "after": "success", "broken": "error", "downstream": "skipped"}
    assert statuses(run.results) == statuses(told) == wanted
    assert run.unanswered == frozenset()
    broken = next(result for result in run.results if result.name == "broken")
    assert "no_such_column" in broken.message


def test_what_fail_fast_left_out_is_told_as_skipped(project: DbtProject) -> None:
    told: list[NodeResult] = []
    arguments = [
        "run",
        "--select",
        "broken",
        "downstream",
        "numbers",
        "--fail-fast",
        "--vars",
        "{broken: true}",
    ]
    run = project.invoke(arguments, told.append, expect=True)
    assert not run.success
    assert statuses(told) == statuses(run.results)
    assert run.unanswered == frozenset()
    assert statuses(run.results)["downstream"] == "skipped"


def test_select_names_what_will_answer(project: DbtProject) -> None:
    assert project.select(["run", "--select", "+after"]) == {"model.tiny.numbers", "model.tiny.after"}
    assert project.select(["build", "--select", "after"]) == {
        "model.tiny.after",
        "unit_test.tiny.after.after_takes_all",
        "test.tiny.even_sum",
    }
    assert project.select(["build", "--select", "after", "--resource-type", "model"]) == {"model.tiny.after"}


@pytest.mark.parametrize("arguments", [["run", "--no-such-option"], ["rnu"], ["run", "--vars", "{a: }}"]])
@pytest.mark.usefixtures("untouched_environment")
def test_wrong_arguments_are_an_error_not_an_empty_run(project: DbtProject, arguments: list[str]) -> None:
    with pytest.raises(DbtError, match=arguments[0]):
        project.invoke(arguments)


def test_a_project_that_cannot_be_parsed_is_an_error_that_names_the_file(project: DbtProject) -> None:
    lost = project.project_dir / "models/lost.sql"
    lost.write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(DbtError, match=r"models/lost\.sql.*nowhere"):
        project.parse()
    lost.unlink()
    assert "model.tiny.after" in project.parse()["nodes"]


def test_the_files_are_read_once_and_again_when_asked(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    assert project.invoke(["run", "--select", "numbers"]).success
    late = project.project_dir / "models" / "late.sql"
    late.write_text("select 1 as number", encoding="utf-8")
    assert project.invoke(["run", "--select", "late"]).results == ()
    project.parse()
    assert [one.name for one in project.invoke(["run", "--select", "late"]).results] == ["late"]


def test_a_failing_listener_ends_in_its_own_exception(project: DbtProject) -> None:
    def listener(result: NodeResult) -> None:
        raise RuntimeError(f"cannot note {result.name}")

    with pytest.raises(RuntimeError, match="cannot note numbers"):
        project.invoke(["run", "--select", "numbers"], listener)


def test_an_interruption_is_not_swallowed(project: DbtProject) -> None:
    def listener(result: NodeResult) -> None:
        raise KeyboardInterrupt(result.name)

    with pytest.raises(KeyboardInterrupt):
        project.invoke(["run", "--select", "numbers"], listener)


def test_the_manifest_must_have_been_made(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    with pytest.raises(DbtError, match=r"manifest\.json is missing: call parse"):
        project.manifest()


def test_nothing_is_sent_home_and_nothing_lands_in_the_project(project: DbtProject) -> None:
    project.invoke(["run", "--select", "numbers"])
    names = {path.name for path in project.project_dir.iterdir()}
    assert names == {name.split("/")[0] for name in FILES}
    assert (project.target_path / "logs" / "dbt.log").exists()
    assert (project.target_path / "partial_parse.msgpack").exists()
    assert project.parse()["metadata"]["send_anonymous_usage_stats"] is False


def test_tests_are_answers_to_the_checks_that_the_manifest_promises(project: DbtProject) -> None:
    run = project.invoke(["build", "--exclude", "broken+"])
    manifest = project.manifest()
    expected = dbt_checks.expected_tests(manifest)
    assert expected == [
        ExpectedCheck("dbt.even_sum", "dbt", "marts", "marts.after", "block"),
        ExpectedCheck("dbt.not_null_numbers_number", "dbt", "core", "core.numbers", "block"),
        ExpectedCheck("dbt.number_unique", "dbt", "core", "core.numbers", "block"),
        ExpectedCheck("dbt.word_present", "dbt", "core", "core.numbers", "warn"),
    ]
    checks = {check.check_id: check for check in dbt_checks.test_results_to_checks(run, manifest)}
    assert set(checks) == {check.check_id for check in expected}
    told = {name: (one.severity, one.outcome, one.failing_rows, one.observed) for name, one in checks.items()}
    assert told == {
        # `number_unique` fails first, so what stands on its model is skipped.
        "dbt.even_sum": ("block", "skipped", 0, told["dbt.even_sum"][3]),
        "dbt.not_null_numbers_number": ("block", "passed", 0, "0 dòng sai"),
        "dbt.number_unique": ("block", "failed", 1, "1 dòng sai"),
        "dbt.word_present": ("warn", "failed", 2, "2 dòng sai"),
    }
    assert checks["dbt.number_unique"].text == "Mỗi số một dòng."
    assert checks["dbt.number_unique"].remedy == "Xem quy tắc tại models/models.yml"
    assert checks["dbt.number_unique"].expected == "không có dòng sai"
    assert checks["dbt.even_sum"].remedy == "Cộng lại."
    assert checks["dbt.word_present"].text == "not_null: core.numbers.word"


def test_a_test_that_cannot_run_is_an_error(project: DbtProject) -> None:
    project.invoke(["run", "--select", "numbers"])
    with duckdb.connect(project.warehouse) as con:
        con.execute("alter table core.numbers drop column word")
    run = project.invoke(["test", "--select", "word_present"])
    (check,) = dbt_checks.test_results_to_checks(run, project.manifest())
    assert (check.check_id, check.severity, check.outcome) == ("dbt.word_present", "warn", "error")
    assert "word" in check.observed
