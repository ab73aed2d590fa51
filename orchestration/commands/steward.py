"""`motcua steward`: what stewards decide about checks that did not pass."""

import argparse
import getpass
from collections.abc import Sequence
from datetime import date

import duckdb

from orchestration.cli import DONE
from orchestration.clock import local_now
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
    if action == "reopen" and item.waiver is None:
        raise ItemError(f"{item.check_id} is not waived: there is nothing to reopen")
    who = (args.by or getpass.getuser()).strip()
    text = args.text.strip()
    if not who or not text:
        raise ItemError("a decision needs a name and a text: neither --by nor the reason may be empty")
    moment = local_now().replace(microsecond=0)
    until = args.until if action == "waive" else None
    decision = decide(settings.decisions, moment, who, action, item.check_id, text, until)
    lines = [f"Noted as decision {decision.sequence} in {settings.decisions}: {_in_words(decision)}"]
    return [*lines, NEXT_STEP] if action in ("waive", "reopen") else lines


def _findings(settings: Settings) -> dict[str, Finding]:
    if not settings.warehouse_file.exists():
        return {}
    try:
        con = duckdb.connect(str(settings.warehouse_file), read_only=True)
    except duckdb.IOException as error:
        raise SettingsError("a refresh is running: ask again when its audit has answered") from error
    try:
        return read_findings(con)
    except duckdb.CatalogException:
        return {}
    finally:
        con.close()


def list_lines(items: Sequence[Item]) -> list[str]:
    """One line an item that is not closed, and how many are."""
    unclosed = [one for one in items if one.state != "closed"]
    lines = [_line(one) for one in unclosed]
    closed = len(items) - len(unclosed)
    return [f"Quality items: {len(unclosed)} not closed, {closed} closed", *lines]


def _line(item: Item) -> str:
    finding = item.finding
    assert finding is not None, "an item without a finding is closed"
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
        "reopen": f"reopened: {decision.text}",
        "assign": f"assigned to {decision.text}",
        "comment": f"comment: {decision.text}",
    }[decision.action]
    return f"{decision.moment:%Y-%m-%d %H:%M} {decision.who}: {what}"
