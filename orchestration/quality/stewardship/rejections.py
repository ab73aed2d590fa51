"""Rejected rows and loads: a decision about what was sent, which the history core follows from the next refresh on.

An item is a load (`meta.loads.load_id`) or a row of it: `<load>:<line>`, in an archive `<load>!<member>:<line>`. A
rejected load counts as one that never came: the export before it stands again. Its rows, and rejected rows, are
quarantined with the rule `rejected_by_steward`. `reopen` takes the decision back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.quality.stewardship.items import ItemError
from orchestration.quality.stewardship.journal import Decision, standing

RULE = "rejected_by_steward"
_ITEM = re.compile(r"(?P<load>[0-9a-f]{16}(?:-\d+)?)(?:(?:!(?P<member>.+))?:(?P<line>\d+))?")

Rejections = Mapping[str, Decision]
"""Item → the decision that rejects it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: a load, or (with `line`) one row of it; `member` of an archive, else empty."""

    load_id: str
    member: str = ""
    line: int | None = None


def sent_of(item: str) -> Sent | None:
    """The load or row that an item names, None where it is another kind of item, such as a check."""
    match = _ITEM.fullmatch(item)
    if match is None:
        return None
    return Sent(match["load"], match["member"] or "", int(match["line"]) if match["line"] else None)


def rejections_in_force(decisions: Iterable[Decision], known_by: datetime | None = None) -> Rejections:
    """What is rejected (see `standing`); a decision about another kind of item does nothing."""
    return {item: one for item, one in standing(decisions, "reject", known_by).items() if sent_of(item)}


def write_rejections(con: duckdb.DuckDBPyConnection, rejections: Rejections, *, is_full: bool) -> None:
    """Put what is rejected now beside what was when the last publication was made, in the caller's transaction.

    What an earlier run that came to no publication had changed stays changed: its models may have followed it.
    """
    if is_full:
        con.execute("delete from control.rejection")
    con.execute(
        "create or replace temp table rejected_now (load_id varchar, member varchar, line integer, message varchar)"
    )
    for item, one in rejections.items():
        sent = sent_of(item)
        assert sent is not None, "only loads and rows are in force"
        message = f"rejected by {one.who} on {one.moment:%Y-%m-%d}: {one.text}"
        con.execute("insert into rejected_now values ($1, $2, $3, $4)", [sent.load_id, sent.member, sent.line, message])
    con.execute(
        """create or replace temp table rejections_together as
        select
            coalesce(fresh.load_id, known.load_id) as load_id, coalesce(fresh.member, known.member) as member,
            coalesce(fresh.line, known.line) as line, coalesce(fresh.message, known.message) as message,
            fresh.load_id is not null as is_now, coalesce(known.was_before, false) as was_before,
            coalesce(known.is_changed, false) or (fresh.load_id is not null) <> coalesce(known.was_before, false)
            as is_changed
        from rejected_now as fresh
        full join control.rejection as known
            on fresh.load_id = known.load_id and fresh.member = known.member
            and fresh.line is not distinct from known.line"""
    )
    con.execute("delete from control.rejection")
    con.execute("insert into control.rejection by name select * from rejections_together")


def check_rejectable(con: duckdb.DuckDBPyConnection, item: str) -> None:
    """Raise ItemError where `item` names no load or row that was read."""
    sent = sent_of(item)
    if sent is None:
        raise ItemError(
            f"{item}: only a load or a row can be rejected; write a load_id of meta.loads, or <load_id>:<line>"
            " (motcua rows --file F shows them); a check is waived"
        )
    load = con.execute("select file_id, rows_read from control.files where load_id = $1", [sent.load_id]).fetchone()
    if load is None:
        raise ItemError(f"{item}: there is no load {sent.load_id}; see load_id in meta.loads")
    if not load[1]:
        raise ItemError(f"{item}: no row of this load was read, there is nothing to reject")
    if sent.line is None:
        return
    query = (
        "select 1 from quality.row_fate where file_id = $1 and source_line = $2"
        " and ends_with(source_file, case when $3 = '' then '' else '!' || $3 end)"
        " and ($3 <> '' or source_file = (select any_value(source_file) from control.files where file_id = $1))"
    )
    if con.execute(query, [load[0], sent.line, sent.member]).fetchone() is None:
        raise ItemError(f"{item}: no record of this load stands there; motcua rows --file {sent.load_id} lists them")
