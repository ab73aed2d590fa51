"""Quality rules of a contract against rows that break them: counted at loading, judged by the newest exports."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.portal.contract_model import Contract, Field, QualityRule
from orchestration.portal.measures import measure
from orchestration.quality.contract_checks import evaluate_contracts, expected_checks
from orchestration.warehouse.opening import SCHEMAS, TABLES

REPEATED = QualityRule(name="repeated", kind="repeated", column=None, limit=0, is_share=False, text="Không gửi hai lần")
EMPTY = QualityRule(name="empty", kind="empty", column="fee_kind", limit=25, text="Có loại phí", is_blocking=True)
AMOUNT = QualityRule(name="amounts", kind="row_rule", column=None, row_rule="bad_amount", limit=10, text="Số đúng")
PAID = QualityRule(name="paid", kind="row_rule", column="paid_at", row_rule="bad_timestamp", limit=10, text="Giờ đúng")
CONTRACT = Contract(
    id="payments-a",
    source="payments",
    portals={"a": "P", "b": "P"},
    formats=("csv",),
    fields=(
        Field(name="payment_code", physical_name="Ma", kind="text", primary_key=True, null_words=("null",)),
        Field(name="fee_kind", physical_name="Loai", kind="text", null_words=("null",), no_value_words=("-",)),
    ),
    owner="Phòng A",
    quality=(REPEATED, EMPTY, AMOUNT, PAID),
)
LAST_MONTH, LONG_AGO = date(2023, 9, 30), date(2023, 8, 30)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    for schema in SCHEMAS:
        con.execute(f"create schema {schema}")
    for table in TABLES:
        con.execute(table)
    con.execute(
        "create table raw.payments_record (file_id integer, line integer, unreadable varchar, payment_code varchar,"
        " fee_kind varchar)"
    )
    con.execute(
        "create table control.files (file_id integer, load_id varchar, source varchar, portal varchar,"
        " contract_id varchar, window_to date, rows_read bigint, is_live boolean)"
    )
    con.execute(
        "create table quality.quarantine (load_id varchar, rule_code varchar, field varchar, source_file varchar,"
        " source_line integer)"
    )
    yield con
    con.close()


def deliver(  # noqa: PLR0913, PLR0917
    con: duckdb.DuckDBPyConnection,
    file_id: int,
    rows: list[tuple[str | None, str | None]],
    portal: str = "a",
    ends: date = LAST_MONTH,
    is_live: bool = True,
) -> None:
    """Load one file by hand."""
    con.execute(
        "insert into control.files values ($1, $1::varchar, 'payments', $2, 'payments-a', $3, $4, $5)",
        [file_id, portal, ends, len(rows), is_live],
    )
    for line, (code, kind) in enumerate(rows):
        con.execute("insert into raw.payments_record values ($1, $2, null, $3, $4)", [file_id, line, code, kind])
    measure(con, CONTRACT, [file_id])


def answers(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, int, tuple[str, ...]]]:
    results = evaluate_contracts(con, [CONTRACT])
    return {one.check_id.rpartition(".")[2]: (one.outcome, one.failing_rows, one.sample) for one in results}


GOOD: list[tuple[str | None, str | None]] = [("G1", "Phí"), ("G2", "Phí"), ("G3", "Phí"), ("G4", "-")]


def test_the_checks_that_must_answer_are_the_rules() -> None:
    assert [(one.check_id, one.table_name, one.severity) for one in expected_checks([CONTRACT])] == [
        ("contract.payments-a.repeated", "raw.payments_record", "warn"),
        ("contract.payments-a.empty", "raw.payments_record", "block"),
        ("contract.payments-a.amounts", "staging.stg_payments", "warn"),
        ("contract.payments-a.paid", "staging.stg_payments", "warn"),
    ]


def test_what_keeps_within_the_limits_passes(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD)  # one empty kind of four: just a quarter
    assert answers(con) == dict.fromkeys(("repeated", "empty", "amounts", "paid"), ("passed", 0, ()))


def test_a_key_twice_in_one_file_is_seen_but_not_in_two(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD)
    deliver(con, 2, GOOD)  # windows overlap: the same payment again is right
    assert answers(con)["repeated"][0] == "passed"
    deliver(con, 3, [("G1", "Phí"), (" G1 ", "Phí"), ("null", "Phí"), ("", "Phí"), (None, "Phí")])
    assert answers(con)["repeated"] == ("failed", 1, ("a: 1 / 13 dòng",))


def test_empty_cells_are_counted_with_the_words_for_nothing(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, [("G1", " "), ("G2", None), ("G3", "null"), ("G4", "Phí"), ("G5", "-")])
    assert answers(con)["empty"] == ("failed", 4, ("a: 4 / 5 dòng",))


def test_each_portal_is_judged_by_itself(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD * 10)
    deliver(con, 2, [("G1", None)], portal="b")
    assert answers(con)["empty"] == ("failed", 1, ("b: 1 / 1 dòng",))


def test_old_and_replaced_exports_are_not_judged(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD)
    deliver(con, 2, [("G1", None)] * 9, ends=LONG_AGO)
    deliver(con, 3, [("G1", None)] * 9, is_live=False)
    assert answers(con)["empty"][0] == answers(con)["repeated"][0] == "passed"


def test_row_rules_are_counted_by_record_and_by_field(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD)
    con.execute("insert into quality.quarantine values ('1', 'bad_amount', 'amount', 'f', 0)")
    con.execute("insert into quality.quarantine values ('1', 'bad_timestamp', 'created_at', 'f', 1)")
    found = answers(con)
    assert found["amounts"] == ("failed", 1, ("a: 1 / 4 dòng",))
    assert found["paid"][0] == "passed"
    con.execute("insert into quality.quarantine values ('1', 'bad_timestamp', 'created_at, paid_at', 'f', 2)")
    assert answers(con)["paid"] == ("failed", 1, ("a: 1 / 4 dòng",))


def test_what_cannot_be_counted_is_an_error_of_every_rule(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("drop table quality.quarantine")
    assert {one[0] for one in answers(con).values()} == {"error"}
    assert len(answers(con)) == 4


def test_the_answer_says_the_rule_and_who_answers_for_it(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, 1, GOOD)
    empty = evaluate_contracts(con, [CONTRACT])[1]
    assert (empty.expected, empty.observed) == ("nullCheck(fee_kind) <= 25 percent", "1 / 4 dòng")
    assert empty.remedy.endswith("Phụ trách: Phòng A")
