"""The breaches of the suites on faults of units, holds, freshness and volume; in the form of `breaches`."""

from collections.abc import Mapping

Breach = tuple[str, int, tuple[str, ...]]


def _fault(rule: str) -> str:
    return f"insert into quality.unit_faults values ('{rule}', '000.00.17.H09', 'cases', 'huyen', false)"


def _hold(good_as_of: str) -> str:
    return (
        "insert into quality.held_units values"
        f" ('000.00.17.H09', 'cases', 'late', '000001', date '2023-10-01', timestamp '{good_as_of}')"
    )


FAULT = ("000.00.17.H09 / cases / huyen",)
HOLD = ("000.00.17.H09 / cases",)
FRESH = "update quality.portal_freshness set {} where portal = 'tinh'"

FAULTS: Mapping[str, Breach] = {
    "late_portal": (_fault("late_portal"), 1, FAULT),
    "quarantined_rows": (_fault("quarantined_rows"), 1, FAULT),
    "form_06a_raised": (_fault("form_06a_raised"), 1, FAULT),
}

HOLDS: Mapping[str, Breach] = {
    "each_fault_holds": (_fault("late_portal"), 1, HOLD),
    "rules_are_known": (f"{_fault('bad_weather')}; {_hold('2023-09-30 06:00')}", 1, HOLD),
    "good_before_held": (f"{_fault('late_portal')}; {_hold('2023-10-02 00:00')}", 1, HOLD),
}

FRESHNESS: Mapping[str, Breach] = {
    "reports_as_agreed": (FRESH.format("status = 'late'"), 1, ("cases / tinh / late / 2023-09-02 01:00:00",)),
    "cadence_agreed": (FRESH.format("status = 'no_cadence'"), 1, ("cases / tinh / no_cadence / 2023-09-02 01:00:00",)),
    "status_known": (FRESH.format("status = 'asleep'"), 1, ("cases / tinh / asleep / 2023-09-02 01:00:00",)),
    "one_row_a_portal": (
        "update quality.portal_freshness set portal = 'huyen'",
        2,
        ("cases / huyen",),
    ),
}

ARRIVALS: Mapping[str, Breach] = {
    # Five Mondays of 40 rows, then one of 19; a Sunday of 1 row is no Monday.
    "volume_like_the_past": (
        "update raw.file set rows_read = 19 where window_from = '2023-10-09'",
        1,
        ("cases / tinh / cases/tinh/20231009",),
    ),
}

HELD_SUITES: Mapping[str, Mapping[str, Breach]] = {
    "unit_faults": FAULTS,
    "held_units": HOLDS,
    "portal_freshness": FRESHNESS,
    "arrivals": ARRIVALS,
}
