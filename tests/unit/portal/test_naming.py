"""The names of exports, good and bad."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.portal.naming import ExportName, Refusal, parse_export_name


def test_a_name_says_everything() -> None:
    found = parse_export_name("case_events/tinh_h06/case_events_20240101_20240131_20240201T021503.ndjson.gz")
    assert found == ExportName(
        source="case_events",
        portal="tinh_h06",
        window_from=dt.date(2024, 1, 1),
        window_to=dt.date(2024, 1, 31),
        exported_at=dt.datetime(2024, 2, 1, 2, 15, 3),
        format="ndjson",
        compression="gz",
    )


@pytest.mark.parametrize(
    ("extension", "kind", "compression"),
    [
        ("csv", "csv", None),
        ("xlsx", "xlsx", None),
        ("json", "json", None),
        ("csv.gz", "csv", "gz"),
        ("zip", "zip", "zip"),
        ("CSV", "csv", None),
    ],
)
def test_extensions(extension: str, kind: str, compression: str | None) -> None:
    found = parse_export_name(f"cases/huyen/cases_20230101_20230131_20230201T000000.{extension}")
    assert isinstance(found, ExportName)
    assert (found.format, found.compression) == (kind, compression)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("cases_20230101_20230131_20230201T000000.csv", "wrong folder"),
        ("cases/tinh/more/cases_20230101_20230131_20230201T000000.csv", "wrong folder"),
        ("persons/tinh/persons_20230101_20230131_20230201T000000.csv", "'persons' is no source"),
        ("cases/Tỉnh/cases_20230101_20230131_20230201T000000.csv", "'Tỉnh' is no portal"),
        ("cases/tinh/hoso.csv", "says no window"),
        ("cases/tinh/payments_20230101_20230131_20230201T000000.csv", "named after source 'payments'"),
        ("cases/tinh/cases_20230230_20230331_20230401T000000.csv", "from 20230230 is no day"),
        ("cases/tinh/cases_20230101_20230131_20230201T250000.csv", "exported 20230201T250000 is no day"),
        ("cases/tinh/cases_20230107_20230101_20230108T110001.csv", "from 20230107 is after to 20230101"),
        ("cases/tinh/cases_20230101_20230131_20230201T000000.pdf", "extension .pdf is not known"),
        ("cases/tinh/cases_20230101_20230131_20230201T000000.zip.gz", "extension .zip.gz is not known"),
    ],
)
def test_refusals_say_what_and_where(path: str, words: str) -> None:
    found = parse_export_name(path)
    assert isinstance(found, Refusal)
    assert found.message.startswith(f"{path}: ")
    assert words in found.message
    assert ";" in found.message  # what is wrong; how to mend it


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse_export_name(text), Refusal)
