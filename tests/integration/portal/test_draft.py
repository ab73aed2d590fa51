"""An export of a portal that nobody here has seen: drafted, completed, checked, loaded; through the commands."""

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from orchestration.settings import PROJECT_ROOT

from .office import Office

HEAD = "Ref No;Logged On;Resolved;Target;Kind Of Request;Office;Came In By;State;Resident;Call Back;Home Address;Remark"
ROWS = (
    "1;01/13/2023 08:15:00 AM;01/14/2023 09:00:00 AM;01/20/2023;Permit;02;Web;Done;John Smith;4567;12 Main Street;call",
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
    "Smith", "Ann Lee", "Moore", "Brown", "White", "Clark", "555-123", "Main Street", "Oak Ave", "Elm Road", ";call",
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
PORTALS = {"citydesk": "000.00.00.H09"}


def completed(draft: str, meanings: Mapping[str, str], codes: Mapping[str, Mapping[str, str]]) -> str:
    """The draft with its open places filled by rule; comments, and with them the marks, are gone."""
    contract: dict[str, Any] = yaml.safe_load(draft)
    contract["description"]["purpose"] = "requests of one day"
    custom = {one["property"]: one for one in contract["customProperties"]}
    custom["portals"]["value"] = PORTALS
    table = contract["schema"][0]
    properties = []
    for column in table["properties"]:
        name = meanings.get(column["physicalName"])
        if name is None:
            custom["ignored_columns"]["value"].append(column["physicalName"])
            continue
        extras = [one for one in column.get("customProperties", []) if one["property"] != "codes"]
        if name in codes:
            extras.append({"property": "codes", "value": dict(codes[name])})
        properties.append({**column, "name": name, "customProperties": extras})
    table["properties"] = properties
    return yaml.safe_dump(contract, allow_unicode=True, sort_keys=False)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with a contracts folder of its own: those of the project, and room for another."""
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    for file in (PROJECT_ROOT / "raw" / "contracts").glob("*.yaml"):
        (contracts / file.name).write_bytes(file.read_bytes())
    return Office(tmp_path, contracts)


def drafted(office: Office, name: str, data: bytes, *words: str) -> tuple[Path, str]:
    """The draft that the command writes for a sample."""
    sample, out = office.root / name, office.root / "draft.yaml"
    sample.parent.mkdir(parents=True, exist_ok=True)
    sample.write_bytes(data)
    done = office.run("contracts", "draft", str(sample), "--out", str(out), *words)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_an_unknown_portal_is_drafted_completed_and_loaded(office: Office) -> None:
    name = "citydesk_2023-01-01_2023-01-31_20230201T010000.csv"
    out, told = drafted(office, name, SAMPLE.encode("utf-8-sig"), "--source", "cases", "--portal", "citydesk")
    text = out.read_text(encoding="utf-8")
    assert "6 rows looked at (all there are)" in told
    assert not [word for word in PERSONAL if word in text]
    assert "# Its name looks like citydesk_<from:yyyy-MM-dd>_<to:yyyy-MM-dd>_<exported:yyyyMMddTHHmmss>.csv;" in text
    assert "{property: csv, value: {delimiter: ;, quote: '\"', header_line: 3}}" in text
    assert "      moment: ['%m/%d/%Y %I:%M:%S %p']\n      day: ['%m/%d/%Y']\n" in text
    assert r"value: ['[A-Z]{2}-\d{4}-\d{5}']  # to complete: seen in the sample" in text

    unfinished = office.run("contracts", "check", str(out))
    assert unfinished.returncode == 2
    line = text[: text.index("physicalName: Office")].count("\n")
    assert f"{out}:{line}: schema[0].properties[5].name: to complete: " in unfinished.stderr
    assert (
        "customProperties[0].value.citydesk: to complete: the unit code of the portal's province" in unfinished.stderr
    )
    assert unfinished.stderr.count("to complete:") == text.count("# to complete:")

    contract = office.contracts / "cases_citydesk.yaml"
    contract.write_text(completed(text, MEANINGS, CODES), encoding="utf-8")
    checked = office.run("contracts", "check", str(contract))
    assert checked.returncode == 0, checked.stderr

    path = "cases/citydesk/cases_20230101_20230131_20230201T010000.csv"
    office.deliver(path, SAMPLE)
    done = office.run("refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert office.ask("select outcome, message, rows_read, rows_kept from meta.loads") == [("loaded", None, 6, 6)]
    columns = "case_code, unit_code, channel, status, received_at, due_at, finished_at, source_line"
    at = dt.datetime
    assert office.ask(f"select {columns} from marts.fct_cases order by 1 limit 2") == [
        (
            *("SR-2301-00001", "000.00.02.H09", "online", "processed"),
            *(at(2023, 1, 13, 8, 15), at(2023, 1, 20), at(2023, 1, 14, 9), 4),
        ),
        (
            *("SR-2301-00002", "000.00.02.H09", "counter", "processing"),
            *(at(2023, 1, 2, 14, 30), at(2023, 1, 5), None, 5),
        ),
    ]


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


def test_a_workbook_with_a_title_block_is_drafted_and_loaded(office: Office) -> None:
    name = "inbox/cases/citydesk/cases_20230101_20230131_20230201T010000.xlsx"
    out, _ = drafted(office, name, sheet())
    text = out.read_text(encoding="utf-8")
    assert "header in sheet Register, row 4 to 5" in text
    assert "Its name has the loader's form" in text
    assert "Mary" not in text
    assert "header_cell: Ref No" in text
    (office.contracts / "cases_citydesk.yaml").write_text(completed(text, MEANINGS, CODES), encoding="utf-8")
    checked = office.run("contracts", "check")
    assert checked.returncode == 0, checked.stderr
    office.deliver_bytes("cases/citydesk/cases_20230101_20230131_20230201T010000.xlsx", sheet())
    done = office.run("refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert office.ask("select outcome, message, rows_read, rows_kept from meta.loads") == [("loaded", None, 8, 8)]
    assert office.ask("select min(received_at), max(finished_at), min(source_line) from marts.fct_cases") == [
        (dt.datetime(2023, 1, 2, 8), dt.datetime(2023, 1, 10, 9, 30), 6)
    ]


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
