"""Breaches of the suites of the plans' marts, of quarantine and of reconciliation; see `breaches.py`."""

from collections.abc import Mapping

Breach = tuple[str, int, tuple[str, ...]]

NEED = "000.00.17.H09 / on_time_rate / 2023-09"
NEEDS: Mapping[str, Breach] = {
    "one_row": ("insert into marts.kpi_needs from marts.kpi_needs where outlook = 'over'", 2, (NEED,)),
    "outlook_known": ("update marts.kpi_needs set outlook = 'bright' where outlook = 'over'", 1, (NEED,)),
    "shortfall_positive": ("update marts.kpi_needs set shortfall = 0 where outlook = 'over'", 1, (NEED,)),
    "every_miss_is_told": ("delete from marts.kpi_needs where outlook = 'over'", 1, (NEED,)),
}

TARGET = "plan / on_time_rate / level / department / 2023-01-01"
TARGETS: Mapping[str, Breach] = {
    "one_row": (
        "delete from marts.plan_targets where scope is null;"
        "insert into marts.plan_targets from marts.plan_targets where scope = 'department'",
        2,
        ("plan / on_time_rate / all / None / 2023-01-01", TARGET),
    ),
    "standing_known": (
        "update marts.plan_targets set standing = 'perhaps' where scope is null",
        1,
        ("plan / on_time_rate / all / None / 2023-01-01",),
    ),
    "judges_somebody": ("update marts.plan_targets set figures_judged = 0", 1, (TARGET,)),
}

COUNTED = ("000.00.17.H09 / 2023-09",)
COUNTED_FORMS: Mapping[str, Breach] = {
    "one_row": ("insert into marts.form_06a from marts.form_06a", 2, COUNTED),
    "identities_hold": ("update marts.form_06a set open_late = 1", 1, COUNTED),
    "counts_not_negative": ("update marts.form_06a set open_late = -1, open_within_due = 3", 1, COUNTED),
}

COMPARISON: Mapping[str, Breach] = {
    "one_row": (
        "update marts.definition_comparison set definition = 'plan'", 2, ("on_time / plan / 000.00.17.H09 / 2023-09",)
    ),
    "value_in_range": (
        "update marts.definition_comparison set value = 101 where value is not null",
        1,
        ("on_time / plan / 000.00.17.H09 / 2023-09",),
    ),
}  # fmt: skip

QUARANTINE: Mapping[str, Breach] = {
    "rule_known": (
        "update quality.quarantine set rule_code = 'unknown_procedure'",
        1,
        ("payments / unknown_procedure / payments/tinh/a.csv / 7",),
    ),
    "line_known": (
        "update quality.quarantine set source_line = 0", 1, ("payments / bad_amount / payments/tinh/a.csv / 0",)
    ),
    "one_row": (
        "insert into quality.quarantine from quality.quarantine",
        2,
        ("payments / bad_amount / payments/tinh/a.csv / 7",),
    ),
}  # fmt: skip

IDENTITY = "huyen / 000.00.17.H09 / 2023-09-01 / 2023-09-30 / identity_3_7_11"
MEASURE = "huyen / 000.00.17.H09 / 2023-09-01 / 2023-09-30 / open_total"
RECONCILIATION: Mapping[str, Breach] = {
    "form_adds_up": (
        "update quality.reconciliation set outcome = 'differs', reported = 11, difference = 1", 1, (IDENTITY,)
    ),
    "form_agrees_with_cases": (
        "update quality.reconciliation set outcome = 'differs', reported = 3, difference = 1", 1, (MEASURE,)
    ),
    "outcome_follows_difference": (
        "update quality.reconciliation set difference = 1, reported = 3 where measure = 'open_total'", 1, (MEASURE,)
    ),
}  # fmt: skip

JUMP = "000.00.17.H09 / on_time_rate / 2023-09 / denominator / 3.0 / 30.0 / 2.0"


def _jump(is_remade: str) -> str:
    place = "'2023-09', '000.00.17.H09', 'on_time_rate', '2023-09', 'denominator'"
    return f"insert into quality.figure_jumps values ({place}, {is_remade}, 3, 30, 2)"


JUMPS: Mapping[str, Breach] = {
    "moved_by_what_came": (f"{_jump('false')}; {_jump('true')}", 1, (JUMP,)),
    "remade_as_published": (f"{_jump('false')}; {_jump('true')}", 1, (JUMP,)),
}

STANDING = ("000.00.17.H09 / on_time_rate / 2023-09 / 000002",)
ENDED = ("000.00.17.H09 / on_time_rate / 2023-09 / 000001",)
HISTORY: Mapping[str, Breach] = {
    "one_row": ("update marts.kpi_history set from_publication = '000002'", 1, STANDING),
    # The older figure ends with the publication in which the newer one begins.
    "spans_follow_each_other": (
        "update marts.kpi_history set to_publication = '000002' where to_publication is not null", 1, ENDED
    ),
    "standing_is_the_scoreboard": (
        "update kpi.kpi_figures set subtree_numerator = 2 where unit_code = '000.00.17.H09'", 1, STANDING
    ),
    "period_has_begun": (
        "update marts.kpi_history set period_start = '2023-10-06' where numerator = 1", 1, STANDING
    ),
}  # fmt: skip

BACKLOG: Mapping[str, Breach] = {
    "one_row": ("update marts.fct_backlog_daily set day = '2023-10-04'", 1, ("000.00.17.H09 / 2023-10-04",)),
    "day_is_over": (
        "insert into marts.fct_backlog_daily values ('000.00.17.H09', '2023-10-05', 1)",
        1,
        ("000.00.17.H09 / 2023-10-05",),
    ),
    "no_day_is_missing": (
        "delete from marts.fct_backlog_daily where day = '2023-10-03'", 1, ("000.00.17.H09 / 2023-10-03",)
    ),
}  # fmt: skip

BREACHES_OF_FIGURES: Mapping[str, Mapping[str, Breach]] = {
    "kpi_needs": NEEDS,
    "plan_targets": TARGETS,
    "form_06a": COUNTED_FORMS,
    "definition_comparison": COMPARISON,
    "quarantine": QUARANTINE,
    "reconciliation": RECONCILIATION,
    "figure_jumps": JUMPS,
    "kpi_history": HISTORY,
    "fct_backlog_daily": BACKLOG,
}
