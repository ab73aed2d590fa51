"""`motcua steward`: what stewards decide about checks that did not pass, differences of form 06a, loads and rows."""

import argparse
import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb

from orchestration.clock import local_now
from orchestration.commands.codes import DONE
from orchestration.quality.stewardship.items import (
    Finding,
    Item,
    ItemError,
    check_waivable,
    find_item,
    items_of,
    read_findings,
)
from orchestration.quality.stewardship.journal import Action, Decision, Journal, decide
from orchestration.quality.stewardship.raises import check_raisable
from orchestration.quality.stewardship.rejections import check_rejectable
from orchestration.quality.stewardship.sending import rows_to_send, write_back
from orchestration.settings import Settings, SettingsError

SHOWN_ROWS = 20
NEXT_STEP = "The next refresh asks the gate again: motcua refresh"


def run(settings: Settings, args: argparse.Namespace) -> int:
    """List, show or decide; gives the exit code. Raises SettingsError for a wrong use, ChainError for a cut journal."""
    findings = _findings(settings)
    journal, today = Journal.read(settings.decisions), local_now().date()
    try:
        if args.action == "list":
            lines = list_lines(items_of(findings, journal, today))
        elif args.action == "reject":
            lines = _rejected(settings, args)
        elif args.action == "raise":
            lines = _raised(settings, args)
        elif args.action == "send":
            lines = _sent(settings, args, findings.get(args.item))
        else:
            item = find_item(findings, journal, today, args.item)
            lines = show_lines(item) if args.action == "show" else _decided(settings, args, item, today)
    except ItemError as error:
        raise SettingsError(str(error)) from error
    print("\n".join(lines))
    return DONE


def _decided(settings: Settings, args: argparse.Namespace, item: Item, today: date) -> list[str]:
    action: Action = args.action
    if action == "waive":
        check_waivable(item, args.until, today)
    if action == "reopen" and item.waiver is None and item.state not in ("raised", "rejected"):
        raise ItemError(f"{item.check_id} is neither waived nor raised nor rejected: there is nothing to reopen")
    until = args.until if action == "waive" else None
    lines = _noted(settings, args, item.check_id, args.text, until)
    return [*lines, NEXT_STEP] if action in ("waive", "reopen") else lines


def _rejected(settings: Settings, args: argparse.Namespace) -> list[str]:
    with _loaded(settings, args.item) as con:
        check_rejectable(con, args.item)
    return [*_noted(settings, args, args.item, args.text), "It counts no more from the next refresh on: motcua refresh"]


def _raised(settings: Settings, args: argparse.Namespace) -> list[str]:
    with _loaded(settings, args.item) as con:
        check_raisable(con, args.item)
    return [
        *_noted(settings, args, args.item, args.text),
        "It holds its units from the next refresh on: motcua refresh",
    ]


def _sent(settings: Settings, args: argparse.Namespace, finding: Finding | None) -> list[str]:
    with _loaded(settings, args.item) as con:
        sent = rows_to_send(con, args.item, finding)
        (as_of,) = con.execute("select as_of from control.clock").fetchone() or (local_now(),)
    path = write_back(sent, args.out, as_of)
    return [f"Wrote {len(sent.rows)} faulty rows: {path}", *_noted(settings, args, args.item, path.name)]


def _noted(settings: Settings, args: argparse.Namespace, item: str, said: str, until: date | None = None) -> list[str]:
    """Append the decision; gives what to tell of it. Raises ItemError where it says nothing or nobody decides."""
    who, text = (args.by or getpass.getuser()).strip(), said.strip()
    if not who or not text:
        raise ItemError("a decision needs a name and a text: neither --by nor the reason may be empty")
    moment = local_now().replace(microsecond=0)
    decision = decide(settings.decisions, moment, who, args.action, item, text, until)
    return [f"Noted as decision {decision.sequence} in {settings.decisions}: {_in_words(decision)}"]


@contextmanager
def _warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The working warehouse to read, None where there is none yet."""
    if not settings.warehouse_file.exists():
        yield None
        return
    try:
        con = duckdb.connect(str(settings.warehouse_file), read_only=True)
    except duckdb.IOException as error:
        raise SettingsError("a refresh is running: ask again when its audit has answered") from error
    try:
        yield con
    finally:
        con.close()


@contextmanager
def _loaded(settings: Settings, item: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working warehouse to read. Raises ItemError where no refresh has come as far as its tables yet."""
    nothing = ItemError(f"{item}: nothing was loaded yet; run motcua refresh")
    with _warehouse(settings) as con:
        if con is None:
            raise nothing
        try:
            yield con
        except duckdb.CatalogException as error:
            raise nothing from error


def _findings(settings: Settings) -> dict[str, Finding]:
    with _warehouse(settings) as con:
        try:
            return read_findings(con) if con is not None else {}
        except duckdb.CatalogException:
            return {}


def list_lines(items: Sequence[Item]) -> list[str]:
    """One line an item that is not closed, and how many are."""
    unclosed = [one for one in items if one.state != "closed"]
    lines = [_line(one) for one in unclosed]
    closed = len(items) - len(unclosed)
    return [f"Quality items: {len(unclosed)} not closed, {closed} closed", *lines]


def _line(item: Item) -> str:
    finding = item.finding
    if finding is None:
        return f"  {'-':<6}{item.state:<24}{item.check_id}: {item.decisions[-1].text}"
    state = f"waived until {item.waiver.until}" if item.waiver else item.state
    assigned = f", assigned to {item.assignee}" if item.assignee else ""
    return f"  {finding.severity:<6}{state:<24}{item.check_id}: {finding.text} ({finding.failing_rows} rows){assigned}"


def show_lines(item: Item) -> list[str]:
    """All that is known of an item: what was seen, which rows, what was decided."""
    lines = [f"{item.check_id}: {item.state}"]
    if item.finding is not None:
        finding = item.finding
        lines += [
            f"  what      {finding.text}",
            f"  severity  {finding.severity}; last audit: {finding.outcome}, {finding.failing_rows} rows",
            f"  observed  {finding.observed}",
            f"  expected  {finding.expected}",
        ]
        lines += [f"  mend      {finding.remedy}"] if finding.remedy else []
        lines += [f"      row: {row}" for row in finding.sample[:SHOWN_ROWS]]
    lines += [f"  {_in_words(one)}" for one in item.decisions]
    return lines


def _in_words(decision: Decision) -> str:
    what = {
        "waive": f"waived until {decision.until}: {decision.text}",
        "raise": f"raised to a hold: {decision.text}",
        "reject": f"rejected: {decision.text}",
        "send": f"sent back: {decision.text}",
        "reopen": f"reopened: {decision.text}",
        "assign": f"assigned to {decision.text}",
        "comment": f"comment: {decision.text}",
    }[decision.action]
    return f"{decision.moment:%Y-%m-%d %H:%M} {decision.who}: {what}"
