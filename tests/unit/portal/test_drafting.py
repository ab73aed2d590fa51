"""Drafting: samples are bounded, headers found, codes and patterns right, and no value of a person is shown."""

import gzip
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.portal.contracts import check_contracts
from orchestration.portal.drafting.draft import draft_contract, take_sample
from orchestration.portal.drafting.file_names import file_pattern, source_of
from orchestration.portal.drafting.opening import HEAD_BYTES
from orchestration.portal.drafting.patterns import code_patterns
from orchestration.portal.drafting.sample import SAMPLE_ROWS
from orchestration.portal.drafting.words import words
from orchestration.portal.drafting.yaml_text import flow, scalar
from orchestration.portal.readers.parts import Rejected
from orchestration.portal.vocabulary import SOURCES, known_fields, known_values
from orchestration.settings import PROJECT_ROOT

CONTRACTS = PROJECT_ROOT / "raw" / "contracts"
NO_CONTRACTS = PROJECT_ROOT / "docs"


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("titles", [[], ["A report", ""], ["Report;of,all|cases\tof 2023", "printed 01/02/2023", ""]])
def test_delimiter_and_header_line_are_found(tmp_path: Path, delimiter: str, titles: list[str]) -> None:
    lines = [*titles, delimiter.join(["Code", "Opened", "State"])]
    lines += [delimiter.join([f"C{n}", "25/12/2023", '"a, b; c"' if n % 2 else "open"]) for n in range(30)]
    sample = take_sample(put(tmp_path, "x.csv", "\n".join(lines)))
    assert sample.csv is not None
    assert (sample.csv.delimiter, sample.csv.header_line) == (delimiter, len(titles) + 1)
    assert [column.name for column in sample.columns] == ["Code", "Opened", "State"]
    assert (sample.rows, sample.is_whole) == (30, True)


@pytest.mark.parametrize(
    ("data", "encoding", "is_doubtful"),
    [
        ("Mã,Tên\n1,Đặng\n".encode(), "utf-8", False),
        ("Mã,Tên\n1,Đặng\n".encode("utf-8-sig"), "utf-8", False),
        ("Mã,Tên\n1,Đặng\n".encode("utf-16"), "utf-16le", False),
        ("Code,Name\n1,caf\xe9\n".encode("cp1252"), "windows-1258", True),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str, is_doubtful: bool) -> None:
    sample = take_sample(put(tmp_path, "x.csv", data))
    assert (sample.encoding, sample.doubt is not None) == (encoding, is_doubtful)
    assert len(sample.columns) == 2


def test_packed_files(tmp_path: Path) -> None:
    text = "Code,State\nA,open\nB,open\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no data")
        archive.writestr("a.xlsx", workbook([["Code", "State"], ["A", "open"], ["B", "open"]]))
        archive.writestr("b.csv", text)
    packed = take_sample(put(tmp_path, "x.csv.gz", gzip.compress(text.encode())))
    zipped = take_sample(put(tmp_path, "x.zip", buffer.getvalue()))
    assert (packed.kind, packed.rows) == ("csv", 2)
    assert (zipped.kind, zipped.member, zipped.members, zipped.rows) == ("xlsx", "a.xlsx", 3, 2)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.csv", b"", "has 0 bytes"),
        ("x.csv", b"1,2\n3,4\n", "looks like a header"),
        ("x.csv", b"Nguyen Van A,0912345678\nTran B,0912345679\n", "looks like a header"),
        ("x.csv.gz", b"no gzip", "is a broken archive"),
        ("x.zip", b"no zip", "is a broken archive"),
        ("x.xlsx", b"no workbook", "is no readable workbook"),
        ("x.xlsx", workbook([[1, 2], [3, 4]]), "looks like a header"),
        ("x.json", b"[1, 2]", "is no object with a list 'data'"),
        ("x.json", b'{"rows": []}', "holds no list 'data'"),
        ("x.ndjson", b"1\n2\n", "holds no object"),
        ("x.csv", b"a,b\n\x00\xff\xfe,2\n", "is no text"),
    ],
)
def test_files_that_cannot_be_drafted(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    with pytest.raises(Rejected, match=re.escape(told)):
        take_sample(put(tmp_path, name, data))


def test_json_is_read_from_the_front(tmp_path: Path) -> None:
    document = {"meta": {"data": 1}, "service": "S", "data": [{"A": "1", "L": [{"B": 2}], "O": {}}, 5, {"A": True}]}
    text = json.dumps(document)
    sample = take_sample(put(tmp_path, "x.json", text))
    assert (sample.service, sample.rows, sample.notes) == ("S", 3, ("1 elements looked at are no objects",))
    assert [(one.name, one.texts, bool(one.entries), bool(one.note)) for one in sample.columns] == [
        ("A", ("1", "true"), False, False), ("L", (), True, False), ("O", (), False, True),
    ]  # fmt: skip
    cut = take_sample(put(tmp_path, "cut.json", text[: text.index(", 5")]))
    assert cut.rows == 1


def test_two_columns_of_one_name_are_told_and_not_taken(tmp_path: Path) -> None:
    sample = take_sample(put(tmp_path, "x.csv", "Code,Note,note,State,Kind\nA,1,2,x,y\n"))
    assert [column.name for column in sample.columns] == ["Code", "State", "Kind"]
    assert sample.notes == (
        "2 columns are named 'note' and cannot be told apart: have the column exported once, or under two names",
    )


def peak(path: Path) -> int:
    """Bytes of Python that a draft takes at most."""
    tracemalloc.start()
    draft_contract(path, NO_CONTRACTS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("extension", ["csv", "csv.gz", "ndjson", "json"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, extension: str) -> None:
    def write(rows: int) -> Path:
        path = tmp_path / f"{rows}.{extension}"
        element = '{"Code": "C-1234", "State": "open", "Text": "' + "x" * 1000 + '"}'
        with gzip.open(path, "wt") if extension.endswith("gz") else path.open("w") as file:
            file.write('{"data": [' if extension == "json" else "" if extension == "ndjson" else "Code,State,Text\n")
            for number in range(rows):
                if extension.startswith("csv"):
                    file.write(f"C-{number},open,{'x' * 1000}\n")
                else:
                    file.write(element + (",\n" if extension == "json" else "\n"))
        return path

    rows = HEAD_BYTES // 1000 + 1000
    small, large = peak(write(rows)), peak(write(3 * rows))
    assert large < 1.1 * small
    assert not take_sample(tmp_path / f"{3 * rows}.{extension}").is_whole


def test_memory_does_not_grow_with_a_workbook(tmp_path: Path) -> None:
    """Beyond the rows of the sample nothing is kept: neither cells nor shared texts nor merged cells."""

    def write(rows: int) -> Path:
        book = xlsxwriter.Workbook(tmp_path / f"{rows}.xlsx")
        page = book.add_worksheet()
        page.write_row(0, 0, ["Code", "State"])
        for number in range(rows):
            page.write_row(1 + number, 0, [f"C-{number}", "open"])
        page.merge_range(rows + 5, 0, rows + 5, 1, "signed")
        book.close()
        return tmp_path / f"{rows}.xlsx"

    few, many = SAMPLE_ROWS + 2_000, 3 * SAMPLE_ROWS
    assert peak(write(many)) < 1.1 * peak(write(few))
    sample = take_sample(tmp_path / f"{many}.xlsx")
    assert (sample.is_whole, sample.columns[0].texts[:2], sample.columns[1].texts[0]) == (False, ("C-0", "C-1"), "open")


NAMES = st.sampled_from(["Nguyễn Văn Zép", "Trần Thị Quỵt", "Lê Zulu", "Mary Xylophone", "Zoe Quick Brown"])
PHONES = st.integers(100_000_000, 999_999_999).map(lambda number: f"0{number}")
IDS = st.integers(10**10, 10**11 - 1).map(lambda number: f"0{number}")
MAILS = st.integers(0, 10**6).map(lambda number: f"zz{number}@mail.example")
HEADINGS = {"name": NAMES, "phone": PHONES, "identity": IDS, "mail": MAILS}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_personal_values_never_stand_in_a_draft(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever the heading says, the values speak for themselves; few different ones look like a code list."""
    kind = data.draw(st.sampled_from(sorted(HEADINGS)))
    pool = data.draw(st.lists(HEADINGS[kind], min_size=2, max_size=3, unique=True))
    heading = data.draw(st.sampled_from(["Status", "Channel", "Col X", "Trạng thái", "Kênh", "Fee kind"]))
    rows = [[f"C-{n}", "open", pool[n % len(pool)]] for n in range(30)]
    text = "\n".join(",".join(row) for row in [["Code", "Sort", heading], *rows])
    draft = draft_contract(put(tmp_path, "x.csv", text), CONTRACTS, "cases", "x").text
    shown = [value for value in pool if value in draft]
    # Under a heading that speaks of codes, a family name that nobody listed cannot be told from `In Progress`.
    assert set(shown) <= (set() if heading == "Col X" else {"Mary Xylophone"})
    if kind != "name":
        assert "classification: personal" in draft


def test_one_stray_name_in_a_code_column_is_not_shown(tmp_path: Path) -> None:
    values = ["open"] * 20 + ["closed"] * 9 + ["Nguyễn Văn Zép", "0912 345 678"]
    text = "Code,Status\n" + "".join(f"C-{n},{value}\n" for n, value in enumerate(values))
    draft = draft_contract(put(tmp_path, "x.csv", text), CONTRACTS, "cases", "x").text
    assert "Zép" not in draft
    assert "0912" not in draft
    assert "2 more texts may be personal and are not shown; see the file" in draft


def test_codes_are_counted_and_known_words_translated(tmp_path: Path) -> None:
    rows = "".join(f"C-{n},{'Trực tuyến' if n % 3 else 'Qua người quen'},{n % 2}\n" for n in range(30))
    text = "Mã hồ sơ,Hình thức nộp,Số hóa hồ sơ\n" + rows
    draft = draft_contract(put(tmp_path, "cases.csv", text), CONTRACTS).text
    assert "Trực tuyến: online  # 20 rows\n" in draft
    assert "Qua người quen:  # to complete: one of online, counter, post; 10 rows\n" in draft
    assert "'0': 'false'  # 15 rows\n" in draft
    assert "- name: cases\n" in draft


def test_an_order_that_cannot_be_told_is_marked_unless_another_column_tells(tmp_path: Path) -> None:
    doubt = "is it the day or the month that stands first?"
    text = "Code,Received,Due\n" + "".join(f"C-{n},0{n + 1}/01/2023,0{n + 1}/{{}}/2023\n" for n in range(5))
    unknown = draft_contract(put(tmp_path, "a.csv", text.replace("{}", "02")), CONTRACTS, "cases").text
    told = draft_contract(put(tmp_path, "b.csv", text.replace("{}", "22")), CONTRACTS, "cases").text
    assert unknown.count(f"# to complete: no number above 12 was seen: {doubt}") == 1
    assert doubt not in told
    assert "day: ['%m/%d/%Y']" in told


def test_columns_of_two_orders_have_formats_of_their_own(tmp_path: Path) -> None:
    text = "Code,Received,Due\n" + "".join(f"C-{n},2{n}/01/2023,01/2{n}/2023\n" for n in range(5))
    draft = draft_contract(put(tmp_path, "a.csv", text), CONTRACTS, "cases").text
    assert "{property: formats, value: ['%d/%m/%Y']}" in draft
    assert "{property: formats, value: ['%m/%d/%Y']}" in draft
    assert "- property: formats" not in draft


def test_zones_and_points_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(f'P-{n},2023-01-1{n}T10:00:00Z,"1,234.5{n}"\n' for n in range(5))
    text = f"Payment id,Paid,Amount\n{rows}"
    draft = draft_contract(put(tmp_path, "a.csv", text), CONTRACTS, "payments").text
    assert "# to complete: times carry the zone mark Z; say in which zone the portal stands" in draft
    assert "# to complete: numbers have a point before decimals" in draft


def test_a_repeated_key_is_told(tmp_path: Path) -> None:
    text = "Mã hồ sơ,Trạng thái\n" + "".join(f"C-{n % 9},x\n" for n in range(10))
    draft = draft_contract(put(tmp_path, "cases.csv", text), CONTRACTS).text
    assert "# to complete: the key repeats or is empty in 1 of 10 rows" in draft
    text = "Alpha,Beta\n" + "".join(f"C-{n % 3},x{n % 2}\n" for n in range(10))
    draft = draft_contract(put(tmp_path, "x.csv", text), NO_CONTRACTS).text
    assert "# to complete: no column is filled and unique; mark the columns of the natural key" in draft
    assert "- name:  # to complete: not known; one of cases," in draft


@given(st.lists(st.from_regex(r"[A-Z0-9]{1,3}[-./+(]?[a-z0-9]{1,4}", fullmatch=True), min_size=1, max_size=20))
def test_every_code_fits_a_pattern_made_of_it(codes: list[str]) -> None:
    patterns = code_patterns(codes)
    assert not patterns or all(any(re.fullmatch(one, code) for one in patterns) for code in codes)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_any_text_comes_back_from_yaml(text: str) -> None:
    plain = " ".join(text.split())
    assert "\n" not in scalar(plain)
    assert yaml.safe_load(f"key: {scalar(plain)}  # a comment") == {"key": plain}
    assert yaml.safe_load(f"{{key: {flow([plain])}}}") == {"key": [plain]}


HEADING = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HEADING, min_size=2, max_size=5), st.lists(HEADING, min_size=5, max_size=20))
def test_a_draft_is_yaml_whatever_the_file_says(tmp_path: Path, headings: list[str], values: list[str]) -> None:
    def line(cells: list[str]) -> str:
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)

    text = "\n".join([line(headings), *(line([value] * len(headings)) for value in values)])
    path = put(tmp_path, "x.csv", text)
    try:
        draft = draft_contract(path, CONTRACTS)
    except Rejected:
        return
    contract = yaml.safe_load(draft.text)
    names = [" ".join(heading.split()) for heading in headings]
    found = [one["physicalName"] for one in contract["schema"][0]["properties"] or []]
    assert set(found) <= set(names)
    out = put(tmp_path, "draft.yaml", draft.text)
    assert sum("to complete:" in problem for problem in check_contracts(out)) == draft.places


@pytest.mark.parametrize(
    ("name", "pattern", "found"),
    [
        (
            "a_20230101_20230131_20230201T010203.csv",
            "a_<from:yyyyMMdd>_<to:yyyyMMdd>_<exported:yyyyMMddTHHmmss>.csv",
            3,
        ),
        ("r-2023-01-31.csv", "r-<day:yyyy-MM-dd>.csv", 1),
        ("r_2023-01.xlsx", "r_<month:yyyy-MM>.xlsx", 1),
        ("r_20230131_101500.csv", "r_<exported:yyyyMMdd_HHmmss>.csv", 1),
        ("export.csv", "export.csv", 0),
        ("case-12345678.csv", "case-12345678.csv", 0),
    ],
)
def test_the_pattern_of_a_name(name: str, pattern: str, found: int) -> None:
    told, kinds = file_pattern(name)
    assert (told, len(kinds)) == (pattern, found)


def test_the_source_that_a_path_names() -> None:
    assert source_of(Path("/x/case_events_2023.csv")) == "case_events"
    assert source_of(Path("/inbox/payments/x/a.csv")) == "payments"
    assert source_of(Path("/x/casework.csv")) is None


def test_the_words_speak_of_fields_and_values_that_there_are() -> None:
    fields = [(source, name, kind) for source in SOURCES for name, kind in known_fields(source).items()]
    values = {value for field in fields for value in known_values(*field)}
    assert set(words().fields) <= {name for _, name, _ in fields}
    assert set(words().codes) <= values


MARKED = """name: x  # to complete: first
# to complete: second
other:
  text: 'no # to complete: mark'
  block: |
    # to complete: no mark either
  list: [a, b]  # seen; to complete: nothing
last: 1 # to complete: third
"""


def test_only_comments_are_marks(tmp_path: Path) -> None:
    problems = [problem for problem in check_contracts(put(tmp_path, "x.yaml", MARKED)) if "to complete" in problem]
    path = tmp_path / "x.yaml"
    assert problems == [
        f"{path}:1: name: to complete: first",
        f"{path}:2: other: to complete: second",
        f"{path}:8: last: to complete: third",
    ]


def test_a_place_without_mark_and_value_is_told(tmp_path: Path) -> None:
    text = (CONTRACTS / "ratings_tinh.yaml").read_text(encoding="utf-8").replace("name: rated_at", "name:")
    (problem,) = check_contracts(put(tmp_path, "x.yaml", text))
    assert problem.endswith("schema[0].properties[2].name: is empty; write a value")
