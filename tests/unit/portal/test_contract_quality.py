"""Owner and quality rules of contracts: read in the standard's words, refused where nobody would run them."""

import csv
from pathlib import Path

import pytest

from orchestration.portal.contract_model import QualityRule
from orchestration.portal.contracts import check_contracts, load_contracts
from orchestration.portal.vocabulary import ROW_RULES

ROOT = Path(__file__).parents[3]
CONTRACT = (ROOT / "raw" / "contracts" / "ratings_tinh.yaml").read_text(encoding="utf-8")
TABLE, COLUMN, OPTIONAL = "    properties:\n", "        description: '1 very", "        logicalType: integer\n"


def with_rule(rule: str, place: str = TABLE, indent: int = 4) -> str:
    """The contract with its rules replaced by one, on the table or below its last column."""
    before, _, rest = CONTRACT.partition("    quality:\n")
    bare = before + rest[rest.index(TABLE) :]
    written = f"{' ' * indent}quality:\n{' ' * indent}  - {{name: one, description: In words, {rule}}}\n"
    if place == TABLE:
        return bare.replace(TABLE, written + TABLE)
    bare = bare.replace(f"{OPTIONAL}        required: true\n", OPTIONAL)
    return bare.replace(OPTIONAL, OPTIONAL + written)


def checked(folder: Path, text: str) -> list[str]:
    file = folder / "ratings.yaml"
    file.write_text(text, encoding="utf-8")
    return check_contracts(file)


def test_every_contract_of_the_project_has_an_owner_and_rules_by_names_of_their_own() -> None:
    for contract in load_contracts(ROOT / "raw" / "contracts"):
        assert contract.owner.startswith("Đơn vị vận hành")
        assert any(rule.kind == "repeated" for rule in contract.quality)
        assert any(rule.kind == "row_rule" for rule in contract.quality)


def test_rules_are_read_with_their_limits(tmp_path: Path) -> None:
    text = with_rule("rule: nullCheck, mustBeLessThan: 2.5, unit: percent, severity: error", OPTIONAL, 8)
    assert checked(tmp_path, text) == []
    (contract,) = load_contracts(tmp_path)
    assert contract.quality == (
        QualityRule(
            name="one", kind="empty", column="score", limit=2.5, is_strict=True, is_blocking=True, text="In words"
        ),
    )


@pytest.mark.parametrize(
    ("limit", "failing", "rows", "is_broken"),
    [
        ({"limit": 1}, 1, 100, False),
        ({"limit": 1}, 2, 100, True),
        ({"limit": 1, "is_strict": True}, 1, 100, True),
        ({"limit": 0}, 1, 1_000_000, True),
        ({"limit": 0}, 0, 0, False),
        ({"limit": 3, "is_share": False}, 3, 10, False),
        ({"limit": 3, "is_share": False}, 4, 1_000_000, True),
    ],
)
def test_when_a_limit_is_broken(limit: dict[str, float], failing: int, rows: int, is_broken: bool) -> None:
    rule = QualityRule.model_validate({"name": "n", "kind": "empty", "column": "c", "text": "t", **limit})
    assert rule.is_broken_by(failing, rows) is is_broken


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("rule: nullCheck, mustBe: 0", "is about one column; put it below a property"),
        ("rule: rowCount, mustBe: 0", "correct the value"),
        ("type: text, rule: duplicateCount, mustBe: 0", "correct the value"),
        ("rule: duplicateCount", "needs just one of mustBe: 0, mustBeLessThan and mustBeLessOrEqualTo"),
        ("rule: duplicateCount, mustBe: 0, mustBeLessThan: 3", "needs just one of"),
        ("rule: duplicateCount, mustBe: 3", "correct the value"),
        ("type: custom, mustBe: 0", "names engine: motcua and implementation"),
        ("type: custom, engine: motcua, implementation: {rowRule: bad_amount}, mustBeLessThan: 3",
         "no record of ratings can break bad_amount; use one of bad_score, bad_timestamp"),
        ("type: custom, engine: motcua, implementation: {rowRule: bad_score}, mustBe: 0",
         "quarantines each row already"),
    ],
)  # fmt: skip
def test_a_rule_that_nobody_could_run_is_refused(tmp_path: Path, rule: str, told: str) -> None:
    (problem,) = checked(tmp_path, with_rule(rule))
    assert told in problem
    assert f": schema[0].quality[0]" in problem  # noqa: F541
    line = (tmp_path / "ratings.yaml").read_text().splitlines()[int(problem.split(":")[1]) - 1]
    assert "{name: one" in line


def test_an_empty_cell_of_a_required_column_is_one_fault_only(tmp_path: Path) -> None:
    text = with_rule("rule: nullCheck, mustBe: 0", OPTIONAL, 8).replace(
        "      - name: score\n", "      - name: score\n        required: true\n"
    )
    (problem,) = checked(tmp_path, text)
    assert "schema[0].properties[3].quality[0]: score is required: an empty cell is a row rule's fault" in problem


def test_two_rules_need_two_names(tmp_path: Path) -> None:
    rule = (
        "rule: duplicateCount, mustBe: 0}\n      - {name: one, description: Again so, rule: duplicateCount, mustBe: 0"
    )
    (problem,) = checked(tmp_path, with_rule(rule))
    assert "schema[0].quality[1].name: two quality rules are named one" in problem


def test_row_rules_of_the_sources_are_those_of_the_register() -> None:
    with (ROOT / "dbt_project" / "seeds" / "row_rules.csv").open(encoding="utf-8") as register:
        errors = {row["rule_code"] for row in csv.DictReader(register) if row["severity"] == "error"}
    assert set().union(*ROW_RULES.values()) == errors - {"rejected_by_steward"}, "that one is no record's own fault"
