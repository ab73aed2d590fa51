"""The words for periods."""

from datetime import date

import pytest

from orchestration.reports.words import JUDGED_LIGHTS, LEVELS, LIGHTS, WHOLE_AREA, better_words, period_label


@pytest.mark.parametrize(
    ("kind", "name", "start", "end", "expected"),
    [
        ("to_date", "to_date", date(2023, 1, 1), date(2024, 1, 3), "Lũy kế đến 03/01/2024"),
        ("year", "2023", date(2023, 1, 1), date(2023, 12, 31), "Năm 2023"),
        ("quarter", "2023-Q3", date(2023, 7, 1), date(2023, 9, 30), "Quý III/2023"),
        ("quarter", "2023-Q4", date(2023, 10, 1), date(2023, 12, 31), "Quý IV/2023"),
        ("month", "2023-09", date(2023, 9, 1), date(2023, 9, 30), "Tháng 9/2023"),
        ("week", "2020-W53", date(2020, 12, 28), date(2021, 1, 3), "Tuần 53/2020 (28/12/2020 – 03/01/2021)"),
        ("week", "2023-W06", date(2023, 2, 6), date(2023, 2, 12), "Tuần 6/2023 (06/02/2023 – 12/02/2023)"),
        ("campaign", "2023", date(2023, 8, 14), date(2023, 9, 14), "Đợt cao điểm 14/08/2023 – 14/09/2023"),
    ],
)
def test_period_label(kind: str, name: str, start: date, end: date, expected: str) -> None:
    assert period_label(kind, name, start, end) == expected


def test_words_cover_the_same_codes() -> None:
    assert set(WHOLE_AREA) == set(LEVELS)
    assert set(JUDGED_LIGHTS) | {"no_data", "no_target"} == set(LIGHTS)
    assert len(set(LIGHTS.values())) == len(LIGHTS)


def test_better_words() -> None:
    assert better_words("higher") == "Càng cao càng tốt"
    assert better_words("lower") == "Càng thấp càng tốt"
