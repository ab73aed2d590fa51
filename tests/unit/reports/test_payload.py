"""Which periods are offered, how large the page may grow, and how data is put into a script element."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestration.reports.page.blocks import Blocks
from orchestration.reports.page.board import Board, make_board
from orchestration.reports.page.payload import Figures, inert, make_payload
from orchestration.reports.page.periods import offered_periods
from orchestration.reports.page.plans import group_plans
from orchestration.reports.page.scores import Tally
from orchestration.reports.page.source import Kpi, Period, Plan, Unit

_TO_DATE = Period("to_date", "to_date", date(2020, 1, 5), date(2023, 10, 5))


def _months(count: int) -> list[Period]:
    starts = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(count)]
    return [Period("month", f"{start:%Y-%m}", start, start + timedelta(days=27)) for start in starts]


def _board(periods: list[Period]) -> Board:
    unit = Unit("X", "Xã Một", "commune", None)
    kpi = Kpi("online", "Tỷ lệ", "a", "b", "percent", "higher", "", is_count=False, counted="hồ sơ")
    (group,) = group_plans([Plan("p", "1", "", "X", None, None, None)], {"X": unit}, frozenset("X"))
    tally = Tally(judged=0, has_judged=False, targets=())
    return make_board(group, {"online": kpi}, periods, {(period, "online"): tally for period in periods})


def _blocks(*boards: Board) -> Blocks:
    block = '[1,3,333,"5",-1,-1,[],[],[],[],""]'
    return {(group, p, "online"): block for group, board in enumerate(boards) for p in range(len(board.periods))}


def test_the_newest_periods_of_each_kind_are_offered() -> None:
    year = Period("year", "2020", date(2020, 1, 1), date(2020, 12, 31))
    campaign = Period("campaign", "drive", date(2020, 8, 14), date(2020, 9, 14))
    months = _months(20)
    offered = offered_periods([*months, year, _TO_DATE, campaign])
    assert offered == [_TO_DATE, campaign, year, *reversed(months[7:])]


def test_a_page_that_grows_too_large_gives_up_its_oldest_periods_and_says_so() -> None:
    board = _board([_TO_DATE, *reversed(_months(6))])
    blocks = _blocks(board)
    block = json.loads(blocks[0, 0, "online"])
    period = {
        "kind": "month",
        "label": "Tháng 6/2020",
        "until": "28/06/2020",
        "kpis": [block],
        "needs": [0],
        "forms": {},
    }
    size = len(json.dumps(period, separators=(",", ":"), ensure_ascii=False).encode())
    payload, dropped = make_payload([board], Figures(blocks), budget=3 * size + 20)  # the first label is longer
    labels = [period["label"] for period in json.loads(payload)["groups"][0]["periods"]]
    assert labels == ["Lũy kế đến 05/10/2023", "Tháng 6/2020", "Tháng 5/2020"]
    assert dropped == 4


def test_every_plan_keeps_the_period_it_opens_with() -> None:
    boards = [_board([_TO_DATE, *_months(1)]), _board(_months(2))]
    payload, dropped = make_payload(boards, Figures(_blocks(*boards)), budget=1)
    assert [len(group["periods"]) for group in json.loads(payload)["groups"]] == [1, 1]
    assert dropped == 2


@given(st.lists(st.text() | st.integers() | st.dictionaries(st.text(), st.text(), max_size=3), max_size=5))
def test_data_in_a_script_element_is_inert_and_whole(data: object) -> None:
    text = str(inert(json.dumps(data, ensure_ascii=False)))
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == data
