"""Folding: spellings of one name meet, different names do not, and SQL agrees with Python."""

import unicodedata
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.portal.text import FOLD_SQL, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("thuý", "thúy"),
        ("Khoẻ", "khỏe"),
        ("HỦY", "huỷ"),
        ("Hoàn thành", "Hòan thành"),
        ("Đơn vị", "Ðơn vị"),
        ("Đơn vị", unicodedata.normalize("NFD", "đơn vị")),
        ("Trạng  thái", " trạng\u00a0thái\n"),
        ("Số CCCD", "số cccd\ufeff"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Phí", "Lệ phí"), ("Hòa", "Hóa"), ("An Bình", "Anbình"), ("D", "Đ")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_folded_form_is_this() -> None:
    assert fold("  Thuỷ  SẢN Ð ") == "thủy sản đ"


VIETNAMESE = "aàáãảạoòóõỏọeèéẽẻẹuùúũủụyỳýỹỷỵăâđêôơưĐÐðqhnHOA İΣς\u0301\u0300\u0323\u00a0\u200b\t\n-"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(FOLD_SQL)
        yield connection


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.text(st.sampled_from(VIETNAMESE), max_size=12)
        | st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cn", "Co"])),
        min_size=1,
        max_size=20,
    )
)
def test_sql_gives_the_same_as_python(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    found = con.execute("select fold_text(unnest($1::varchar[]))", [texts]).fetchall()
    assert [row[0] for row in found] == [fold(text) for text in texts]
