"""The expectation suites: one YAML file a table, in words a steward can read, typed where it enters.

`expectations/<layer>__<table>.yml`; README.md beside them says what each field means. Nothing here knows
Great Expectations; `expectations.py` runs the suites.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from orchestration.quality.results import ExpectedCheck, Severity
from orchestration.quality.yaml_source import YamlError, YamlSource

TABLE_RULES = frozenset(
    {
        "expect_column_max_to_be_between",
        "expect_column_min_to_be_between",
        "expect_column_sum_to_be_between",
        "expect_column_to_exist",
        "expect_table_columns_to_match_set",
        "expect_table_row_count_to_be_between",
    }
)
"""Expectations about a table as a whole: they have no failing rows."""

UNIT_FAULTS = "quality.unit_faults"
"""The table whose rows hold units: a rule of severity `hold` is asked of it and of no other."""

QUERY_RULE = "unexpected_rows_expectation"
"""Any rule in SQL: the rows of `unexpected_rows_query`, in which `{batch}` stands for the table, break it."""

ROW_RULES = frozenset(
    {
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_column_pair_values_to_be_equal",
        "expect_column_value_lengths_to_be_between",
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_null",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_not_be_null",
        "expect_compound_columns_to_be_unique",
        QUERY_RULE,
    }
)
"""Expectations that each row meets or not. With `TABLE_RULES` all that is proven on DuckDB."""

Words = Annotated[str, Field(min_length=5)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Table = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class SuiteError(ValueError):
    """Suites that cannot be used. Each line of the message names file, line, field, fault and mend."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ChangedBy(_Strict):
    """Where the night wrote down what it changed: only rows with a `key` that stands in `table` are read."""

    table: Table
    key: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Check(_Strict):
    """One rule: `what` it asks, `why`, who owns it, how to mend a breach; `expect` and `with` are the rule.

    `where` is an SQL condition on the row: the rule is for the rows that meet it.
    """

    id: Slug
    what: Words
    why: Words
    severity: Severity
    owner: Words
    remedy: Words
    expect: str
    arguments: dict[str, Any] = Field(alias="with", default_factory=dict)
    where: Words | None = None

    @field_validator("expect")
    @classmethod
    def _is_proven(cls, name: str) -> str:
        if name not in ROW_RULES | TABLE_RULES:
            known = ", ".join(sorted(ROW_RULES | TABLE_RULES))
            raise ValueError(f"{name} is not proven on DuckDB; write the rule as {QUERY_RULE} or use {known}")
        return name

    @model_validator(mode="after")
    def _reads_the_batch(self) -> "Check":
        if self.expect == QUERY_RULE and "{batch}" not in str(self.arguments.get("unexpected_rows_query")):
            raise ValueError("with.unexpected_rows_query must read from {batch}, which stands for the table")
        return self


class Suite(_Strict):
    """The rules of one table; `key`: the columns by which a failing row is shown, never personal data."""

    suite: Slug
    layer: Slug
    table: Table
    key: Annotated[tuple[Slug, ...], Field(min_length=1)]
    changed_by: ChangedBy | None = None
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Suite":
        if not self.table.startswith(f"{self.layer}."):
            raise ValueError(f"layer {self.layer} is not the schema of table {self.table}; make them agree")
        seen: set[str] = set()
        for check in self.checks:
            if check.id in seen:
                raise ValueError(f"check id {check.id} stands twice; rename one of them")
            seen.add(check.id)
            if (check.severity == "hold") != (self.table == UNIT_FAULTS):
                raise ValueError(f"check {check.id}: severity hold and table {UNIT_FAULTS} go together; change one")
        return self

    def check_id(self, check: Check) -> str:
        """Give the id under which the answer to `check` is known everywhere: `<suite>.<id>`."""
        return f"{self.suite}.{check.id}"


def load_suites(folder: Path) -> list[Suite]:
    """Give all suites of `folder` in order of file name.

    Raises `SuiteError` with every fault of every file, so that one look mends them all; also where `folder`
    holds no suite, since an audit without rules would pass in silence.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise SuiteError(f"{folder}: no *.yml file: put one suite a table there")
    suites: list[Suite] = []
    faults: list[str] = []
    for path in paths:
        try:
            suites.append(_load(path))
        except SuiteError as error:
            faults.append(str(error))
    faults += [f"{folder}: suite {name} stands in two files: rename one" for name in _twins(suites)]
    if faults:
        raise SuiteError("\n".join(faults))
    return suites


def expected_checks(suites: Iterable[Suite]) -> list[ExpectedCheck]:
    """Give the checks of `suites` as checks that must answer."""
    return [
        ExpectedCheck(suite.check_id(check), suite.suite, suite.layer, suite.table, check.severity)
        for suite in suites
        for check in suite.checks
    ]


def waived_rules(waived: Iterable[str]) -> list[str]:
    """Give the `rule_code`s of `UNIT_FAULTS` among waived checks: the check of a rule has its code as id."""
    suite = UNIT_FAULTS.partition(".")[2]
    return [check.removeprefix(f"{suite}.") for check in waived if check.startswith(f"{suite}.")]


def _load(path: Path) -> Suite:
    try:
        source = YamlSource.read(path)
    except YamlError as fault:
        raise SuiteError(str(fault)) from fault
    try:
        suite = Suite.model_validate(source.content)
    except ValidationError as error:
        faults = [_fault_in_words(source, dict(one)) for one in error.errors(include_url=False)]
        raise SuiteError("\n".join(faults)) from error
    wanted = f"{suite.table.replace('.', '__')}.yml"
    if path.name != wanted:
        raise SuiteError(f"{path}:{source.line_of(('table',))}: table: {suite.table} belongs in {wanted}: rename")
    return suite


def _fault_in_words(source: YamlSource, fault: dict[str, Any]) -> str:
    """Put one fault that pydantic found as `file:line: field: fault: mend`."""
    place = tuple(fault["loc"])
    field = re.sub(r"\.(\d+)", r"[\1]", ".".join(str(part) for part in place)) or "(the whole file)"
    mends = {
        "missing": "add it",
        "extra_forbidden": "remove it or correct its spelling",
        "literal_error": f"write {fault.get('ctx', {}).get('expected', 'one of the allowed words')}",
        "string_pattern_mismatch": "use small letters, digits and _ (a table as schema.table)",
    }
    mend = mends.get(fault["type"], "correct the value")
    return f"{source.path}:{source.line_of(place)}: {field}: {fault['msg']}: {mend}"


def _twins(suites: Sequence[Suite]) -> list[str]:
    names = [suite.suite for suite in suites]
    return sorted({name for name in names if names.count(name) > 1})
