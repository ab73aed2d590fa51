"""Windows and export moments."""

from datetime import date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from orchestration.simulator.windows import (
    Export,
    Window,
    indices_by_day,
    month_windows,
    overlapping_windows,
    payment_exports,
    register_exports,
    report_exports,
    sync_exports,
    sync_windows,
    table_exports,
)

YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def test_a_year_of_sync_messages_goes_by_weeks() -> None:
    windows = sync_windows(*YEAR)
    # 1 January 2023 was a Sunday, 31 December too
    assert windows[0] == Window(0, date(2023, 1, 1), date(2023, 1, 1))
    assert windows[1] == Window(1, date(2023, 1, 2), date(2023, 1, 8))
    assert windows[-1] == Window(52, date(2023, 12, 25), date(2023, 12, 31))


def test_a_short_range_goes_by_days() -> None:
    assert len(sync_windows(date(2023, 3, 1), date(2023, 5, 1))) == 62
    assert len(sync_windows(date(2023, 3, 1), date(2023, 5, 2))) == 10


def test_registers_go_by_months() -> None:
    windows = month_windows(date(2024, 1, 20), date(2024, 3, 5))
    assert [(window.first, window.last) for window in windows] == [
        (date(2024, 1, 20), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 5)),
    ]


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_windows_cover_each_day_once(start: date, length: int) -> None:
    end = date.fromordinal(start.toordinal() + length)
    for windows in (sync_windows(start, end), month_windows(start, end)):
        assert len(indices_by_day(windows)) == length + 1
        assert sum((window.last - window.first).days + 1 for window in windows) == length + 1
        assert [window.index for window in windows] == list(range(len(windows)))


def test_register_exports() -> None:
    january, february, december = (month_windows(*YEAR)[place] for place in (0, 1, 11))
    assert [export.exported for export in register_exports(january, YEAR[1])] == [
        datetime.fromisoformat("2023-02-02T07:05:13"),
        datetime.fromisoformat("2023-03-12T07:25:13"),
        datetime.fromisoformat("2024-01-01T04:00:13"),
    ]
    assert [export.exported.date() for export in register_exports(february, YEAR[1])] == [
        date(2023, 3, 2),
        date(2024, 1, 1),
    ]
    assert [export.exported for export in register_exports(december, YEAR[1])] == [
        datetime.fromisoformat("2024-01-01T04:00:24")
    ]


def test_one_export_of_a_window_is_live_and_it_is_the_last() -> None:
    for window in sync_windows(*YEAR):
        for exports in (
            sync_exports("cases", "tinh", window, YEAR[1]),
            payment_exports("tinh", window, YEAR[1]),
        ):
            assert [export.live for export in exports] == [False] * (len(exports) - 1) + [True]
            assert exports == sorted(exports, key=lambda export: export.exported)
            assert exports[-1].exported.date() <= date(2024, 1, 1)


def test_late_exports() -> None:
    windows = sync_windows(*YEAR)
    late = [window.index for window in windows if len(sync_exports("cases", "tinh", window, YEAR[1])) > 1]
    # every seventh from the fourth on; the last of them, 52, would be late after the range
    assert late == [3, 10, 17, 24, 31, 38, 45]
    assert len(payment_exports("huyen", windows[1], YEAR[1])) == 2


def test_path() -> None:
    window = Window(4, date(2023, 1, 23), date(2023, 1, 29))
    export = Export("cases", "tinh", window, datetime.fromisoformat("2023-01-30T02:10:04"), live=True)
    assert export.path(".ndjson.gz") == Path("cases/tinh/cases_20230123_20230129_20230130T021004.ndjson.gz")


def test_the_last_nights_have_windows_of_a_day() -> None:
    windows = sync_windows(*YEAR, daily_from=date(2023, 12, 21))
    # the week that begins on 18 December ends on the 20th; from the 21st on each day stands alone
    assert windows[-12] == Window(51, date(2023, 12, 18), date(2023, 12, 20))
    assert [(window.first, window.last) for window in windows[-11:]] == [
        (date(2023, 12, day), date(2023, 12, day)) for day in range(21, 32)
    ]


def test_overlapping_windows_lie_across_others() -> None:
    found = overlapping_windows(*YEAR, 53)
    assert found[0] == Window(53, date(2023, 2, 8), date(2023, 2, 17))
    assert [window.first.month for window in found] == [2, 5, 8, 11]
    assert overlapping_windows(date(2023, 3, 1), date(2023, 3, 5), 5) == []
    assert overlapping_windows(date(2023, 3, 1), date(2023, 3, 9), 9) == [Window(9, date(2023, 3, 4), date(2023, 3, 6))]


def test_small_tables_come_early_in_the_next_month_and_in_the_last_night() -> None:
    january, february, december = (month_windows(*YEAR)[place] for place in (0, 1, 11))
    at = [export.exported for export in table_exports("ratings", "huyen", february, YEAR[1])]
    assert at == [datetime.fromisoformat("2023-03-02T05:10:14"), datetime.fromisoformat("2023-03-20T05:10:14")]
    assert len(table_exports("ratings", "huyen", january, YEAR[1])) == 1
    (last,) = report_exports("staffing", "tinh", december, YEAR[1])
    assert (last.exported, last.live) == (datetime.fromisoformat("2024-01-01T06:00:26"), True)
