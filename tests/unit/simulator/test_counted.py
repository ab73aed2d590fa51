"""The answers of small truths, worked out by hand."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from orchestration.simulator import cases, quirks
from orchestration.simulator.answers.figures import Figures
from orchestration.simulator.answers.monthly import fill_months
from orchestration.simulator.answers.periods import Span, month_of, spans
from orchestration.simulator.answers.tally import Tally
from orchestration.simulator.cases import Case, Document, Event, Extension, Payment, Rating
from orchestration.simulator.catalogue import Catalogue, Procedure
from orchestration.simulator.counter import ATTITUDE, Complaint, Visit
from orchestration.simulator.fates import Fates
from orchestration.simulator.monthly import Month
from orchestration.simulator.people import Applicant
from orchestration.simulator.province import Unit
from orchestration.simulator.windows import Window

START, END, AS_OF = date(2023, 1, 1), date(2023, 4, 30), date(2023, 5, 1)
TOP = Unit(0, "000.00.00.H09", "Tỉnh", "province", "", "tinh")
DISTRICT = Unit(1, "000.00.31.H09", "Huyện", "district", TOP.code, "tinh")
COMMUNE = Unit(2, "000.01.31.H09", "Xã", "commune", DISTRICT.code, "tinh")
FULL = Procedure(
    "1.000001", "A", "LV", "L", "2;3", "4", True, True, True, True, True, 24, date(2019, 1, 1), None
)  # fmt: skip
PLAIN = Procedure(
    "2.000002", "B", "LV", "L", "3", "2", False, False, False, False, True, 24, date(2019, 1, 1), None
)  # fmt: skip
PERSON = Applicant("1", "Không Ai", "099000000001", "0100000000", "a@example.vn")


Sides = dict[tuple[str, ...], tuple[Any, ...]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-{text}")


def case(received: str, finished: str | None = None, due: str | None = None, **changes: Any) -> Case:
    """A case online at the commune, of the full online procedure; moments as `03-01T08:00`."""
    end = [(at(finished), cases.STATUS_RETURNED)] if finished else [(at(received), cases.STATUS_PROCESSING)]
    plain: dict[str, Any] = {
        "code": f"000.01.31.H09-{received}", "unit": COMMUNE, "procedure": FULL, "procedure_code": FULL.code,
        "channel": cases.ONLINE, "filed_by": cases.BY_APPLICANT, "filed_at": "1", "applicant": PERSON,
        "submitted_at": at(received), "received_at": at(received), "refused_at": None,
        "due_at": at(due) if due else None, "finished_at": at(finished) if finished else None,
        "noted_at": at(finished) if finished else None, "returned_at": None,
        "steps": ((at(received), cases.STATUS_ACCEPTED), *end), "supplement": None, "extension": None,
        "documents": (), "has_digitised_file": True, "has_digital_result": True, "is_signed": False, "is_synced": True,
    }  # fmt: skip
    return Case(**(plain | changes))


def counted(
    *drawn: Case, tally: Tally | None = None, told: list[Month] | None = None
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Figures of the tally by (unit, KPI, kind, start): numerator, denominator and those of the subtree."""
    tally = tally or Tally(START, END, AS_OF)
    tally.add_day(list(drawn))
    figures = Figures([TOP, DISTRICT, COMMUNE], spans(tally.first_received or START, AS_OF))
    tally.additive.fill(figures)
    tally.stock.fill(figures)
    tally.procedures.fill(figures, Catalogue([FULL, PLAIN], [FULL, PLAIN], None))
    fill_months(figures, told or [])
    return {
        (str(unit), str(kpi), str(kind), str(start)): (own, among, below, all_)
        for unit, kpi, kind, start, _, own, among, _, below, all_, _ in figures.rows()
    }


def test_periods_run_from_the_first_case_to_the_as_of_day() -> None:
    found = spans(date(2023, 3, 14), AS_OF)
    assert [(one.kind, one.start.isoformat(), one.judged.isoformat()) for one in found] == [
        ("month", "2023-03-01", "2023-03-31"), ("month", "2023-04-01", "2023-04-30"),
        ("month", "2023-05-01", "2023-05-01"), ("quarter", "2023-01-01", "2023-03-31"),
        ("quarter", "2023-04-01", "2023-05-01"), ("year", "2023-01-01", "2023-05-01"),
        ("to_date", "2023-03-14", "2023-05-01"),
    ]  # fmt: skip
    assert found[3].months == range(month_of(date(2023, 1, 1)), month_of(date(2023, 4, 1))), "the whole quarter"
    assert found[-1] == Span("to_date", date(2023, 3, 14), AS_OF, AS_OF, found[-1].months)


def test_a_case_counts_where_it_is_and_above() -> None:
    found = counted(case("01-10T08:00", "02-03T09:00", due="02-02T17:00"))
    assert found[COMMUNE.code, "online_case_rate", "month", "2023-01-01"] == (1, 1, 1, 1)
    assert found[TOP.code, "online_case_rate", "to_date", "2023-01-10"] == (0, 0, 1, 1)
    assert found[COMMUNE.code, "on_time_rate", "month", "2023-02-01"] == (0, 1, 0, 1)
    assert (COMMUNE.code, "on_time_rate", "month", "2023-01-01") not in found
    assert found[COMMUNE.code, "result_signed_rate", "quarter", "2023-01-01"] == (0, 1, 0, 1)
    assert found[COMMUNE.code, "remote_case_rate", "year", "2023-01-01"] == (1, 1, 1, 1)


def test_the_due_day_itself_is_on_time_and_an_extension_moves_it() -> None:
    on_the_day = case("01-10T08:00", "02-02T23:00", due="02-02T17:00")
    extension = Extension(at("02-01T09:00"), "...", at("02-02T17:00"), at("02-09T17:00"), "1/XL", date(2023, 2, 1))
    extended = case("01-11T08:00", "02-09T08:00", due="02-02T17:00", extension=extension)
    found = counted(on_the_day, extended)
    assert found[COMMUNE.code, "on_time_rate", "to_date", "2023-01-10"][:2] == (2, 2)
    # late against the first promise, told of it the day before with a later day; but without a reason
    assert found[COMMUNE.code, "apology_compliance_rate", "month", "2023-02-01"][:2] == (1, 1)
    assert found[COMMUNE.code, "unjustified_extensions", "month", "2023-02-01"][:2] == (1, None)
    assert "..." in quirks.WITHOUT_REASON


def test_an_apology_comes_a_day_before_and_names_a_later_day() -> None:
    def extended(letter: date, new_due: str) -> Case:
        extension = Extension(at("02-01T09:00"), "Chờ ý kiến", at("02-02T17:00"), at(new_due), "1/XL", letter)
        return case("01-11T08:00", "02-20T08:00", due="02-02T17:00", extension=extension)

    in_time, too_late = extended(date(2023, 2, 1), "02-03T17:00"), extended(date(2023, 2, 2), "02-03T17:00")
    same_day = extended(date(2023, 2, 1), "02-02T18:00")
    found = counted(in_time, too_late, same_day)
    assert found[COMMUNE.code, "apology_compliance_rate", "month", "2023-02-01"][:2] == (1, 3)


def test_open_cases_are_looked_at_on_the_last_day_of_a_period() -> None:
    found = counted(
        case("01-10T08:00", "03-05T09:00", due="01-31T17:00"),
        case("02-10T08:00", due="04-30T17:00"),
        case("01-10T08:00", "03-31T09:00", due="04-20T17:00"),
    )
    late = {
        key[3]: sides[:2] for key, sides in found.items() if key[:3] == (COMMUNE.code, "overdue_open_cases", "month")
    }
    # due on 31 January: not past due on that day; on 28 February it is; the other one on 1 May
    assert late == {
        "2023-01-01": (0, None), "2023-02-01": (1, None), "2023-03-01": (0, None), "2023-04-01": (0, None),
        "2023-05-01": (1, None),
    }  # fmt: skip
    # open: two on time and one late at the end of February; in March one finished late, one on its last day in time,
    # one open and not late
    assert found[COMMUNE.code, "on_time_rate_766", "month", "2023-02-01"][:2] == (2, 3)
    assert found[COMMUNE.code, "on_time_rate_766", "month", "2023-03-01"][:2] == (2, 3)


def test_form_06a() -> None:
    tally = Tally(START, END, AS_OF)
    withdrawn = ((at("02-01T08:00"), cases.STATUS_ACCEPTED), (at("02-10T08:00"), cases.STATUS_WITHDRAWN))
    counted(
        case("01-10T08:00", "02-05T09:00", due="02-06T17:00"),
        case("01-10T08:00", "02-06T09:00", due="02-07T17:00"),
        case("01-11T08:00", "02-07T09:00", due="02-06T17:00", channel=cases.COUNTER),
        case("02-01T08:00", "02-10T08:00", due="02-02T17:00", steps=withdrawn),
        case("02-02T08:00", due="02-20T17:00", channel=cases.POST),
        tally=tally,
    )
    form = tally.stock.form(COMMUNE.code, Window(1, date(2023, 2, 1), date(2023, 2, 28)))
    # received 5 = 1 online + 1 post + 3 carried in; resolved 4 = 2 early + 1 withdrawn (on time) + 1 late; open 1, late
    assert form == (5, 1, 1, 3, 4, 2, 1, 1, 1, 0, 1)


def test_payments_ratings_tickets_and_complaints() -> None:
    def payment(month: str, method: str, channel: str) -> Payment:
        moment = at(f"{month}-03T08:00")
        return Payment(f"GD{month}", "x", "Phí", 5000, method, channel, moment, moment, cases.SUCCEEDED, False)

    tally = Tally(START, END, AS_OF)
    tally.add_visit(Visit("L1", COMMUNE.code, at("01-10T08:00"), at("01-10T08:12"), None, "", "Quầy 1"))
    tally.add_complaint(Complaint("P1", COMMUNE.code, at("01-12T00:00"), "", ATTITUDE, None))
    tally.add_complaint(Complaint("P2", COMMUNE.code, at("01-12T00:00"), "", "Khác", None))
    paid = (
        payment("01", cases.PAID_ONLINE, cases.NATIONAL_PORTAL),
        payment("02", cases.PAID_CASH, cases.PAID_AT_COUNTER),
    )
    rated = Rating("R", at("02-20T08:00"), 3)
    found = counted(case("01-02T08:00", "01-20T08:00", payments=paid, fees=(5000, 5000), rating=rated), tally=tally)
    month, later, running = ("month", "2023-01-01"), ("month", "2023-02-01"), ("to_date", "2023-01-02")
    assert found[COMMUNE.code, "online_payment_rate", *running][:2] == (1, 2)
    assert found[COMMUNE.code, "online_paid_case_rate", *month][:2] == (1, 1)
    assert found[COMMUNE.code, "online_paid_case_rate", *later][:2] == (0, 1)
    assert found[COMMUNE.code, "online_paid_case_rate", *running] == (1, 1, 1, 1)
    assert found[COMMUNE.code, "payable_procedures_online_rate", *later][:2] == (0, 1)
    assert found[COMMUNE.code, "full_online_paid_online_rate", *running][:2] == (1, 1)
    assert found[COMMUNE.code, "online_payment_rate_766", *running][:2] == (1, 1)
    assert found[COMMUNE.code, "satisfaction_rate", *later][:2] == (0, 1)
    assert found[COMMUNE.code, "average_waiting_minutes", *month][:2] == (12, 1)
    assert (COMMUNE.code, "average_intake_minutes", *month) not in found
    assert found[COMMUNE.code, "complaints", *month][:2] == (1, None)


def test_procedures_are_different_ones_over_a_subtree() -> None:
    at_district = case("01-11T08:00", unit=DISTRICT, code="d", channel=cases.COUNTER)
    not_offered = case("01-11T08:00", unit=DISTRICT, procedure=replace(FULL, code="3.000003", level_digits="3"))
    found = counted(case("01-10T08:00"), case("01-12T08:00", procedure=PLAIN), at_district, not_offered)
    running = ("to_date", "2023-01-10")
    assert found[DISTRICT.code, "online_services_active_rate", *running] == (0, 1, 1, 1)
    # the commune offers both procedures, one of them online; above it there is no more
    assert found[COMMUNE.code, "online_procedures_used_rate", *running] == (1, 1, 1, 1)
    assert found[TOP.code, "procedures_published_rate", *running] == (0, 0, 2, 2)


def test_steps_after_the_finishing_are_a_false_closure() -> None:
    step = Event("x", at("01-21T08:00"), cases.STATUS_PROCESSING, "cb", True, None)
    closed = [case("01-10T08:00", f"01-{day}T08:00", events=(step,)) for day in (20, 21, 22)]
    found = counted(*closed)
    assert found[COMMUNE.code, "false_closures", "month", "2023-01-01"][:2] == (1, None)
    assert found[COMMUNE.code, "online_handled_rate", "month", "2023-01-01"][:2] == (3, 3)


def test_who_has_had_a_result_before_comes_back() -> None:
    reused = (Document(True, "1", False, False),)
    asked = (Document(True, "2", False, True),)
    found = counted(
        case("01-10T08:00", "01-25T08:00"),
        case("01-12T08:00", "01-15T08:00"),
        case("01-15T08:00", documents=reused),
        case("01-15T09:00", documents=reused),
        case("01-16T09:00", documents=reused),
        case("01-17T09:00", documents=asked),
    )
    # the second has the first result; the third was received in the same minute, those after it came back
    assert found[COMMUNE.code, "document_reuse_rate", "month", "2023-01-01"][:2] == (2, 3)


def test_monthly_registers() -> None:
    told = [
        Month(DISTRICT.code, date(2023, 2, 1), 2, (1000, 500, 300, 100, 8, 4)),
        Month(COMMUNE.code, date(2023, 2, 1), 1, (400, 100, 50, 10, 5, 5)),
        Month(COMMUNE.code, date(2023, 3, 1), 1, (500, 200, 60, 20, 5, 1)),
    ]
    found = counted(case("02-10T08:00"), told=told)
    quarter = ("quarter", "2023-01-01")
    assert found[COMMUNE.code, "adults_with_account_rate", *quarter] == (200, 500, 200, 500)
    assert found[COMMUNE.code, "online_report_rate", *quarter] == (6, 10, 6, 10)
    # the district's own row describes its whole area; in March it has none and its communes stand for it
    assert found[TOP.code, "adults_with_account_rate", "month", "2023-02-01"] == (0, 0, 500, 1000)
    assert found[DISTRICT.code, "adults_with_account_rate", "month", "2023-03-01"] == (0, 0, 200, 500)
    assert found[COMMUNE.code, "cases_per_staff_year", *quarter][:2] == (1, pytest.approx((28 + 31) / 365))


def test_every_record_has_one_fate() -> None:
    fates = Fates()
    fates.replaced("cases", 3)
    fates.quarantined("cases", 2)
    fates.live("cases", [("a", "old"), ("b", "same"), ("c", "only")])
    fates.live("cases", [("a", "new"), ("b", "same"), ("a", "new")])
    fates.live("payments", [("a", "old")])
    fates.repeated("payments", 1)
    assert fates.counts() == {
        "cases": {"superseded": 4, "quarantined": 2, "kept": 3, "duplicate": 2},
        "payments": {"kept": 1, "duplicate": 1},
    }
