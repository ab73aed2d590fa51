"""A platform of four tables and three rules, and a night that does what a test tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.assets.lineage import Lineage
from orchestration.portal.landing import Landed
from orchestration.portal.loading import LoadedFiles
from orchestration.publication.publishing import GateRefusedError, Publication
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Audit, decide
from orchestration.quality.results import CheckResult, ExpectedCheck, Outcome, Severity
from orchestration.quality.suites import Suite
from orchestration.refresh.night import Night, TransformError
from orchestration.transform.dbt_runner import DbtRun, NodeResult

SCOREBOARD = "model.tiny.mart_kpi_scoreboard"
STAGED = "model.tiny.stg_cases"
SEED = "seed.tiny.kpi_catalogue"


def _node(unique_id: str, schema: str, alias: str, parents: list[str], materialized: str) -> dict[str, Any]:
    kind, _, name = unique_id.split(".")
    return {
        "unique_id": unique_id,
        "resource_type": kind,
        "schema": schema,
        "name": name,
        "alias": alias,
        "description": "",
        "original_file_path": f"{name}.sql",
        "config": {"materialized": materialized},
        "depends_on": {"nodes": parents},
    }


def _source(schema: str, table: str) -> dict[str, Any]:
    return {
        "unique_id": f"source.tiny.{schema}.{table}",
        "resource_type": "source",
        "schema": schema,
        "identifier": table,
        "description": "",
        "original_file_path": "sources.yml",
        "config": {"enabled": True},
    }


def _test(name: str, attached_to: str | None, parents: list[str]) -> dict[str, Any]:
    return {
        "unique_id": f"test.tiny.{name}",
        "resource_type": "test",
        "name": name,
        "schema": "quality",
        "attached_node": attached_to,
        "config": {"severity": "ERROR"},
        "depends_on": {"nodes": parents},
    }


def tiny_manifest() -> dict[str, Any]:
    nodes = [
        _node(SEED, "register", "kpi_catalogue", [], "seed"),
        _node(STAGED, "staging", "stg_cases", ["source.tiny.raw.cases_record"], "table"),
        _node("model.tiny.passing", "core", "passing", [STAGED], "ephemeral"),
        _node(
            SCOREBOARD,
            "marts",
            "kpi_scoreboard",
            ["model.tiny.passing", SEED, "source.tiny.meta.publication"],
            "view",
        ),
        _test("one_row_a_figure", SCOREBOARD, [SCOREBOARD]),
        _test("clock_is_right", None, []),
    ]
    sources = [_source("raw", "cases_record"), _source("meta", "publication")]
    return {
        "nodes": {node["unique_id"]: node for node in nodes},
        "sources": {source["unique_id"]: source for source in sources},
    }


def tiny_suite() -> Suite:
    rule = {
        "id": "case_code_present",
        "what": "Mỗi hồ sơ có mã.",
        "why": "Không có mã thì không truy được.",
        "severity": "block",
        "owner": "Bộ phận kho dữ liệu",
        "remedy": "Xem lớp staging.",
        "expect": "expect_column_values_to_not_be_null",
        "with": {"column": "case_code"},
    }
    return Suite.model_validate(
        {
            "suite": "stg_cases",
            "layer": "staging",
            "table": "staging.stg_cases",
            "key": ["case_code"],
            "checks": [rule],
        }
    )


def tiny_lineage() -> Lineage:
    return Lineage(tiny_manifest(), [tiny_suite()])


PROMISED = (
    ("stg_cases.case_code_present", "stg_cases", "staging", "staging.stg_cases"),
    ("dbt.one_row_a_figure", "dbt", "marts", "marts.kpi_scoreboard"),
    ("dbt.clock_is_right", "dbt", "quality", "quality.clock_is_right"),
)
"""The three rules of the tiny platform: check id, suite, layer, table."""


def answer(check_id: str, outcome: Outcome = "passed", severity: Severity = "block") -> CheckResult:
    suite, layer, table = next(rest for one, *rest in PROMISED if one == check_id)
    return CheckResult(check_id, suite, layer, table, severity, outcome, "2 dòng sai", "không có dòng sai")


def audit_of(*results: CheckResult) -> Audit:
    """The gate's word over `results`, with all three rules expected."""
    promised = [ExpectedCheck(*rule, "block") for rule in PROMISED]
    return Audit(results, decide(promised, results))


def good_audit() -> Audit:
    return audit_of(*(answer(check_id) for check_id, *_ in PROMISED))


def built(unique_id: str, status: str = "success") -> NodeResult:
    kind, _, name = unique_id.split(".")
    return NodeResult(unique_id, name, kind, status, 0.25, None, "", None)


@dataclass
class FakeNight(Night):
    """A night of the tiny platform; each field is what one step meets."""

    steps: list[str] = field(default_factory=list)
    landing_errors: list[Exception] = field(default_factory=list)
    raw_tables: tuple[str, ...] = ("cases_record",)
    results: tuple[NodeResult, ...] = (built(SEED), built(STAGED), built("model.tiny.passing"), built(SCOREBOARD))
    transform_error: str | None = None
    leaves_views: bool = False
    answers: Audit = field(default_factory=good_audit)
    refusal: str | None = None

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.settings.published)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        if self._con is None:
            self._con = duckdb.connect()
            self._con.execute("create schema raw; create schema staging")
            self._con.execute("create table staging.stg_cases as from range(3)")
        return self._con

    def land(self) -> Landed:
        self.steps.append("land")
        if self.landing_errors:
            raise self.landing_errors.pop()
        return Landed(())

    def load(self) -> LoadedFiles:
        self.steps.append("load")
        for table in self.raw_tables:
            self.con.execute(f"create table raw.{table} as from range(5)")
        return LoadedFiles(read=1, rows=5)

    def transform(self, on_result: Callable[[NodeResult], None] | None = None) -> DbtRun:
        self.steps.append("transform")
        assert on_result is not None
        self.left_views = self.leaves_views
        for result in self.results:
            on_result(result)
        if self.transform_error is not None:
            raise TransformError(self.transform_error)
        return DbtRun(True, self.results)

    def audit(self) -> Audit:
        self.steps.append("audit")
        return self.answers

    def publish(self, verdict: Audit) -> Publication:
        self.steps.append("publish")
        if self.refusal is not None or not verdict.verdict.passed:
            raise GateRefusedError(self.refusal or "the gate refused the candidate")
        folder = self.shelf.publications / "000001-20240101T000000"
        folder.mkdir(parents=True)
        self.shelf.link.symlink_to(Path("publications") / folder.name)
        return Publication(folder.name, folder, {"as_of": "2024-01-01T00:00:00"})
