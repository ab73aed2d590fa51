"""For each check one statement that breaks its rule in the good warehouse, and the rows that then fail.

`BREACHES[check_id] = (statement, failing rows, keys of the failing rows)`, written by hand.
"""

from collections.abc import Mapping

from .breaches_of_figures import BREACHES_OF_FIGURES
from .breaches_of_sources import BREACHES_OF_SOURCES
from .held_breaches import HELD_SUITES

Breach = tuple[str, int, tuple[str, ...]]
A_YEAR_TYPED_WRONG = "timestamp '2203-09-01 08:00'"


def _case(setting: str, code: str = "H09-1") -> str:
    return f"update core.fct_cases set {setting} where case_code = '{code}'"


def _payment(setting: str) -> str:
    return f"update core.fct_payments set {setting} where portal = 'tinh'"


def _unit(setting: str, key: str = "000.00.17.H09@2") -> str:
    return f"update core.dim_unit set {setting} where unit_key = '{key}'"


def _procedure(setting: str) -> str:
    return f"update core.dim_procedure set {setting} where procedure_key = 'p1@2020'"


def _component(setting: str) -> str:
    return f"update kpi.component_daily set {setting} where kpi_code = 'on_time_rate'"


def _score(setting: str) -> str:
    return f"update marts.kpi_scoreboard set {setting} where unit_code = '000.00.17.H09' and kpi_code = 'on_time_rate'"


def _held(setting: str) -> str:
    return f"update marts.kpi_scoreboard set {setting} where data_status = 'held'"


def _load(setting: str, number: int = 1) -> str:
    return f"update meta.loads set {setting} where load_id = {number}"


def _touched(table: str) -> str:
    """Note all rows as they are now as changed by the night."""
    changes = f"control.{table.split('.')[1]}_change"
    return f"insert into {changes} by name select *, 'after' as side from {table}"


CASE = ("H09-1",)
PAYMENT = ("tinh / G1",)
UNIT = ("000.00.17.H09@2",)
PROCEDURE = ("p1@2020",)
COMPONENT = ("000.00.17.H09 / on_time_rate / 2023-09-05",)
SCORE = ("000.00.17.H09 / on_time_rate / month / 2023-09-01",)
HELD = ("000.00.17.H09 / overdue_open_cases / to_date / 2023-09-01",)
LOAD = ("1 / cases / tinh",)

CASES: Mapping[str, Breach] = {
    "case_code_present": (
        f"{_case('case_code = null')}; {_touched('core.fct_cases')}",
        1,
        ("None",),
    ),
    "case_code_unique": ("insert into core.fct_cases from core.fct_cases where source_line = 1", 2, CASE),
    "unit_present": (_case("unit_code = null"), 1, CASE),
    "unit_known": (_case("unit_code = '000.00.99.H09'"), 1, CASE),
    "portal_present": (_case("portal = null"), 1, CASE),
    "province_present": (_case("province_code = null"), 1, CASE),
    "channel_present": (_case("channel = null"), 1, CASE),
    "channel_known": (_case("channel = 'fax'"), 1, CASE),
    "status_present": (_case("status = null"), 1, CASE),
    "status_known": (_case("status = 'lost'"), 1, CASE),
    "finished_has_moment": (_case("finished_at = null"), 1, CASE),
    "finished_knows_on_time": (_case("is_on_time = null"), 1, CASE),
    "online_agrees_with_channel": (_case("is_online = false"), 1, CASE),
    # Finished on Tuesday evening, due on Tuesday: by the hour late, by the day on time.
    "on_time_by_day": (_case("is_on_time = false"), 1, CASE),
    "finished_after_received": (_case("finished_at = '2023-08-31 23:59'"), 1, CASE),
    "received_in_range": (_case(f"received_at = {A_YEAR_TYPED_WRONG}"), 1, CASE),
    "due_in_range": (_case("due_at = timestamp '2101-01-01 00:00'"), 1, CASE),
    "finished_in_range": (_case(f"finished_at = {A_YEAR_TYPED_WRONG}"), 1, CASE),
    "returned_in_range": (_case("returned_at = timestamp '1899-12-31 23:59:59'"), 1, CASE),
    "no_identity_number": (_case("applicant_key = '074093000001'"), 1, CASE),
    "source_file_present": (_case("source_file = null"), 1, CASE),
    "source_line_present": (_case("source_line = null"), 1, CASE),
    "source_line_from_one": (_case("source_line = 0"), 1, CASE),
    "load_present": (_case("load_id = null"), 1, CASE),
    "received_when_handled": (_case("received_at = null"), 1, CASE),
}

PAYMENTS: Mapping[str, Breach] = {
    "payment_code_present": (
        f"{_payment('payment_code = null')}; {_touched('core.fct_payments')}",
        1,
        ("tinh / None",),
    ),
    "key_unique": ("update core.fct_payments set portal = 'tinh'", 2, PAYMENT),
    "case_present": (_payment("case_code = null"), 1, PAYMENT),
    "unit_present": (_payment("unit_code = null"), 1, PAYMENT),
    "amount_present": (_payment("amount = null"), 1, PAYMENT),
    "amount_in_range": (_payment("amount = 1000000000000001"), 1, PAYMENT),
    "fee_kind_known": (_payment("fee_kind = 'gift'"), 1, PAYMENT),
    "method_known": (_payment("method = 'gold'"), 1, PAYMENT),
    "channel_known": (_payment("payment_channel = 'market'"), 1, PAYMENT),
    "status_present": (_payment("status = null"), 1, PAYMENT),
    "status_known": (_payment("status = 'maybe'"), 1, PAYMENT),
    "succeeded_has_moment": (_payment("paid_at = null"), 1, PAYMENT),
    "paid_in_range": (_payment(f"paid_at = {A_YEAR_TYPED_WRONG}"), 1, PAYMENT),
    "source_file_present": (_payment("source_file = null"), 1, PAYMENT),
    "source_line_present": (_payment("source_line = null"), 1, PAYMENT),
    "source_line_from_one": (_payment("source_line = 0"), 1, PAYMENT),
}

UNITS: Mapping[str, Breach] = {
    "not_empty": ("delete from core.dim_unit", 0, ()),
    "unit_key_present": (_unit("unit_key = null"), 1, ("None",)),
    "unit_key_unique": (_unit("unit_key = '000.00.17.H09@2'", "000.00.17.H09@1"), 2, UNIT),
    "unit_code_present": (_unit("unit_code = null"), 1, UNIT),
    "unit_name_present": (_unit("unit_name = null"), 1, UNIT),
    "unit_level_present": (_unit("unit_level = null"), 1, UNIT),
    "unit_level_known": (_unit("unit_level = 'hamlet'"), 1, UNIT),
    "parent_known": (_unit("parent_unit_code = '000.00.00.H99'"), 1, UNIT),
    "only_provinces_at_top": (_unit("parent_unit_code = null"), 1, UNIT),
    "one_current_version": (
        "update core.dim_unit set is_current = true",
        2,
        ("000.00.17.H09@1", "000.00.17.H09@2"),
    ),
    "valid_range_in_order": (_unit("valid_to = '2023-06-30'"), 1, UNIT),
    "versions_follow_each_other": (_unit("valid_to = '2023-06-29'", "000.00.17.H09@1"), 1, ("000.00.17.H09@1",)),
}

PROCEDURES: Mapping[str, Breach] = {
    "procedure_key_present": (_procedure("procedure_key = null"), 1, ("None",)),
    "procedure_key_unique": ("update core.dim_procedure set procedure_key = 'p1@2020'", 3, PROCEDURE),
    "procedure_code_present": (
        f"{_procedure('procedure_code = null')}; {_touched('core.dim_procedure')}",
        1,
        PROCEDURE,
    ),
    "procedure_code_national": (
        _procedure("procedure_code = '1.004616.000.00.00.H09'") + "; " + _touched("core.dim_procedure"),
        1,
        PROCEDURE,
    ),
    "service_level_known": (_procedure("service_level = 'level 5'"), 1, PROCEDURE),
    "service_level_present": (_procedure("service_level = null"), 1, PROCEDURE),
    "valid_from_present": (_procedure("valid_from = null"), 1, PROCEDURE),
    "valid_range_in_order": (_procedure("valid_to = '2019-12-31'"), 1, PROCEDURE),
    "versions_do_not_overlap": (_procedure("valid_to = '2023-09-01'"), 1, PROCEDURE),
}

KPIS: Mapping[str, Breach] = {
    "not_empty": ("delete from core.dim_kpi", 0, ()),
    "kpi_code_present": ("insert into core.dim_kpi values (null, 'x', 'higher', true)", 1, ("None",)),
    "kpi_code_unique": ("update core.dim_kpi set kpi_code = 'on_time_rate'", 3, ("on_time_rate",)),
}

COMPONENTS: Mapping[str, Breach] = {
    "one_row": ("insert into kpi.component_daily from kpi.component_daily where numerator = 1", 2, COMPONENT),
    "unit_present": (
        f"{_component('unit_code = null')}; {_touched('kpi.component_daily')}",
        1,
        ("None / on_time_rate / 2023-09-05",),
    ),
    "kpi_present": (_component("kpi_code = null"), 1, ("000.00.17.H09 / None / 2023-09-05",)),
    "day_present": (
        f"{_component('day = null')}; {_touched('kpi.component_daily')}",
        1,
        ("000.00.17.H09 / on_time_rate / None",),
    ),
    "numerator_present": (_component("numerator = null"), 1, COMPONENT),
    "numerator_not_negative": (_component("numerator = -1"), 1, COMPONENT),
    "denominator_not_negative": (_component("denominator = -1"), 1, COMPONENT),
    "numerator_within_denominator": (_component("numerator = 3"), 1, COMPONENT),
}

SCORES: Mapping[str, Breach] = {
    "one_row": (
        "insert into marts.kpi_scoreboard from marts.kpi_scoreboard where data_status = 'held'",
        2,
        HELD,
    ),
    "unit_present": (_score("unit_code = null"), 1, ("None / on_time_rate / month / 2023-09-01",)),
    "unit_name_present": (_score("unit_name = null"), 1, SCORE),
    "kpi_present": (_score("kpi_code = null"), 1, ("000.00.17.H09 / None / month / 2023-09-01",)),
    "period_type_known": (
        _score("period_type = 'decade'"),
        1,
        ("000.00.17.H09 / on_time_rate / decade / 2023-09-01",),
    ),
    "period_start_present": (
        _score("period_start = null"),
        1,
        ("000.00.17.H09 / on_time_rate / month / None",),
    ),
    "period_in_order": (_score("period_end = '2023-08-31'"), 1, SCORE),
    "numerator_not_negative": (_score("numerator = -1"), 1, SCORE),
    "denominator_not_negative": (_score("denominator = -1"), 1, SCORE),
    "subtree_numerator_not_negative": (_score("subtree_numerator = -1"), 1, SCORE),
    "subtree_denominator_not_negative": (_score("subtree_denominator = -1"), 1, SCORE),
    "percent_in_range": (_score("value = 100.1"), 1, SCORE),
    "subtree_percent_in_range": (_score("subtree_value = 'nan'"), 1, SCORE),
    "finite_values": (_score("achievement = 'infinity'"), 1, SCORE),
    # A third, rounded to one decimal: no rate in the marts is rounded.
    "percent_is_divided_at_the_end": (_score("value = 33.3"), 1, SCORE),
    "no_value_without_denominator": (
        "update marts.kpi_scoreboard set value = 100 where denominator = 0",
        1,
        ("000.00.00.H09 / on_time_rate / month / 2023-09-01",),
    ),
    "light_known": (_score("light = 'blue'"), 1, SCORE),
    "light_present": (_score("light = null"), 1, SCORE),
    "subtree_light_known": (_score("subtree_light = 'blue'"), 1, SCORE),
    "light_follows_value": (_score("light = 'no_data'"), 1, SCORE),
    "data_status_known": (_score("data_status = 'guessed'"), 1, SCORE),
    "data_status_present": (_score("data_status = null"), 1, SCORE),
    "held_says_why": (_held("held_reason = null"), 1, HELD),
    "held_has_no_rank": (_held("rank_in_level = 2"), 1, HELD),
    "rank_from_one": (_score("rank_in_level = 0"), 1, SCORE),
    "targets_are_judged": (
        "delete from marts.kpi_scoreboard where kpi_code = 'on_time_rate' and unit_level = 'department'",
        1,
        SCORE,
    ),
    "ranks_follow_values": (_score("rank_in_level = 2"), 1, SCORE),
}

LOADS: Mapping[str, Breach] = {
    "something_arrived": ("delete from meta.loads", 0, ()),
    "load_id_unique": (
        "update meta.loads set load_id = 1 where load_id = 2",
        2,
        ("1 / cases / huyen", "1 / cases / tinh"),
    ),
    "outcome_present": (_load("outcome = null"), 1, LOAD),
    "outcome_known": (_load("outcome = 'lost'"), 1, LOAD),
    "rejected_says_why": (_load("outcome = 'rejected', message = ''"), 1, LOAD),
    "rejected_has_message": (_load("outcome = 'rejected'"), 1, LOAD),
    "every_row_has_a_fate": (_load("rows_quarantined = 1"), 1, LOAD),
    "replaced_keeps_nothing": (_load("outcome = 'replaced'"), 1, LOAD),
    "window_in_order": (_load("window_to = '2023-08-31'"), 1, LOAD),
    "nothing_rejected": (_load("outcome = 'rejected'"), 1, LOAD),
}

DRIFT: Mapping[str, Breach] = {
    "exports_as_contracted": (
        "update raw.drift set needs_steward = true where file_id = 1;"
        "insert into raw.drift values"
        " (5, 'cases/huyen/d.csv', 'new_code', 'status', 'X', 1, 2, true, 'new code X'),"
        " (4, 'cases/huyen/e.csv', 'new_code', 'status', 'X', 3, 7, true, 'new code X again')",
        2,
        ("cases/huyen/d.csv / new code X (and in 1 other files)", "cases/tinh/a.ndjson / field X was not read"),
    ),
}

BREACHES: Mapping[str, Breach] = {
    f"{suite}.{check}": breach
    for suite, breaches in {
        "fct_cases": CASES,
        "fct_payments": PAYMENTS,
        "dim_unit": UNITS,
        "dim_procedure": PROCEDURES,
        "dim_kpi": KPIS,
        "component_daily": COMPONENTS,
        "kpi_scoreboard": SCORES,
        "drift": DRIFT,
        "loads": LOADS,
        **BREACHES_OF_SOURCES,
        **BREACHES_OF_FIGURES,
        **HELD_SUITES,
    }.items()
    for check, breach in breaches.items()
}
