"""No personal data after staging: every person of a small world is searched for in everything that is written.

The needles are read from the raw tables and, by their form, from the bytes of the exports; the haystack is every table
but the raw ones, every published file, every file that Dagster and the reports write, and what the commands print.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.portal.vocabulary import PERSONAL_FIELDS

from .office import Office

KEY = "a key that stands in no file"
PERIOD = ("--from", "2023-08-01", "--to", "2023-10-10")
COMMON_WORDS = 2
"""Texts of so few words are also words of forms and registers; a person's name has more, or is a business's."""
_MAIL, _LONG_NUMBER = re.compile(r"[\w.]+@[\w.]+"), re.compile(r"(?<![\w.])\d{9,12}(?![\w.])")
_OFFICER = re.compile(r"\bcb\.\w+(?:\.\w+)*\.\d+")
_PHONE, _IDENTITY = re.compile(r"010\d{7}"), re.compile(r"099\d{9}|9\d{8}")
PLACEHOLDER = "000000001"
"""An identity number that stands for nobody, named by the contract."""
_FORMULA = '=HYPERLINK("http://evil.example","x")'
_MARKUP = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A world with faulty rows, refreshed, with a page, a workbook, forms and a workbook for a sender."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.environment["MOTCUA_PII_KEY"] = KEY
    inbox = office.root / "raw" / "inbox"
    done = office.run("simulate", "--out", str(inbox), *PERIOD, "--cases", "150", "--defects", "0.03")
    assert done.returncode == 0, done.stderr
    (inbox / "answers.json").replace(office.root / "answers.json")
    assert office.run("refresh").returncode == 0
    return office


@pytest.fixture(scope="module")
def needles(office: Office) -> set[str]:
    """Names, numbers, addresses, officers and free texts of the world."""
    found: set[str] = set()
    with duckdb.connect(str(office.root / "warehouse" / "warehouse.duckdb"), read_only=True) as con:
        columns = con.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where schema_name = 'raw' and ends_with(table_name, '_record')"
        ).fetchall()
        for table, column, kind in columns:
            if column in PERSONAL_FIELDS and kind == "VARCHAR":
                found |= {
                    row[0].strip()
                    for row in con.execute(f"select distinct {column} from raw.{table}").fetchall()
                    if row[0]
                }
        people = con.execute("select unnest(identities).identity_number from raw.cases_record").fetchall()
        found |= {row[0] for row in people if row[0]}
    return {one for one in found if _is_telling(one)} - {PLACEHOLDER}


def _is_telling(text: str) -> bool:
    return len(text.split()) > COMMON_WORDS or bool(
        _MAIL.search(text) or _LONG_NUMBER.search(text) or _OFFICER.search(text)
    )


def _words(text: str) -> list[str]:
    return re.split(r"[\s,;:|'\"<>(){}\[\]\\/]+", text)


class Search:
    """Looks for needles in texts, each as a whole."""

    def __init__(self, needles: set[str]) -> None:
        self.by_words = {tuple(_words(one)): one for one in needles}
        self.lengths = sorted({len(words) for words in self.by_words})
        self.numbers = {one for one in needles if _LONG_NUMBER.fullmatch(one)}

    def found_in(self, text: str) -> set[str]:
        words = _words(text)
        found = {
            self.by_words[key]
            for length in self.lengths
            for start in range(len(words) - length + 1)
            if (key := tuple(words[start : start + length])) in self.by_words
        }
        found |= {one for one in _LONG_NUMBER.findall(text) if one in self.numbers}
        return found | set(_OFFICER.findall(text)) | {one for one in _MAIL.findall(text) if one.endswith("example.vn")}


@pytest.fixture(scope="module")
def search(needles: set[str]) -> Search:
    return Search(needles)


def texts_of_database(path: Path, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each column of text of each table, its different values as one text."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute(
            "select schema_name, table_name from duckdb_tables()"
            " union select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
        for schema, table in tables:
            if schema in without:
                continue
            for name, kind, *_ in con.execute(f"describe {schema}.{table}").fetchall():
                if "VARCHAR" in kind:
                    rows = con.execute(f'select distinct "{name}"::varchar from {schema}.{table}').fetchall()
                    yield f"{schema}.{table}.{name}", "\n".join(row[0] for row in rows if row[0])


def texts_of_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder as text; sheets and Parquet are unpacked, databases are read by their tables."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.name != "warehouse.duckdb"):
        if path.suffix == ".duckdb":
            yield from texts_of_database(path)
        elif path.suffix == ".parquet":
            rows = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()
            yield str(path), "\n".join(str(row) for row in rows)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                yield str(path), "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
        else:
            yield str(path), path.read_bytes().decode(errors="replace")


def leaks(texts: Iterator[tuple[str, str]], search: Search) -> dict[str, list[str]]:
    return {place: sorted(found)[:3] for place, text in texts if (found := search.found_in(text))}


def test_the_search_knows_the_people_of_the_exports(office: Office, search: Search, needles: set[str]) -> None:
    said = "\n".join(text for _, text in texts_of_files(office.root / "raw" / "archive"))
    assert search.found_in(said) >= {one for one in _MAIL.findall(said) if one.endswith("example.vn")}
    for form, least in ((_PHONE, 50), (_IDENTITY, 50), (_OFFICER, 10)):
        assert len({one for one in needles if form.fullmatch(one)}) >= least, form.pattern
    names = sorted(one for one in needles if len(one.split()) > COMMON_WORDS)
    assert len(names) >= 50
    phone = min(one for one in needles if _PHONE.fullmatch(one))
    assert search.found_in(f"ông {names[0]}, số {phone}; a0{phone}b") == {names[0], phone}


def test_no_table_after_the_raw_ones_names_a_person(office: Office, search: Search) -> None:
    warehouse = office.root / "warehouse" / "warehouse.duckdb"
    assert leaks(texts_of_database(warehouse, without=("raw",)), search) == {}


def test_no_file_of_the_warehouse_names_a_person(office: Office, search: Search) -> None:
    assert leaks(texts_of_files(office.root / "warehouse"), search) == {}


def test_no_report_and_no_word_of_a_command_names_a_person(office: Office, search: Search) -> None:
    out = office.root / "out"
    for kind in ("scoreboard", "workbook", "06a"):
        assert office.run("report", "--kind", kind, "--out", str(out)).returncode == 0
    faulty = office.ask("select distinct source_file from quality.quarantine")
    said = [office.run("steward", "send", "cases/tinh", "--out", str(out), "--by", "Lan")]
    said += [
        office.run("rows", "--file", str(one[0]).partition("!")[0], "--limit", "500", "--fields") for one in faulty[:12]
    ]
    said += [office.run("status"), office.run("steward", "list"), office.run("reconcile", "--limit", "20")]
    said.append(office.run("explain", "--unit", "000.00.00.H09", "--kpi", "online_case_rate", "--period", "2023-09"))
    sample = next((office.root / "raw" / "archive" / "cases").rglob("*.ndjson"))
    said.append(office.run("contracts", "draft", str(sample), "--source", "cases", "--portal", "new"))
    assert [one.returncode for one in said] == [0] * len(said)
    printed = ((f"command {number}", one.stdout + one.stderr) for number, one in enumerate(said))
    assert leaks(texts_of_files(out), search) == {}
    assert leaks(printed, search) == {}
    assert len(list(out.rglob("tra_lai_*.xlsx"))) == 1
    assert leaks(iter([("decisions", (office.root / "raw" / "decisions.jsonl").read_text())]), search) == {}


def test_the_key_stands_nowhere(office: Office) -> None:
    pads = [bytes(byte ^ pad for byte in KEY.encode()) for pad in (0x36, 0x5C)]
    for path in office.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert KEY.encode() not in data, path
            assert not [pad for pad in pads if pad in data], path


def test_formulas_and_markup_come_out_harmless(office: Office) -> None:
    """A case code of a portal is its own text: as a formula or as markup it reaches reports as a text."""
    place = office.root / "out" / "harm"
    line = {"MaHoSo": _FORMULA, "TenTTHC": _MARKUP, "MaTTHC": _MARKUP}
    name = "cases/tinh/cases_20231001_20231010_20231011T090000.ndjson"
    office.deliver(name, json.dumps(line) + "\n")
    refreshed = office.run("refresh")
    assert refreshed.returncode == 0, refreshed.stderr
    done = office.run("steward", "send", "cases/tinh", "--out", str(place), "--by", "Lan")
    assert done.returncode == 0, done.stderr
    (book,) = place.glob("*.xlsx")
    with zipfile.ZipFile(book) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        shared = packed.read("xl/sharedStrings.xml").decode()
    assert "HYPERLINK" in shared + sheet
    assert "<f>" not in sheet
    page = (office.root / "warehouse" / "published" / "current" / "scoreboard.html").read_text(encoding="utf-8")
    assert _MARKUP not in page
