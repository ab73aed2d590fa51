"""An export of a portal that nobody here has seen: drafted, completed, checked, loaded; through the commands."""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from orchestration.settings import PROJECT_ROOT

from .office import Office

HEAD = "Ref No;Logged On;Resolved;Target;Kind Of Request;Office;Came In By;State;Resident;Call Back;Home Address;Remark"
ROWS = (
    "1;01/13/2023 08:15:00 AM;01/14/2023 09:00:00 AM;01/20/2023;Permit;02;Web;Done;John Smith;4567;12 Main St;zebra",
    "2;01/02/2023 02:30:00 PM;;01/05/2023;Permit;02;Walk-in;Under way;Ann Lee;4568;14 Oak Ave;",
    "3;01/03/2023 10:15:00 AM;;01/05/2023;Licence;03;Web;Under way;Bob Moore;4569;15 Elm Road;",
    '4;01/03/2023 11:15:00 AM;01/03/2023 11:45:00 AM;01/31/2023;Licence;03;Web;Done;Eve Brown;4570;"16; Elm Road";',
    "5;01/04/2023 10:15:00 AM;;01/09/2023;Licence;03;Walk-in;Under way;Tom White;4571;17 Elm Road;",
    "6;01/04/2023 12:15:00 PM;01/08/2023 01:00:00 PM;01/09/2023;Permit;03;Web;Done;Sue Clark;4572;18 Elm Road;",
)


def row(short: str) -> str:
    """A row with its codes and telephone number written out."""
    cells = short.split(";")
    cells[0] = f"SR-2301-{int(cells[0]):05}"
    cells[5] = f"000.00.{cells[5]}.H09"
    cells[9] = f"555-123-{cells[9]}"
    return ";".join(cells)


SAMPLE = "\r\n".join(["City requests, exported by CityDesk", "", HEAD, *map(row, ROWS), ""])
PERSONAL = (
    "Smith", "Ann Lee", "Moore", "Brown", "White", "Clark", "555-123", "Main St", "Oak Ave", "Elm Road", "zebra",
)  # fmt: skip
MEANINGS = {
    "Ref No": "case_code", "Logged On": "received_at", "Resolved": "finished_at", "Target": "due_at",
    "Kind Of Request": "procedure_name", "Office": "unit_code", "Came In By": "channel", "State": "status",
    "Resident": "applicant_name", "Call Back": "phone",
}  # fmt: skip
"""What a person knows of the columns; of the others: that they mean nothing here."""
CODES = {
    "channel": {"Web": "online", "Walk-in": "counter"},
    "status": {"Done": "processed", "Under way": "processing"},
}


def completed(draft: str, portal: str) -> str:
    """The draft with its open places filled by rule; comments, and with them the marks, are gone."""
    contract: dict[str, Any] = yaml.safe_load(draft)
    contract["description"]["purpose"] = "requests of one day"
    custom = {one["property"]: one for one in contract["customProperties"]}
    custom["portals"]["value"] = {portal: "000.00.00.H09"}
    table = contract["schema"][0]
    properties = []
    for column in table["properties"]:
        name = MEANINGS.get(column["physicalName"])
        if name is None:
            custom["ignored_columns"]["value"].append(column["physicalName"])
            continue
        extras = [one for one in column.get("customProperties", []) if one["property"] != "codes"]
        if name in CODES:
            extras.append({"property": "codes", "value": dict(CODES[name])})
        properties.append({**column, "name": name, "customProperties": extras})
    table["properties"] = properties
    return yaml.safe_dump(contract, allow_unicode=True, sort_keys=False)


def sheet() -> bytes:
    """A register below a title block, its header of two levels, with real dates and a sum at the end."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet("Register")
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page.merge_range(0, 0, 0, 6, "CITY REGISTER OF REQUESTS")
    page.write(1, 0, "printed for Mary Jones")
    page.merge_range(3, 0, 4, 0, "Ref No")
    page.merge_range(3, 1, 3, 2, "Dates")
    page.write_row(4, 1, ["Logged On", "Resolved"])
    for column, name in ((3, "Office"), (4, "Came In By"), (5, "State"), (6, "Resident")):
        page.merge_range(3, column, 4, column, name)
    for number in range(8):
        page.write(5 + number, 0, f"R{number:04}")
        page.write_datetime(5 + number, 1, dt.datetime(2023, 1, 2 + number, 8), day)
        page.write_datetime(5 + number, 2, dt.datetime(2023, 1, 3 + number, 9, 30), day)
        page.write_row(5 + number, 3, ["000.00.02.H09", "Web", "Done", "Mary Jones"])
    book.close()
    return buffer.getvalue()


@dataclass(frozen=True)
class Drafted:
    """A sample's draft, what the command said of it, and what the check says before and after it is completed."""

    path: Path
    told: str
    text: str
    unfinished: str
    finished: str


def drafted(office: Office, portal: str, name: str, data: bytes, *words: str) -> Drafted:
    """Drafts a contract from a sample, completes it, and puts it among the contracts."""
    sample, out = office.root / name, office.root / f"{portal}.yaml"
    sample.parent.mkdir(parents=True, exist_ok=True)
    sample.write_bytes(data)
    done = office.run("contracts", "draft", str(sample), "--out", str(out), *words)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    before = office.run("contracts", "check", str(out))
    contract = office.contracts / f"cases_{portal}.yaml"
    contract.write_text(completed(text, portal), encoding="utf-8")
    after = office.run("contracts", "check", str(contract))
    assert (before.returncode, after.returncode) == (2, 0), after.stderr
    return Drafted(out, done.stdout, text, before.stderr, after.stdout)


FILE = "cases_20230101_20230131_20230201T010000"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with a contracts folder of its own: those of the project, and room for others."""
    root = tmp_path_factory.mktemp("draft")
    contracts = root / "contracts"
    contracts.mkdir()
    for file in (PROJECT_ROOT / "raw" / "contracts").glob("*.yaml"):
        (contracts / file.name).write_bytes(file.read_bytes())
    return Office(root, contracts)


@pytest.fixture(scope="module")
def table(office: Office) -> Drafted:
    name = "citydesk_2023-01-01_2023-01-31_20230201T010000.csv"
    return drafted(office, "citydesk", name, SAMPLE.encode("utf-8-sig"), "--source", "cases", "--portal", "citydesk")


@pytest.fixture(scope="module")
def workbook(office: Office) -> Drafted:
    return drafted(office, "cityhall", f"inbox/cases/cityhall/{FILE}.xlsx", sheet())


@pytest.fixture(scope="module")
def loaded(office: Office, table: Drafted, workbook: Drafted) -> Office:
    """After the samples were loaded by the completed drafts."""
    assert table.finished
    assert workbook.finished
    office.deliver(f"cases/citydesk/{FILE}.csv", SAMPLE)
    office.deliver_bytes(f"cases/cityhall/{FILE}.xlsx", sheet())
    done = office.run("refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    return office


def test_a_draft_says_what_was_seen(table: Drafted) -> None:
    assert "6 rows looked at (all there are)" in table.told
    assert (
        "# Its name looks like citydesk_<from:yyyy-MM-dd>_<to:yyyy-MM-dd>_<exported:yyyyMMddTHHmmss>.csv;" in table.text
    )
    assert "{property: csv, value: {delimiter: ;, quote: '\"', header_line: 3}}" in table.text
    assert "      moment: ['%m/%d/%Y %I:%M:%S %p']\n      day: ['%m/%d/%Y']\n" in table.text
    assert r"value: ['[A-Z]{2}-\d{4}-\d{5}']  # to complete: seen in the sample" in table.text
    assert (
        "physicalName: Ref No  # 6 filled, 6 different\n        logicalType: string\n        primaryKey: true"
        in table.text
    )


def test_no_value_of_a_person_stands_in_a_draft(table: Drafted, workbook: Drafted) -> None:
    assert not [word for word in PERSONAL if word in table.text]
    assert "Mary" not in workbook.text
    for heading in ("Resident", "Call Back", "Home Address", "Remark"):
        after = table.text[table.text.index(f"physicalName: {heading}") :]
        assert after.split("- name:")[0].count("classification: personal") == 1, heading


def test_the_check_names_each_open_place(table: Drafted) -> None:
    line = table.text[: table.text.index("physicalName: Office")].count("\n")
    assert f"{table.path}:{line}: schema[0].properties[5].name: to complete: " in table.unfinished
    asked = "customProperties[0].value.citydesk: to complete: the unit code of the portal's province"
    assert asked in table.unfinished
    assert (
        table.unfinished.count("to complete:")
        == table.text.count("# to complete:")
        == len(table.unfinished.splitlines())
    )


def test_a_completed_draft_loads_its_sample(loaded: Office) -> None:
    loads = loaded.ask("select portal, outcome, message, rows_read, rows_kept from meta.loads order by 1")
    assert loads == [("citydesk", "loaded", None, 6, 6), ("cityhall", "loaded", None, 8, 8)]
    columns = "case_code, unit_code, channel, status, received_at, due_at, finished_at, source_line"
    at = dt.datetime
    assert loaded.ask(f"select {columns} from marts.fct_cases where case_code like 'SR%' order by 1 limit 2") == [
        (
            *("SR-2301-00001", "000.00.02.H09", "online", "processed"),
            *(at(2023, 1, 13, 8, 15), at(2023, 1, 20), at(2023, 1, 14, 9), 4),
        ),
        (
            *("SR-2301-00002", "000.00.02.H09", "counter", "processing"),
            *(at(2023, 1, 2, 14, 30), at(2023, 1, 5), None, 5),
        ),
    ]


def test_a_workbook_with_a_title_block_is_drafted_and_loaded(workbook: Drafted, loaded: Office) -> None:
    assert "header in sheet Register, row 4 to 5" in workbook.text
    assert "Its name has the loader's form" in workbook.text
    assert "header_cell: Ref No" in workbook.text
    query = (
        "select min(received_at), max(finished_at), min(source_line) from marts.fct_cases where case_code like 'R0%'"
    )
    assert loaded.ask(query) == [(dt.datetime(2023, 1, 2, 8), dt.datetime(2023, 1, 10, 9, 30), 6)]


def test_what_cannot_be_drafted_is_told(office: Office) -> None:
    file = office.root / "x.csv"
    file.write_text("1,2\n3,4\n")
    done = office.run("contracts", "draft", str(file))
    assert done.returncode == 2
    assert f"{file}: no line of the first 40 looks like a header" in done.stderr
    done = office.run("contracts", "draft", str(office.root / "y.doc"))
    assert (done.returncode, "is no .csv, .ndjson, .json, .xlsx" in done.stderr) == (2, True)
    done = office.run("contracts", "draft", str(file), "--out", str(file))
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert file.read_text() == "1,2\n3,4\n"
