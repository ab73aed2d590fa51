"""What a contract promises of its records, in the words of ODCS (`team`, `quality`), as rules that are run.

Three kinds, each counted over the portal's newest exports (`orchestration/quality/contract_checks.py`): the library
rules `nullCheck` and `duplicateCount`, and `custom` ones of the engine `motcua` that limit how many records may break
a row rule of the register. What no engine here would run is refused: a promise that nobody checks is none.
https://bitol-io.github.io/open-data-contract-standard/v3.0.2/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from orchestration.portal.contract_model import Contract, QualityRule
from orchestration.portal.vocabulary import ROW_RULES
from orchestration.portal.yaml_lines import Place

Dimension = Literal["accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"]
_KIND_OF_RULE: dict[str | None, Literal["empty", "repeated", "row_rule"]] = {
    "nullCheck": "empty",
    "duplicateCount": "repeated",
    None: "row_rule",
}


class _Standard(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True)


class TeamMember(_Standard):
    """One of those who answer for the exports; the one whose role is `owner` is told of every breach."""

    username: str
    role: str | None = None
    date_in: str | None = None
    date_out: str | None = None
    replaced_by_username: str | None = None


class RowRuleLimit(_Standard):
    """The implementation of a rule of the engine `motcua`: the row rule whose breaches are counted."""

    row_rule: str


class QualityEntry(_Standard):
    """One quality rule as it is written in a contract."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str = Field(min_length=5)
    type: Literal["library", "custom"] = "library"
    rule: Literal["nullCheck", "duplicateCount"] | None = None
    engine: Literal["motcua"] | None = None
    implementation: RowRuleLimit | None = None
    dimension: Dimension | None = None
    business_impact: str | None = None
    severity: Literal["error", "warning"] = "warning"
    unit: Literal["rows", "percent"] = "rows"
    must_be: Literal[0] | None = None
    must_be_less_than: float | None = Field(default=None, gt=0)
    must_be_less_or_equal_to: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_whole(self) -> "QualityEntry":
        if self.type == "library" and (self.rule is None or self.engine or self.implementation):
            raise ValueError("a library rule names rule: nullCheck or duplicateCount, and no engine")
        if self.type == "custom" and (self.rule or self.engine is None or self.implementation is None):
            raise ValueError("a custom rule names engine: motcua and implementation: {rowRule: …}, and no rule")
        if len(self._limits()) != 1:
            raise ValueError("needs just one of mustBe: 0, mustBeLessThan and mustBeLessOrEqualTo")
        return self

    def _limits(self) -> list[float]:
        given = (self.must_be, self.must_be_less_than, self.must_be_less_or_equal_to)
        return [limit for limit in given if limit is not None]

    def as_rule(self, column: str | None) -> QualityRule:
        """The rule about `column`, or about the record as a whole (None)."""
        return QualityRule(
            name=self.name,
            kind=_KIND_OF_RULE[self.rule],
            column=column,
            row_rule=self.implementation.row_rule if self.implementation else None,
            limit=self._limits()[0],
            is_strict=self.must_be_less_than is not None,
            is_share=self.unit == "percent",
            is_blocking=self.severity == "error",
            text=self.description,
        )


def owner_of(team: Sequence[TeamMember]) -> str:
    """Who answers for the exports: the member with the role owner, else the first one; empty without a team."""
    present = [one for one in team if one.date_out is None]
    owners = [one.username for one in present if one.role == "owner"]
    return next(iter([*owners, *(one.username for one in present)]), "")


def quality_rules(written: Mapping[str | None, Sequence[QualityEntry]]) -> tuple[QualityRule, ...]:
    """The rules of a contract, from what is written about each column (None: about the record as a whole)."""
    return tuple(entry.as_rule(column) for column, entries in written.items() for entry in entries)


def quality_faults(contract: Contract) -> Iterator[tuple[Place, str]]:
    """Place and message of every quality rule that could not be run, or that says what is known already."""
    seen: set[str] = set()
    counts: dict[str | None, int] = {}
    for rule in contract.quality:
        place = (*_place_of(contract, rule.column), counts.get(rule.column, 0))
        counts[rule.column] = counts.get(rule.column, 0) + 1
        if rule.name in seen:
            yield (*place, "name"), f"two quality rules are named {rule.name}; rename one"
        seen.add(rule.name)
        yield from ((place, fault) for fault in _rule_faults(contract, rule))


def _place_of(contract: Contract, column: str | None) -> Place:
    table: Place = ("schema", 0)
    if column is None:
        return (*table, "quality")
    position = next(i for i, field in enumerate(contract.fields) if field.name == column)
    return (*table, "properties", position, "quality")


def _rule_faults(contract: Contract, rule: QualityRule) -> Iterator[str]:
    field = contract.field(rule.column) if rule.column else None
    if rule.kind == "row_rule":
        known = ROW_RULES[contract.source]
        if rule.row_rule not in known:
            yield f"no record of {contract.source} can break {rule.row_rule}; use one of {', '.join(sorted(known))}"
        if not rule.is_share and not rule.is_blocking and rule.limit == 0:
            yield f"{rule.row_rule} quarantines each row already; say how many are too many, or severity: error"
    if rule.kind == "empty":
        if field is None:
            yield "nullCheck is about one column; put it below a property"
        elif field.required:
            yield f"{field.name} is required: an empty cell is a row rule's fault already; limit that rule instead"
        elif field.absent is not None:
            yield f"{field.name} has a meaning for an empty cell (absent); take out one of the two"
    if rule.kind == "repeated" and field is not None and field.kind == "list":
        yield f"{field.name} is a list; duplicateCount compares single values"
