"""Cases, payments, procedures and days as they are drawn."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest

from orchestration.simulator.cases import Case
from orchestration.simulator.catalogue import INFORMATION_CHOICES, ONLINE_CHOICES, Catalogue, draw_catalogue
from orchestration.simulator.officedays import DayChoice, is_office_day, office_day_from
from orchestration.simulator.province import DEFAULT_PLACE, SimulationError, read_places
from orchestration.simulator.world import Order, World

START, END = date(2023, 1, 1), date(2023, 12, 31)
HORIZON = datetime.combine(END, time(23, 59, 59))


@pytest.fixture(scope="module")
def world(small_registers: Path) -> World:
    (place,) = read_places(small_registers, DEFAULT_PLACE, 7)
    return World(Order(Path("unused"), START, END, 3000, 7, 0.0, small_registers), place)


@pytest.fixture(scope="module")
def cases(world: World) -> list[Case]:
    return [
        case
        for portal in ("tinh", "huyen")
        for place in range(len(world.schedule.days))
        for case in world.cases_on(place, portal)
    ]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return draw_catalogue(START, END, Random("1"))


def test_any_day_can_be_drawn_again(world: World) -> None:
    assert world.cases_on(200, "tinh") == world.cases_on(200, "tinh") != []


def test_codes_are_unique(cases: list[Case]) -> None:
    assert len({case.code for case in cases}) == len(cases) == 3000
    payments = [payment.code for case in cases for payment in case.payments]
    assert len(set(payments)) == len(payments)


def test_lives_run_forward(cases: list[Case]) -> None:
    for case in cases:
        moments = [moment for moment, _ in case.steps]
        assert moments == sorted(moments)
        assert moments[-1] <= HORIZON
        assert all(moment.microsecond == 0 for moment in case.changes())
        if case.finished_at:
            assert case.received_at is not None
            assert case.finished_at >= case.received_at
        if case.due_at:
            assert case.received_at is not None
            assert case.due_at.date() > case.received_at.date()
            assert is_office_day(case.due_at.date())


def test_every_state_occurs(cases: list[Case]) -> None:
    assert {status for case in cases for _, status in case.steps} == {str(status) for status in range(1, 11)}


def test_payments_follow_acceptance(cases: list[Case]) -> None:
    assert {payment.outcome for case in cases for payment in case.payments} == {
        "Thành công", "Thất bại", "Chờ thanh toán", "Đã hoàn phí", "Hủy",
    }  # fmt: skip
    for case in cases:
        for payment in case.payments:
            assert case.received_at is not None
            assert case.received_at < payment.created_at <= payment.settled_at <= HORIZON
            assert case.procedure.has_fee
            assert payment.amount % 5000 == 0


def test_a_record_shows_no_more_than_the_moment(cases: list[Case]) -> None:
    case = next(case for case in cases if case.last_status == "10" and case.finished_at and case.due_at)
    assert case.received_at is not None
    assert case.finished_at is not None
    before = case.at(case.received_at - timedelta(seconds=1)) if case.received_at > case.submitted_at else None
    assert before is None or (before.status, before.received, before.due) == ("1", None, None)
    during = case.at(case.finished_at - timedelta(seconds=1))
    assert (during.received, during.finished, during.returned) == (case.received_at, None, None)
    after = case.at(HORIZON)
    assert (after.status, after.finished, after.returned) == ("10", case.finished_at, case.returned_at)


def test_a_payment_is_pending_until_it_is_settled(cases: list[Case]) -> None:
    payment = next(payment for case in cases for payment in case.payments if payment.outcome == "Thành công")
    before, after = payment.at(payment.settled_at - timedelta(seconds=1)), payment.at(payment.settled_at)
    assert (before.status, before.paid) == ("Chờ thanh toán", None)
    assert (after.status, after.paid) == ("Thành công", payment.settled_at)


def test_extensions_move_the_due_day(cases: list[Case]) -> None:
    extended = [case for case in cases if case.extension]
    assert len(extended) > 10
    for case in extended:
        assert case.extension is not None
        assert case.at(case.extension.at - timedelta(seconds=1)).due == case.due_at
        assert case.at(case.extension.at).due == case.extension.new_due == case.last_due_at


def test_units_begin_when_the_plan_has_their_data(cases: list[Case]) -> None:
    first = min(case.submitted_at.date() for case in cases if case.unit.code == "000.00.01.H09")
    assert first >= date(2023, 2, 10)
    assert min(case.submitted_at.date() for case in cases) < date(2023, 1, 10)


def test_counters_are_closed_on_rest_days(cases: list[Case]) -> None:
    at_counter = [case.submitted_at for case in cases if case.channel != "2"]
    assert all(moment.weekday() != 6 for moment in at_counter)
    assert all(time(7, 30) <= moment.time() <= time(16, 46) for moment in at_counter)
    tet = [date(2023, 1, day) for day in range(21, 26)]
    assert not any(moment.date() in tet for moment in at_counter)


def test_office_days() -> None:
    assert not is_office_day(date(2023, 4, 30))  # Sunday and Reunification Day
    assert not is_office_day(date(2023, 9, 2))
    assert is_office_day(date(2023, 9, 6))
    assert office_day_from(date(2023, 9, 9)) == date(2023, 9, 11)


def test_days_without_any_weight_are_all_alike() -> None:
    sundays = [date(2023, 3, 5), date(2023, 3, 12)]
    choice, rng = DayChoice(sundays, online=False), Random("1")
    assert {choice.draw(rng) for _ in range(50)} == {0, 1}


def test_days_before_the_first_are_not_drawn() -> None:
    days = [START + timedelta(days=offset) for offset in range(20)]
    choice, rng = DayChoice(days, online=True), Random("1")
    assert {choice.draw(rng, 15) for _ in range(300)} == {15, 16, 17, 18, 19}


@pytest.mark.parametrize("digit", ["1", "2", "3"])
@pytest.mark.parametrize("day", [START, END])
def test_each_level_offers_each_kind(catalogue: Catalogue, digit: str, day: date) -> None:
    rng = Random("1")
    for is_online, must_bear_fee in (*ONLINE_CHOICES, *INFORMATION_CHOICES):
        procedure = catalogue.draw(rng, day, digit, (is_online, must_bear_fee))
        assert digit in procedure.level_digits.split(";")
        assert (procedure.online_level in {"3", "4"}) == is_online
        assert procedure.has_fee or not must_bear_fee


def test_the_catalogue_changes_in_the_middle(catalogue: Catalogue) -> None:
    assert catalogue.changed_on == date(2023, 7, 1)
    codes = [procedure.code for procedure in catalogue.after]
    assert len(set(codes)) == len(codes) == 180
    moves = [
        (old.online_level, new.online_level)
        for old, new in zip(catalogue.before, catalogue.after, strict=True)
        if new.valid_from == date(2023, 7, 1)
    ]
    assert set(moves) == {("3", "4"), ("2", "4")}
    ended = [new for new in catalogue.after if new.valid_to]
    assert {procedure.valid_to for procedure in ended} == {date(2023, 6, 30)}


def test_a_short_range_has_one_catalogue() -> None:
    assert draw_catalogue(date(2023, 6, 20), date(2023, 7, 20), Random("1")).changed_on is None


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ("000.00.09.H09,x,10,10,", r"line 2, unit_code: 000\.00\.09\.H09"),
        ("000.00.01.H09,x,ten,10,", "line 2, online_case_rate_printed: 'ten'"),
        ("000.00.01.H09,x,10,100.1,", "line 2, online_payment_rate_printed: '100.1'"),
        ("000.00.01.H09,x,10.25,10,", "line 2, online_case_rate_printed: '10.25'"),
        ("000.00.01.H09,x,10,10,2023-02-01", "line 2, data_from_printed: '2023-02-01'"),
    ],
)
def test_bad_registers_are_named(tmp_path: Path, small_registers: Path, figures: str, message: str) -> None:
    header = "unit_code,unit_name,online_case_rate_printed,online_payment_rate_printed,data_from_printed"
    for name in ("plans.csv", "units_binh_duong.csv"):
        (tmp_path / name).write_text((small_registers / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "binh_duong_current_figures.csv").write_text(f"{header}\n{figures}\n", encoding="utf-8")
    with pytest.raises(SimulationError, match=message):
        read_places(tmp_path, DEFAULT_PLACE, 1)


def test_missing_registers_are_named(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match=r"plans\.csv: the register is missing"):
        read_places(tmp_path, DEFAULT_PLACE, 1)
    (tmp_path / "plans.csv").write_text("plan_code,issuer_unit_code\nbinh_duong_2023,000.00.00.H09\n", encoding="utf-8")
    with pytest.raises(SimulationError, match=r"units_binh_duong\.csv: the register is missing"):
        read_places(tmp_path, DEFAULT_PLACE, 1)
    (tmp_path / "units_binh_duong.csv").write_text("unit_code,unit_name\n", encoding="utf-8")
    with pytest.raises(SimulationError, match="line 1: no column unit_level"):
        read_places(tmp_path, DEFAULT_PLACE, 1)
