"""Dates of samples: one text under one format, and the formats of a column."""

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.portal.dates import DateForms, date_forms, fits, parse

FORMS = (
    "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y", "%d-%b-%Y", "%Y%m%d", "%Y%m%d%H%M%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "formats", "order", "zones"),
    [
        (["05/01/2023", "25/12/2023"], ("%d/%m/%Y",), "day first", ()),
        (["05/01/2023", "12/25/2023"], ("%m/%d/%Y",), "month first", ()),
        (["05/01/2023", "1/2/2023"], ("%d/%m/%Y",), "unknown", ()),
        (["25/12/2023", "12/25/2023"], ("%d/%m/%Y", "%m/%d/%Y"), "mixed", ()),
        (["2023-12-25 10:00", "2023-12-25"], ("%Y-%m-%d %H:%M", "%Y-%m-%d"), "year first", ()),
        (["5-Jan-2023"], ("%d-%b-%Y",), "day first", ()),
        (["20231225", "20231225101500"], ("%Y%m%d", "%Y%m%d%H%M%S"), "year first", ()),
        (["01/2023"], ("%m/%Y",), "year first", ()),
        (["2023-01-05T10:00:00.123Z"], ("%Y-%m-%dT%H:%M:%S.%f%z",), "year first", ("Z",)),
        (["25.12.23 01:02 PM"], ("%d.%m.%y %I:%M %p",), "day first", ()),
    ],
)
def test_the_formats_of_a_column(
    texts: list[str], formats: tuple[str, ...], order: str, zones: tuple[str, ...]
) -> None:
    found = date_forms(texts)
    assert found is not None
    assert (found.formats, found.order, found.zones) == (formats, order, zones)
    assert found.fitting == len(texts)


@pytest.mark.parametrize("text", ["", "abc", "32/01/2023", "30/02/2023", "99999999", "2023-13-01", "0912345678"])
def test_what_is_no_date(text: str) -> None:
    assert date_forms([text]) is None


def test_months_and_times_are_told() -> None:
    month, moment = date_forms(["01/2023"]), date_forms(["01/01/2023 10:00"])
    assert isinstance(month, DateForms)
    assert isinstance(moment, DateForms)
    assert (month.is_month, month.has_time, moment.is_month, moment.has_time) == (True, False, False, True)


def test_what_the_calendar_does_not_have_does_not_fit() -> None:
    assert not fits("31/02/2023", ["%d/%m/%Y"])
    assert fits("28/02/2023", ["%Y-%m-%d", "%d/%m/%Y"])


@settings(deadline=None)
@given(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2068, 12, 31)), st.sampled_from(FORMS))
def test_a_moment_is_read_as_duckdb_reads_it(moment: dt.datetime, form: str) -> None:
    text = moment.strftime(form)
    (wanted,) = duckdb.execute("select try_strptime($1, $2)", [text, form]).fetchone() or (None,)
    assert parse(text, form) == wanted
    found = date_forms([text])
    assert found is not None
    assert fits(text, found.formats)
