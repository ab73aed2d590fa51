"""Suites as files: what is accepted, and how faults are told."""

from pathlib import Path

import pytest

from orchestration.quality.suites import SuiteError, expected_checks, load_suites

GOOD = """\
suite: units
layer: core
table: core.dim_unit
key: [unit_code]
checks:
  - id: code_present
    what: Mỗi đơn vị có mã.
    why: Không có mã thì không nối được.
    severity: block
    owner: Người quản lý danh mục
    remedy: Bổ sung mã.
    expect: expect_column_values_to_not_be_null
    with: {column: unit_code}
  - id: name_short
    what: Tên không quá dài.
    why: Cột của trang hẹp.
    severity: warn
    owner: Người quản lý danh mục
    remedy: Rút ngắn tên.
    expect: expect_column_value_lengths_to_be_between
    with: {column: unit_name, max_value: 80}
    where: is_current
"""


def fault(folder: Path, content: str, name: str = "core__dim_unit.yml") -> str:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(SuiteError) as caught:
        load_suites(folder)
    return str(caught.value)


def test_a_good_suite_is_read_with_all_its_fields(tmp_path: Path) -> None:
    (tmp_path / "core__dim_unit.yml").write_text(GOOD, encoding="utf-8")
    (suite,) = load_suites(tmp_path)
    assert (suite.suite, suite.layer, suite.table, suite.key) == (
        "units",
        "core",
        "core.dim_unit",
        ("unit_code",),
    )
    assert suite.changed_by is None
    first, second = suite.checks
    assert first.what == "Mỗi đơn vị có mã."
    assert first.arguments == {"column": "unit_code"}
    assert (first.where, second.where) == (None, "is_current")
    assert [(one.check_id, one.severity) for one in expected_checks([suite])] == [
        ("units.code_present", "block"),
        ("units.name_short", "warn"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("severity: warn", "severity: fatal", ":17: checks[1].severity: "),
        ("    why: Cột của trang hẹp.\n", "", ":14: checks[1].why: Field required: add it"),
        ("    where: is_current", "    were: is_current", ":22: checks[1].were: "),
        ("core.dim_unit", "Core.DimUnit", ":3: table: "),
        ("layer: core", "layer: marts", "layer marts is not the schema of table core.dim_unit"),
        ("id: name_short", "id: code_present", "check id code_present stands twice"),
        (
            "expect_column_value_lengths_to_be_between",
            "expect_column_median_to_be_between",
            ":20: checks[1].expect",
        ),
        ("what: Tên không quá dài.", "what: Tên", ":15: checks[1].what: "),
        ("key: [unit_code]", "key: []", ":4: key: "),
        ("severity: warn", "severity: hold", "severity hold and table quality.unit_faults go together"),
    ],
)
def test_a_fault_is_told_with_line_field_and_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    message = fault(tmp_path, GOOD.replace(old, new))
    assert told in message
    assert str(tmp_path / "core__dim_unit.yml") in message


def test_severity_says_what_may_be_written(tmp_path: Path) -> None:
    assert "'block', 'hold' or 'warn'" in fault(tmp_path, GOOD.replace("severity: warn", "severity: fatal"))


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "core__dim_kpi.yml").write_text("suite: kpis\n", encoding="utf-8")
    message = fault(tmp_path, GOOD.replace("severity: warn", "severity: fatal").replace("id: code", "id: Code"))
    assert "core__dim_kpi.yml:1: checks: Field required" in message
    assert "checks[0].id" in message
    assert "checks[1].severity" in message


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    message = fault(tmp_path, GOOD.replace("    severity: warn\n", "    severity: warn\n    severity: block\n"))
    assert "core__dim_unit.yml:18: severity stands twice: keep one of the two" in message


def test_broken_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "core__dim_unit.yml:2: " in fault(tmp_path, "suite: units\nlayer: core: x\n")


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "core__dim_unit.yml").write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(SuiteError, match="is not UTF-8"):
        load_suites(tmp_path)


def test_a_file_must_bear_the_name_of_its_table(tmp_path: Path) -> None:
    assert "core.dim_unit belongs in core__dim_unit.yml" in fault(tmp_path, GOOD, "units.yml")


def test_one_name_for_two_suites_is_refused(tmp_path: Path) -> None:
    twin = GOOD.replace("core.dim_unit", "core.dim_kpi")
    (tmp_path / "core__dim_kpi.yml").write_text(twin, encoding="utf-8")
    assert "suite units stands in two files" in fault(tmp_path, GOOD)


def test_a_query_must_read_the_rows_that_are_audited(tmp_path: Path) -> None:
    query = GOOD.replace("expect_column_values_to_not_be_null", "unexpected_rows_expectation").replace(
        "with: {column: unit_code}", "with: {unexpected_rows_query: select 1 from core.dim_unit}"
    )
    assert "must read from {batch}" in fault(tmp_path, query)


def test_a_folder_without_suites_is_no_audit(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"no \*\.yml file"):
        load_suites(tmp_path)
