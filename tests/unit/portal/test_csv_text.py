"""CSV read with care: what is a record, on which line, and what is wrong with the others."""

import pytest

from orchestration.portal.contract_model import CsvLayout
from orchestration.portal.readers.csv_text import CsvText

Seen = list[tuple[int, list[str] | str | None]]


def read(text: str, columns: int = 3, layout: CsvLayout | None = None) -> Seen:
    """(line, fields or fault) of each record below the header."""
    csv = CsvText(text, layout or CsvLayout())
    return [(r.line, r.fields if r.fault is None else r.fault) for r in csv.records(csv.header(1), columns)]


def test_quotes_breaks_and_blank_lines() -> None:
    text = 'a,b,c\r\n1,"x, y","say ""hi"""\r\n\r\n2,"two\r\nlines",z\r\n3,,\r\n'
    assert read(text) == [
        (2, ["1", "x, y", 'say "hi"']),
        (4, ["2", "two\r\nlines", "z"]),
        (6, ["3", "", ""]),
    ]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("1,2", "has 2 fields, the header has 3"),
        ("1,2,3,4", "has 4 fields, the header has 3"),
        ('1,"2,3', "a quote is opened and not closed"),
        ('1,2"x,3', "a quote stands inside a field without being doubled"),
        ('1,"2"x,3', "a quote stands inside a field without being doubled"),
    ],
)
def test_a_bad_line_is_one_line(bad: str, fault: str) -> None:
    text = f'a,b,c\n{bad}\n4,"five, 5",6\n7,8,9\n'
    assert read(text) == [(2, fault), (3, ["4", "five, 5", "6"]), (4, ["7", "8", "9"])]


def test_two_broken_quotes_do_not_swallow_the_lines_between() -> None:
    text = 'a,b,c\n1,"x,2\n4,5,6\n7,y",9\n10,11,12\n'
    found = read(text)
    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert [what for _, what in found if isinstance(what, list)] == [["4", "5", "6"], ["10", "11", "12"]]


def test_an_empty_quoted_field_and_a_last_line_without_break() -> None:
    assert read('a,b,c\n"","",""\n1,2,"3"') == [(2, ["", "", ""]), (3, ["1", "2", "3"])]


def test_another_delimiter() -> None:
    assert read("a;b;c\n1;2,5;3\n", layout=CsvLayout(delimiter=";")) == [(2, ["1", "2,5", "3"])]


def test_the_header_may_stand_lower() -> None:
    csv = CsvText("Sổ theo dõi\n\na,b\n1,2\n", CsvLayout(header_line=3))
    head = csv.header(3)
    assert head.fields == ["a", "b"]
    assert [(r.line, r.fields) for r in csv.records(head, 2)] == [(4, ["1", "2"])]
    assert csv.header(9).fields is None
