"""What contracts can say of other portals: each rule broken once, found where it stands."""

from pathlib import Path

import pytest

from orchestration.portal.contracts import check_contracts, load_contracts

CASES = Path(__file__).parents[3] / "raw" / "contracts" / "cases_huyen.yaml"
FORMATS = "moment: ['%d/%m/%Y %H:%M:%S', "
LAST = "  - {property: ignored_columns, value: [STT]}"


def _line(text: str, part: str) -> int:
    """The line on which `part` stands, from 1."""
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        (FORMATS, "moment: ['%d/%m/%Y %I:%M', ", "schema[0].properties[9].customProperties", "no AM or PM; add %p"),
        (FORMATS, "moment: ['%d/%m/%Y %H:%M %p', ", "schema[0].properties[9].customProperties", "write %I beside %p"),
        (
            FORMATS,
            "moment: ['%Y-%m-%dT%H:%M:%SZ', ",
            "schema[0].properties[9].customProperties",
            "write %z in its place",
        ),
        (
            FORMATS,
            "moment: ['%m/%Y %H:%M', ",
            "schema[0].properties[9].customProperties",
            "gives no day; add it, such as %d",
        ),
        (FORMATS, "moment: ['%m/%d/%Y %H:%M', ", "schema[0].properties[9].customProperties", "read 03/04 as two days"),
        (LAST, "  - {property: time_zone, value: Asia/Saigong}", "customProperties.time_zone", "is no time zone"),
        (LAST, "  - {property: written_in, value: 7}", "customProperties[11].value", "put it in quotes"),
        (LAST, "  - {property: decimal_mark, value: ;}", "customProperties[11].value", "correct the value"),
        (LAST, "  - {property: case_code_prefix, value: 'A B'}", "customProperties.case_code_prefix", "use letters"),
        (
            LAST,
            "  - {property: constants, value: {chanel: online}}",
            "customProperties.constants",
            "did you mean channel?",
        ),
        (LAST, "  - {property: constants, value: {channel: online}}", "customProperties.constants", "has a column too"),
        (
            LAST,
            "  - {property: constants, value: {refused_at: x}}",
            "customProperties.constants",
            "differs from record",
        ),
        (
            LAST,
            "  - {property: constants, value: {filed_by: me}}",
            "customProperties.constants",
            "use one of applicant",
        ),
        ("windows-1258]", "windows-12580]", "customProperties.encodings", "is no encoding"),
        ("name: channel", "name: filed_by", "schema[0].properties", "cases need channel, and no property is that"),
        ("name: received_at", "name: refused_at", "schema[0].properties", "cases need received_at"),
        (
            "kind, value: moment}\n          - {property: column, value: required}\n      - name: returned_at",
            "compared_by, value: moment}\n      - name: returned_at",
            "schema[0].properties[11].customProperties",
            "only due_at of cases is compared",
        ),
    ],
)
def test_faults_of_what_other_portals_need(tmp_path: Path, old: str, new: str, field: str, words: str) -> None:
    text = CASES.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "bad.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check_contracts(file)
    assert any(p.startswith(f"{file}:") and f": {field}: " in p and words in p for p in problems), problems


def test_a_fault_of_the_whole_contract_stands_on_its_line(tmp_path: Path) -> None:
    text = CASES.read_text(encoding="utf-8").replace(LAST, "  - {property: time_zone, value: Nowhere}")
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    assert [problem.split(": ")[0] for problem in check_contracts(file)] == [f"{file}:{_line(text, 'time_zone')}"]


def test_a_province_stands_in_the_registers() -> None:
    assert check_contracts(CASES, {"000.00.00.H09", "SPR"}) == []
    (problem,) = check_contracts(CASES, {"SPR"})
    place = f"{CASES}:{_line(CASES.read_text(encoding='utf-8'), 'property: portals')}: customProperties.portals: "
    assert problem.startswith(f"{place}province 000.00.00.H09 of portal huyen is at the top of no register; add it to")


def test_a_unit_in_the_code_is_unit_enough(tmp_path: Path) -> None:
    text = CASES.read_text(encoding="utf-8").replace("name: unit_name", "name: field_code")
    file = tmp_path / "one.yaml"
    file.write_text(text, encoding="utf-8")
    assert check_contracts(file) == []
    pattern = r"'(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})-\d{6}-\d{4,5}', "
    assert pattern in text
    file.write_text(text.replace(pattern, ""), encoding="utf-8")
    (problem,) = check_contracts(file)
    assert "cases need unit_code or unit_name" in problem


def test_codes_of_a_text_translate_it_and_a_text_may_have_a_value_for_nothing(tmp_path: Path) -> None:
    text = CASES.read_text(encoding="utf-8").replace(
        "- {property: aliases, value: [Cơ quan/đơn vị]}",
        "- {property: codes, value: {Sở X: Sở Xây dựng}}\n          - {property: absent, value: UBND tỉnh}",
    )
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    contract = load_contracts(tmp_path).find("cases", "huyen")
    assert contract is not None
    unit = contract.field("unit_name")
    assert unit is not None
    assert (unit.kind, unit.codes, unit.absent) == ("text", {"Sở X": "Sở Xây dựng"}, "UBND tỉnh")
