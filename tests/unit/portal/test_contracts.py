"""Contracts: those of the project hold, and each fault is found where it stands."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.portal.contract_cadence import Cadence
from orchestration.portal.contracts import ContractError, ContractSet, check_contracts, load_contracts
from orchestration.portal.text import fold

FOLDER = Path(__file__).parents[3] / "raw" / "contracts"


@pytest.fixture(scope="module")
def contracts() -> ContractSet:
    return load_contracts(FOLDER)


def test_the_contracts_of_the_project_hold() -> None:
    assert check_contracts(FOLDER) == []


@pytest.mark.parametrize("portal", ["tinh", "huyen"])
@pytest.mark.parametrize("source", ["cases", "payments", "ratings", "counter_visits", "complaints", "report_06a"])
def test_both_systems_have_the_common_sources(contracts: ContractSet, source: str, portal: str) -> None:
    contract = contracts.find(source, portal)
    assert contract is not None
    assert contract.portals[portal] == "000.00.00.H09"


def test_a_portal_without_a_contract_is_not_found(contracts: ContractSet) -> None:
    assert contracts.find("procedures", "huyen") is None
    assert contracts.find("cases", "elsewhere") is None


def test_what_a_portal_reports(contracts: ContractSet) -> None:
    tinh, huyen = contracts.find("cases", "tinh_h99"), contracts.find("cases", "huyen")
    assert tinh is not None
    assert huyen is not None
    assert tinh.reports == {"documents", "extensions", "events", "filed_by", "payment_flag"}
    assert huyen.reports == frozenset()
    assert tinh.portals["tinh_h99"] == "000.00.00.H99"


def test_the_meaning_of_fields(contracts: ContractSet) -> None:
    contract = contracts.find("cases", "tinh")
    assert contract is not None
    channel, status, fees = (contract.field(name) for name in ("channel", "status", "fees"))
    assert channel is not None
    assert (channel.physical_name, channel.absent, channel.codes["2"]) == (
        "KenhThucHien",
        "counter",
        "online",
    )
    assert status is not None
    assert (status.codes["10"], status.codes["1"], status.required) == ("returned", "registered", True)
    assert fees is not None
    assert {item.name: item.codes for item in fees.items}["fee_kind"] == {"1": "fee", "2": "charge"}
    assert [field.name for field in contract.primary_key] == ["case_code"]
    assert {field.name for field in contract.fields if field.personal} == {
        "applicant_name", "phone", "email", "identities",
    }  # fmt: skip


def test_dates_of_registers_come_as_text_and_from_excel(contracts: ContractSet) -> None:
    contract = contracts.find("cases", "huyen")
    assert contract is not None
    due = contract.field("due_at")
    assert due is not None
    assert {"%d/%m/%Y", "%d/%m/%Y %H:%M", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"} <= set(due.formats)


def test_raw_columns_are_the_union_of_the_contracts(contracts: ContractSet) -> None:
    columns = contracts.columns("cases")
    assert columns["is_result_digitised"] == "VARCHAR"
    assert columns["submitted_at"] == "VARCHAR"
    assert columns["identities"] == "STRUCT(identity_kind VARCHAR, identity_number VARCHAR)[]"
    assert list(columns) == list(load_contracts(FOLDER).columns("cases"))


def test_codes_meet_other_spellings(contracts: ContractSet) -> None:
    contract = contracts.find("payments", "huyen")
    assert contract is not None
    status = contract.field("status")
    assert status is not None
    assert {fold(code): value for code, value in status.codes.items()}[fold("Huỷ")] == "cancelled"


def test_the_hash_follows_the_bytes(tmp_path: Path, contracts: ContractSet) -> None:
    shutil.copytree(FOLDER, tmp_path / "c")
    assert load_contracts(tmp_path / "c").sha256 == contracts.sha256
    file = tmp_path / "c" / "ratings_tinh.yaml"
    file.write_text(file.read_text() + "# another comment\n")
    assert load_contracts(tmp_path / "c").sha256 != contracts.sha256


def _line(text: str, part: str) -> int:
    """The line on which `part` stands, from 1."""
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        (
            "logicalType: integer",
            "logicalType: interger",
            "schema[0].properties[3].logicalType",
            "correct the value",
        ),
        ("name: rated_at", "name: rated_att", "schema[0].properties[2].name", "did you mean rated_at?"),
        (
            "logicalType: integer",
            "logicalType: string",
            "schema[0].properties[3].logicalType",
            "of kind text here",
        ),
        ("value: [csv]", "value: [cvs]", "customProperties[1].value[0]", "correct the value"),
        ("property: reports", "property: report", "customProperties[2].property", "is not known"),
        ("status: active", "status: active\nstatus: draft", "status", "given twice"),
        (
            "physicalName: Mã hồ sơ",
            "physicalName: Mức ðộ",
            "schema[0].properties[3].physicalName",
            "belongs to case_code",
        ),
        ("apiVersion: v3.0.2", "apiVersion: v2", "apiVersion", "correct the value"),
        ("000.00.00.H47", "H 47", "customProperties.portals", "is no unit code"),
        ("'%Y-%m-%d'", "'yyyy'", "schema[0].properties[2].customProperties", "is no date format"),
        ("required: true", "required: maybe", "schema[0].properties[0].required", "correct the value"),
        ("unit: mo", "unit: m", "slaProperties[0].unit", "use d, w, mo or y"),
        ("frequency, value: 1", "frequency, value: 0", "slaProperties[0].value", "write a whole number from 1"),
        ("latency, value: 10", "latency, value: soon", "slaProperties[1].value", "write a whole number from 0"),
        ("latency, value: 10, unit: d", "latency, value: 1, unit: mo", "slaProperties[1].unit", "in days (d)"),
        ("property: latency", "property: retention", "slaProperties[0]", "frequency is given without latency"),
        ("property: latency", "property: frequency", "slaProperties[1]", "frequency is given twice"),
        ("property: latency", "propertee: latency", "slaProperties[1].propertee", "is not known"),
    ],
)
def test_faults_are_found_where_they_stand(tmp_path: Path, old: str, new: str, field: str, words: str) -> None:
    text = (FOLDER / "ratings_tinh.yaml").read_text()
    assert old in text
    file = tmp_path / "bad.yaml"
    file.write_text(text.replace(old, new, 1))
    problems = check_contracts(file)
    assert any(p.startswith(f"{file}:") and f": {field}: " in p and words in p for p in problems), problems
    with pytest.raises(ContractError, match=r"bad\.yaml:\d+: "):
        load_contracts(tmp_path)


def test_the_line_is_the_line(tmp_path: Path) -> None:
    text = (FOLDER / "ratings_tinh.yaml").read_text()
    file = tmp_path / "bad.yaml"
    file.write_text(text.replace("name: score", "name: skore"))
    assert [p.split(": ")[0] for p in check_contracts(file)] == [f"{file}:{_line(text, 'name: score')}"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda _: "a: [1, 2", "mend the YAML"),
        (lambda _: "", "is empty"),
        (lambda text: text.replace("physicalName: Mã hồ sơ", "physicalName: 0123"), "put it in quotes"),
        (lambda text: text.replace("primaryKey: true", "primaryKey: false"), "no property is the primaryKey"),
        (lambda _: "- just\n- a list\n", "correct the value"),
    ],
)
def test_files_that_are_no_contracts(tmp_path: Path, content: Callable[[str], str], words: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(content((FOLDER / "ratings_tinh.yaml").read_text()))
    problems = check_contracts(file)
    assert problems
    assert words in problems[0]


def test_a_code_must_become_a_known_value(tmp_path: Path) -> None:
    text = (FOLDER / "payments_tinh.yaml").read_text()
    file = tmp_path / "bad.yaml"
    file.write_text(text.replace("Tiền mặt: cash", "Tiền mặt: money"))
    assert any("'Tiền mặt' becomes 'money'" in problem for problem in check_contracts(file))


def test_two_contracts_for_one_portal_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        shutil.copy(FOLDER / "ratings_huyen.yaml", tmp_path / name)
    assert [
        "b.yaml:1: customProperties.portals.huyen: a.yaml covers ratings" in p for p in check_contracts(tmp_path)
    ] == [True]


def test_no_folder_and_an_empty_folder_are_problems(tmp_path: Path) -> None:
    assert "does not exist" in check_contracts(tmp_path / "none")[0]
    assert "holds no *.yaml" in check_contracts(tmp_path)[0]
    with pytest.raises(ContractError):
        load_contracts(tmp_path)


def test_a_cadence_is_read_and_a_retired_contract_has_none(tmp_path: Path) -> None:
    text = (FOLDER / "ratings_huyen.yaml").read_text()
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_text(text.replace("status: active", "status: retired").replace("{huyen:", "{old:"))
    active, retired = load_contracts(tmp_path)
    assert active.cadence == Cadence(every=1, unit="month", grace_days=10)
    assert retired.cadence is None


def test_every_contract_of_the_project_agrees_a_cadence() -> None:
    cadences = {contract.id: contract.cadence for contract in load_contracts(FOLDER)}
    assert None not in cadences.values()
    monthly = {"staffing", "unit_statistics", "report_06a"}
    assert {c.cadence.unit for c in load_contracts(FOLDER) if c.source in monthly and c.cadence} == {"month"}
