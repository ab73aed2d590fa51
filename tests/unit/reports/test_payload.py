"""Which periods are offered, how large the page may grow, and how data is put into a script element."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestration.reports.page.board import Board, make_board
from orchestration.reports.page.payload import make_payload, script_json
from orchestration.reports.page.periods import offered_periods
from orchestration.reports.page.plans import group_plans
from orchestration.reports.page.source import Figure, Kpi, Period, Plan, Row, Unit

_TO_DATE = Period("to_date", "to_date", date(2020, 1, 5), date(2023, 10, 5))


def _months(count: int) -> list[Period]:
    starts = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(count)]
    return [Period("month", f"{start:%Y-%m}", start, start + timedelta(days=27)) for start in starts]


def _board(periods: list[Period]) -> Board:
    unit = Unit("X", "Xã Một", "commune", None)
    figure = Figure(1.0, 3.0, 100 / 3, "no_target")
    row = Row(own=figure, subtree=figure, target=None, rank=None, is_held=False)
    kpi = Kpi("online", "Tỷ lệ", "a", "b", "percent", "higher", "")
    (group,) = group_plans([Plan("p", "1", "", "X", None, None, None)], {"X": unit}, frozenset("X"))
    return make_board(group, {"online": kpi}, periods, {(period, "online"): {"X": row} for period in periods})


def test_the_newest_periods_of_each_kind_are_offered() -> None:
    year = Period("year", "2020", date(2020, 1, 1), date(2020, 12, 31))
    campaign = Period("campaign", "drive", date(2020, 8, 14), date(2020, 9, 14))
    months = _months(20)
    offered = offered_periods([*months, year, _TO_DATE, campaign])
    assert offered == [_TO_DATE, campaign, year, *reversed(months[7:])]


def test_a_page_that_grows_too_large_gives_up_its_oldest_periods_and_says_so() -> None:
    newest_first = [_TO_DATE, *reversed(_months(6))]
    size = len(
        json.dumps(make_payload([_board([_TO_DATE])])[0]["groups"][0]["periods"][0], separators=(",", ":"))
    )
    payload, dropped = make_payload([_board(newest_first)], budget=3 * size)
    labels = [period["label"] for period in payload["groups"][0]["periods"]]
    assert labels == ["Lũy kế đến 05/10/2023", "Tháng 6/2020", "Tháng 5/2020"]
    assert dropped == 4


def test_every_plan_keeps_the_period_it_opens_with() -> None:
    payload, dropped = make_payload([_board([_TO_DATE, *_months(1)]), _board(_months(2))], budget=1)
    assert [len(group["periods"]) for group in payload["groups"]] == [1, 1]
    assert dropped == 2


@given(st.lists(st.text() | st.integers() | st.dictionaries(st.text(), st.text(), max_size=3), max_size=5))
def test_data_in_a_script_element_is_inert_and_whole(data: object) -> None:
    text = str(script_json(data))
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == data
