"""Due days of the five plans, by hand from their texts."""

from datetime import date, timedelta

import pytest

from orchestration.registers.folder import load_registers
from orchestration.registers.model import CADENCES
from orchestration.reports.due.calendar import Cadence, read_cadences

CADENCES_BY_NAME = {(one.plan_code, one.kind): one for one in read_cadences(load_registers(None))}


def due(plan: str, kind: str, start: str, end: str) -> dict[str, str]:
    """Due days from `start` to `end` with the period of each."""
    cadence, day, found = CADENCES_BY_NAME[plan, kind], date.fromisoformat(start), {}
    while day <= date.fromisoformat(end):
        if asked := cadence.due_on(day):
            found[day.isoformat()] = f"{asked.type} {asked.name}"
        day += timedelta(days=1)
    return found


def test_every_plan_and_every_cadence_is_there() -> None:
    assert {plan for plan, _ in CADENCES_BY_NAME} == {
        *("duc_pho_2023", "binh_duong_2023", "vung_tau_2024", "xuan_thanh_2021", "quang_nam_2022")
    }
    assert {kind for _, kind in CADENCES_BY_NAME} == set(CADENCES)
    assert all(one.section for one in CADENCES_BY_NAME.values())


def test_duc_pho_every_second_day_of_the_drive_before_five() -> None:
    # 14 August to 14 September are 32 days: a report at the end of each two, the last on the last day (V.1).
    days = [*(f"2023-08-{day}" for day in range(15, 32, 2)), *(f"2023-09-{day:02}" for day in range(2, 15, 2))]
    assert len(days) == 16
    assert due("duc_pho_2023", "every_2_days", "2023-08-01", "2023-12-31") == dict.fromkeys(days, "campaign 2023")
    assert CADENCES_BY_NAME["duc_pho_2023", "every_2_days"].before_hour == 17


def test_duc_pho_closes_on_20_september() -> None:
    assert due("duc_pho_2023", "closing", "2023-01-01", "2024-12-31") == {"2023-09-20": "campaign 2023"}


def test_binh_duong_reports_each_quarter_from_its_issue() -> None:
    assert due("binh_duong_2023", "quarterly", "2023-01-01", "2024-07-31") == {
        "2023-10-01": "quarter 2023-Q3", "2024-01-01": "quarter 2023-Q4", "2024-04-01": "quarter 2024-Q1",
        "2024-07-01": "quarter 2024-Q2",
    }  # fmt: skip


def test_vung_tau_reports_months_and_quarters_to_november() -> None:
    assert due("vung_tau_2024", "monthly", "2024-01-01", "2025-12-31") == {
        "2024-09-01": "month 2024-08", "2024-10-01": "month 2024-09", "2024-11-01": "month 2024-10",
        "2024-12-01": "month 2024-11",
    }  # fmt: skip
    assert due("vung_tau_2024", "quarterly", "2024-01-01", "2025-12-31") == {
        "2024-10-01": "quarter 2024-Q3", "2025-01-01": "quarter 2024-Q4",
    }  # fmt: skip


def test_xuan_thanh_reports_quarters_and_years_from_2021_to_2025() -> None:
    years = due("xuan_thanh_2021", "yearly", "2020-01-01", "2027-12-31")
    assert years == {f"{year + 1}-01-01": f"year {year}" for year in range(2021, 2026)}
    quarters = due("xuan_thanh_2021", "quarterly", "2020-01-01", "2027-12-31")
    assert (len(quarters), min(quarters), max(quarters)) == (18, "2021-10-01", "2026-01-01")
    assert quarters["2022-01-01"] == "quarter 2021-Q4"


def test_quang_nam_reports_on_fridays_from_march_2022() -> None:
    fridays = due("quang_nam_2022", "weekly_friday", "2022-02-01", "2022-03-31")
    assert fridays == {
        "2022-03-04": "week 2022-W09", "2022-03-11": "week 2022-W10", "2022-03-18": "week 2022-W11",
        "2022-03-25": "week 2022-W12",
    }  # fmt: skip
    # The Friday of 1 January 2027 is in the last week of 2026.
    assert due("quang_nam_2022", "weekly_friday", "2026-12-30", "2027-01-05") == {"2027-01-01": "week 2026-W53"}


def test_quang_nam_reports_at_the_end_of_each_peak_month() -> None:
    assert due("quang_nam_2022", "campaign_end", "2022-01-01", "2023-04-30") == {
        "2022-04-01": "campaign 2022-03", "2022-07-01": "campaign 2022-06", "2022-10-01": "campaign 2022-09",
        "2023-01-01": "campaign 2022-12", "2023-04-01": "campaign 2023-03",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "kind", "after", "following"),
    [
        ("duc_pho_2023", "every_2_days", "2020-01-01", "2023-08-15"),
        ("duc_pho_2023", "every_2_days", "2023-08-15", "2023-08-17"),
        ("duc_pho_2023", "every_2_days", "2023-09-14", None),
        ("duc_pho_2023", "closing", "2023-09-20", None),
        ("binh_duong_2023", "quarterly", "2024-01-01", "2024-04-01"),
        ("xuan_thanh_2021", "yearly", "2026-01-01", None),
        ("quang_nam_2022", "weekly_friday", "2023-09-08", "2023-09-15"),
    ],
)
def test_the_next_due_day(plan: str, kind: str, after: str, following: str | None) -> None:
    found = CADENCES_BY_NAME[plan, kind].next_due(date.fromisoformat(after))
    assert (found and found.isoformat()) == following


def test_a_drive_without_a_campaign_on_the_day_has_no_report() -> None:
    bare = Cadence("p", "every_2_days", date(2023, 1, 1), date(2023, 1, 31), None, "", ())
    assert [bare.due_on(date(2023, 1, day)) for day in (1, 2, 3)] == [None] * 3
