"""Breaches of the suites of the other sources' facts and of the calendar; see `breaches.py`."""

from collections.abc import Mapping

Breach = tuple[str, int, tuple[str, ...]]


def _facts(table: str, twice: str, row: str, where: str) -> dict[str, Breach]:
    """Break what every table of facts promises. `where` picks the row named `row`; `twice` makes another one equal."""
    return {
        "key_unique": (f"update core.{table} set {twice}", 2, (row,)),
        "unit_known": (f"update core.{table} set unit_code = '000.00.99.H09' where {where}", 1, (row,)),
        "source_line_from_one": (f"update core.{table} set source_line = 0 where {where}", 1, (row,)),
    }


EVENT = "tinh / H09-1 / 2023-09-01 08:00:00"
EVENTS: Mapping[str, Breach] = {
    **_facts("fct_case_events", "occurred_at = '2023-09-01 08:00'", EVENT, "record_key = 1"),
    "case_present": (
        "update core.fct_case_events set case_code = null where record_key = 1", 1,
        ("tinh / None / 2023-09-01 08:00:00",),
    ),
    "occurred_in_range": (
        "update core.fct_case_events set occurred_at = '2203-09-01 08:00' where record_key = 1", 1,
        ("tinh / H09-1 / 2203-09-01 08:00:00",),
    ),
}  # fmt: skip

RATING = "tinh / D1"
RATINGS: Mapping[str, Breach] = {
    **_facts("fct_ratings", "portal = 'tinh'", RATING, "record_key = 1"),
    "case_present": ("update core.fct_ratings set case_code = null where record_key = 1", 1, (RATING,)),
    "score_present": ("update core.fct_ratings set score = null where record_key = 1", 1, (RATING,)),
    "score_in_range": ("update core.fct_ratings set score = 6 where record_key = 1", 1, (RATING,)),
    "satisfied_from_four": ("update core.fct_ratings set is_satisfied = true", 1, ("huyen / D1",)),
    "rated_in_range": ("update core.fct_ratings set rated_at = null where record_key = 1", 1, (RATING,)),
}

COMPLAINT = "tinh / P1"
COMPLAINTS: Mapping[str, Breach] = {
    **_facts("fct_complaints", "complaint_code = 'P1'", COMPLAINT, "record_key = 1"),
    "received_in_range": (
        "update core.fct_complaints set received_at = '1823-09-07 08:00' where record_key = 1", 1, (COMPLAINT,)
    ),
    "conduct_follows_group": ("update core.fct_complaints set is_about_conduct = true", 1, ("tinh / P2",)),
}  # fmt: skip

VISIT = "tinh / L1"
VISITS: Mapping[str, Breach] = {
    **_facts("fct_counter_visits", "visit_code = 'L1'", VISIT, "record_key = 1"),
    "ticket_in_range": ("update core.fct_counter_visits set ticket_at = null where record_key = 1", 1, (VISIT,)),
    "waiting_not_negative": (
        "update core.fct_counter_visits set waiting_seconds = -1 where record_key = 1", 1, (VISIT,)
    ),
    "intake_not_negative": ("update core.fct_counter_visits set intake_seconds = -1 where record_key = 1", 1, (VISIT,)),
}  # fmt: skip

STAFF = "tinh / 000.00.17.H09 / 2023-08-01"
STAFFING: Mapping[str, Breach] = {
    **_facts("fct_staffing", "month = '2023-08-01'", STAFF, "record_key = 1"),
    "unit_known": (
        "update core.fct_staffing set unit_code = '000.00.99.H09' where record_key = 1", 1,
        ("tinh / 000.00.99.H09 / 2023-08-01",),
    ),
    "officers_present": ("update core.fct_staffing set counter_officers = null where record_key = 1", 1, (STAFF,)),
    "officers_not_negative": ("update core.fct_staffing set counter_officers = -1 where record_key = 1", 1, (STAFF,)),
}  # fmt: skip

STATISTICS: Mapping[str, Breach] = {
    "key_unique": (
        "insert into core.fct_unit_statistics from core.fct_unit_statistics", 2, ("tinh / 000.00.17.H09 / 2023-09-01",)
    ),
    "unit_known": (
        "update core.fct_unit_statistics set unit_code = '000.00.99.H09'", 1, ("tinh / 000.00.99.H09 / 2023-09-01",)
    ),
    "source_line_from_one": (
        "update core.fct_unit_statistics set source_file = null", 1, ("tinh / 000.00.17.H09 / 2023-09-01",)
    ),
    "counts_not_negative": (
        "update core.fct_unit_statistics set users = null", 1, ("tinh / 000.00.17.H09 / 2023-09-01",)
    ),
}  # fmt: skip

FORM = "huyen / 000.00.17.H09 / 2023-09-01 / 2023-09-30"
FORMS: Mapping[str, Breach] = {
    "key_unique": ("insert into core.fct_report_06a from core.fct_report_06a", 2, (FORM,)),
    "unit_known": (
        "update core.fct_report_06a set unit_code = '000.00.99.H09'", 1,
        ("huyen / 000.00.99.H09 / 2023-09-01 / 2023-09-30",),
    ),
    "source_line_from_one": ("update core.fct_report_06a set source_line = null", 1, (FORM,)),
    "period_in_order": (
        "update core.fct_report_06a set period_end = '2023-08-31'", 1,
        ("huyen / 000.00.17.H09 / 2023-09-01 / 2023-08-31",),
    ),
    "counts_not_negative": ("update core.fct_report_06a set open_late = -1", 1, (FORM,)),
}  # fmt: skip

DAYS: Mapping[str, Breach] = {
    "days_without_gap": (
        "delete from core.dim_date where day = '2024-02-29';"
        "insert into core.dim_date from core.dim_date where day = '2023-09-05'",
        2,
        ("2023-09-05", "2024-02-29"),
    ),
    "holidays_are_named": ("update core.dim_date set holiday_name = null where is_public_holiday", 1, ("2024-01-01",)),
    "weekends_are_free": (
        "update core.dim_date set is_working_day = true where day = '2023-09-03'", 1, ("2023-09-03",)
    ),
}  # fmt: skip

BREACHES_OF_SOURCES: Mapping[str, Mapping[str, Breach]] = {
    "fct_case_events": EVENTS,
    "fct_ratings": RATINGS,
    "fct_complaints": COMPLAINTS,
    "fct_counter_visits": VISITS,
    "fct_staffing": STAFFING,
    "fct_unit_statistics": STATISTICS,
    "fct_report_06a": FORMS,
    "dim_date": DAYS,
}
