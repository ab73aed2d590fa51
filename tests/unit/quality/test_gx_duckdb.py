"""The adaptation: fails when Great Expectations changes under it, or no longer needs it."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from orchestration.quality.gx_duckdb import AuditSource, Detail, Rule
from orchestration.quality.suites import QUERY_RULE, ROW_RULES, TABLE_RULES

TABLE = "select * from (values (1, 10, 'ab', null), (2, 9, 'abc', null)) as rows_of(a, b, word, nothing)"
A_ABOVE_B = {"column_A": "a", "column_B": "b", "or_equal": True}
PROOFS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "expect_column_max_to_be_between": (
        {"column": "a", "max_value": 2},
        {"column": "a", "max_value": 1},
    ),
    "expect_column_min_to_be_between": (
        {"column": "a", "min_value": 1},
        {"column": "a", "min_value": 2},
    ),
    "expect_column_sum_to_be_between": (
        {"column": "a", "min_value": 3, "max_value": 3},
        {"column": "a", "min_value": 4},
    ),
    "expect_column_to_exist": ({"column": "a"}, {"column": "z"}),
    "expect_table_columns_to_match_set": (
        {"column_set": ["a", "b"], "exact_match": False},
        {"column_set": ["a", "z"], "exact_match": False},
    ),
    "expect_table_row_count_to_be_between": ({"min_value": 2}, {"min_value": 3}),
    "expect_column_pair_values_a_to_be_greater_than_b": (
        {"column_A": "b", "column_B": "a"},
        A_ABOVE_B,
    ),
    "expect_column_pair_values_to_be_equal": (
        {"column_A": "a", "column_B": "a"},
        {"column_A": "a", "column_B": "b"},
    ),
    "expect_column_value_lengths_to_be_between": (
        {"column": "word", "max_value": 3},
        {"column": "word", "max_value": 2},
    ),
    "expect_column_values_to_be_between": (
        {"column": "a", "min_value": 1, "max_value": 2},
        {"column": "a", "min_value": 2},
    ),
    "expect_column_values_to_be_in_set": (
        {"column": "word", "value_set": ["ab", "abc"]},
        {"column": "word", "value_set": ["ab"]},
    ),
    "expect_column_values_to_be_null": ({"column": "nothing"}, {"column": "a"}),
    "expect_column_values_to_be_unique": ({"column": "a"}, {"column": "constant"}),
    "expect_column_values_to_not_be_in_set": (
        {"column": "a", "value_set": [3]},
        {"column": "a", "value_set": [2]},
    ),
    "expect_column_values_to_not_be_null": ({"column": "a"}, {"column": "nothing"}),
    "expect_compound_columns_to_be_unique": (
        {"column_list": ["a", "constant"]},
        {"column_list": ["constant", "word_kind"]},
    ),
    QUERY_RULE: (
        {"unexpected_rows_query": "select a from {batch} where a > b"},
        {"unexpected_rows_query": "select a from {batch} where a < b"},
    ),
}
ROWS = f"select *, 7 as constant, 'k' as word_kind from ({TABLE}) as named"


@pytest.fixture
def cursor() -> duckdb.DuckDBPyConnection:
    return duckdb.connect().cursor()


def test_every_expectation_that_suites_may_use_has_its_proof() -> None:
    assert set(PROOFS) == ROW_RULES | TABLE_RULES


def test_each_expectation_passes_and_fails_on_duckdb(cursor: duckdb.DuckDBPyConnection) -> None:
    source = AuditSource(cursor)
    rules = [
        Rule(f"{name} {verdict}", name, arguments)
        for name, pair in PROOFS.items()
        for verdict, arguments in zip(("holds", "broken"), pair, strict=True)
    ]
    answers = source.ask(ROWS, rules, Detail.verdict())
    source.close()
    assert {answer.name: answer.error for answer in answers if answer.error} == {}
    assert [answer.name for answer in answers] == [rule.name for rule in rules]
    assert {answer.name for answer in answers if answer.success} == {f"{name} holds" for name in PROOFS}


def test_as_shipped_great_expectations_still_cannot_read_duckdb() -> None:
    """When this fails GX has gained support, and `_ReadingConnection` can go."""
    import great_expectations as gx  # noqa: PLC0415 - 4.5 s that only the tests of the audit should cost
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    source = gx.get_context(mode="ephemeral").data_sources.add_sql("plain", connection_string="duckdb:///:memory:")
    asset = source.add_query_asset(name="rows", query="select 1 as a")
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    rule = ExpectationConfiguration(type="expect_column_values_to_not_be_null", kwargs={"column": "a"})
    result = batch.validate(rule.to_domain_obj())
    assert result.success is False
    assert "list index out of range" in str(result.exception_info)


def test_the_audit_reads_what_the_warehouse_holds_and_leaves_the_cursor_open() -> None:
    con = duckdb.connect()
    con.execute("create table numbers as select 1 as a")
    cursor = con.cursor()
    source = AuditSource(cursor)
    rule = Rule("few", "expect_table_row_count_to_be_between", {"max_value": 1})
    assert source.ask("select * from numbers", [rule], Detail.verdict())[0].success
    con.execute("insert into numbers values (2)")
    assert not source.ask("select * from numbers", [rule], Detail.verdict())[0].success
    source.close()
    assert cursor.execute("select count(*) from numbers").fetchone() == (2,)


def test_the_audit_makes_no_noise_writes_no_files_and_reports_to_nobody(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the audit called the network")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    rule = Rule("present", "expect_column_values_to_not_be_null", {"column": "nothing"})
    source = AuditSource(cursor)
    (answer,) = source.ask(ROWS, [rule], Detail.rows(("a",)))
    source.close()
    assert (answer.success, answer.detail["unexpected_count"]) == (False, 2)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert capfd.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_module_itself_does_not_import_great_expectations() -> None:
    code = "import sys, orchestration.quality.expectations, orchestration.quality.gx_duckdb as _\n"
    code += "assert not {'great_expectations', 'sqlalchemy', 'pandas'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
