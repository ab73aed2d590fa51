"""Drafting: codes, dates, keys and patterns are right, marks are told, and no value of a person is shown."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.portal.contracts import check_contracts
from orchestration.portal.drafting.draft import draft_contract
from orchestration.portal.drafting.file_names import file_pattern, source_of
from orchestration.portal.drafting.patterns import code_patterns
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


NAMES = st.sampled_from(["Nguyễn Văn Zép", "Trần Thị Quỵt", "Lê Zulu", "Mary Xylophone", "Ivy Quokka", "Zed Umbra"])
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
    assert set(shown) <= (set() if heading == "Col X" else {"Mary Xylophone", "Ivy Quokka", "Zed Umbra"})
    if kind != "name":
        assert "classification: personal" in draft


def test_one_stray_name_in_a_code_column_is_not_shown(tmp_path: Path) -> None:
    values = ["open"] * 20 + ["closed"] * 9 + ["Nguyễn Văn Zép", "0912 345 678"]
    text = "Code,Status\n" + "".join(f"C-{n},{value}\n" for n, value in enumerate(values))
    draft = draft_contract(put(tmp_path, "x.csv", text), CONTRACTS, "cases", "x").text
    assert "Zép" not in draft
    assert "0912" not in draft
    assert "2 more texts may be personal and are not shown; see the file" in draft


def test_a_code_column_that_is_full_of_personal_data_shows_nothing(tmp_path: Path) -> None:
    places = ["12 Main Street", "7 Elm Road", "số 5 đường Lê Lợi"]
    text = "Mã hồ sơ,Trạng thái\n" + "".join(f"C-{n},{places[n % 3]}\n" for n in range(30))
    draft = draft_contract(put(tmp_path, "x.csv", text), CONTRACTS, "cases", "x").text
    assert "classification: personal  # 3 of 3 different values look like addresses" in draft
    assert not [place for place in places if place in draft]


def test_what_is_written_like_a_name_is_not_shown_of_an_unknown_column(tmp_path: Path) -> None:
    text = "Mã hồ sơ,Col X\n" + "".join(f"C-{n},{['Ivy Quokka', 'plain'][n % 2]}\n" for n in range(30))
    draft = draft_contract(put(tmp_path, "x.csv", text), CONTRACTS, "cases", "x").text
    assert "'plain' 15" in draft
    assert "Ivy" not in draft


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
