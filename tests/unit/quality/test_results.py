"""The table of answers."""

import duckdb
import pytest

from orchestration.quality.results import CheckResult, write_results

FAILED = CheckResult(
    check_id="fct_cases.unit_present",
    suite="fct_cases",
    layer="core",
    table_name="core.fct_cases",
    severity="block",
    outcome="failed",
    observed="2 dòng sai",
    expected="không có dòng sai",
    failing_rows=2,
    sample=("H09-1", "H09-2"),
    text="Mỗi hồ sơ thuộc một đơn vị.",
    remedy="Bổ sung đơn vị.",
)
PASSED = CheckResult("dim_kpi.not_empty", "dim_kpi", "core", "core.dim_kpi", "warn", "passed", "đạt", "min_value: 1")


def test_every_field_is_written_in_order_of_check_id() -> None:
    con = duckdb.connect()
    assert write_results(con, [FAILED, PASSED], "run-7") == 2
    assert con.sql("select * from quality.check_results").fetchall() == [
        (
            *(
                "dim_kpi.not_empty",
                "dim_kpi",
                "core",
                "core.dim_kpi",
                "warn",
                "passed",
                "đạt",
                "min_value: 1",
            ),
            *(0, "run-7", "", "", []),
        ),
        (
            *("fct_cases.unit_present", "fct_cases", "core", "core.fct_cases", "block", "failed"),
            *("2 dòng sai", "không có dòng sai", 2, "run-7"),
            *("Mỗi hồ sơ thuộc một đơn vị.", "Bổ sung đơn vị.", ["H09-1", "H09-2"]),
        ),
    ]


def test_columns_are_those_of_the_interface_also_without_rows() -> None:
    con = duckdb.connect()
    assert write_results(con, [], "run-7") == 0
    described = con.sql("describe quality.check_results").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        *((name, "VARCHAR") for name in ("check_id", "suite", "layer", "table_name", "severity", "outcome")),
        *((name, "VARCHAR") for name in ("observed", "expected")),
        ("failing_rows", "BIGINT"),
        *((name, "VARCHAR") for name in ("run_id", "text", "remedy")),
        ("sample", "VARCHAR[]"),
    ]


def test_the_table_is_replaced_as_a_whole() -> None:
    con = duckdb.connect()
    write_results(con, [FAILED, PASSED], "run-7")
    write_results(con, [PASSED], "run-8")
    rows = con.sql("select check_id, run_id from quality.check_results").fetchall()
    assert rows == [("dim_kpi.not_empty", "run-8")]


def test_two_answers_to_one_check_are_refused_and_the_old_table_stays() -> None:
    con = duckdb.connect()
    write_results(con, [PASSED], "run-7")
    with pytest.raises(ValueError, match=r"fct_cases\.unit_present answered twice"):
        write_results(con, [FAILED, PASSED, FAILED], "run-8")
    assert con.sql("select run_id from quality.check_results").fetchall() == [("run-7",)]
