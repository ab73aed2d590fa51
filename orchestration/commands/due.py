"""`motcua report --due`: what the plans ask for on a day, written into their dated folders."""

import argparse
from collections.abc import Iterator
from datetime import date

from orchestration.clock import local_now
from orchestration.commands.codes import DONE
from orchestration.registers.folder import load_registers
from orchestration.reports.due.calendar import Cadence, read_cadences
from orchestration.reports.due.folders import Report, why_not, write_report
from orchestration.settings import Settings, SettingsError


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Write what is due on `args.on` (today); a report that is there or cannot be made is told and left out."""
    if args.period is not None or args.kind is not None:
        raise SettingsError("--due writes what the plans ask for: leave --kind and --period out")
    day: date = args.on or local_now().date()
    cadences = [
        one for one in read_cadences(load_registers(settings.registers_dir)) if args.plan in (None, one.plan_code)
    ]
    if not cadences:
        raise SettingsError(f"--plan {args.plan}: no cadence of such a plan is in plan_cadences.csv")
    reports = [report for cadence in cadences if (report := _report(cadence, day))]
    for report in reports:
        reason = why_not(settings, report)
        print(f"{report.plan_code} {report.cadence}: {reason or write_report(settings, report).folder}")
    if not reports:
        print("\n".join([f"No report is due on {day}.", *_following(cadences, day)]))
    return DONE


def _report(cadence: Cadence, day: date) -> Report | None:
    period = cadence.due_on(day)
    return Report(cadence.plan_code, period, day, cadence.kind, cadence.section) if period else None


def _following(cadences: list[Cadence], day: date) -> Iterator[str]:
    for cadence in cadences:
        following = cadence.next_due(day)
        yield f"  {cadence.plan_code} {cadence.kind}: {f'next on {following}' if following else 'no further one'}"
