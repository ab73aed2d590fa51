"""The reports that plans ask for by the calendar: one job, and a schedule for each cadence of a plan.

Which cadences there are is data (the register `plan_cadences`); this file turns a row into a schedule and nothing more.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from dagster import (
    DefaultScheduleStatus,
    JobDefinition,
    MetadataValue,
    OpExecutionContext,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    in_process_executor,
    job,
    op,
)

from orchestration.assets.triggers import SCHEDULE_ZONE
from orchestration.registers.folder import load_registers
from orchestration.reports.asked import Asked
from orchestration.reports.due.calendar import Cadence, read_cadences
from orchestration.reports.due.folders import Report, why_not, write_report
from orchestration.settings import Settings

REPORTS_JOB: Final = "plan_reports"
OP: Final = "write_plan_report"
MORNING: Final = 7
"""Hour of a report whose plan names none: the night's refresh has ended."""

_DAYS: Final = MappingProxyType(
    {
        "every_2_days": "* * *",
        "weekly_friday": "* * 5",
        "monthly": "1 * *",
        "quarterly": "1 1,4,7,10 *",
        "yearly": "1 1 *",
        "campaign_end": "* * *",
        "closing": "* * *",
    }
)
"""Cadence → the days of its cron line; on each of them the calendar is asked whether a report is due."""


def reports_job(settings: Settings) -> JobDefinition:
    """The job that writes one report into its dated folder; a second run for one publication writes nothing."""

    @op(name=OP, config_schema={"plan_code": str, "name": str, "type": str, "due": str, "cadence": str, "section": str})
    def write(context: OpExecutionContext) -> None:
        given: dict[str, Any] = context.op_config
        period = Asked(given["name"], given["type"])
        due = date.fromisoformat(given["due"])
        report = Report(given["plan_code"], period, due, given["cadence"], given["section"])
        written = write_report(settings, report)
        told = "written" if written.is_new else "this publication's report is there already, nothing is written"
        context.log.info(f"{told}: {written.folder}")
        context.add_output_metadata({"folder": MetadataValue.path(str(written.folder)), "is_new": written.is_new})

    @job(name=REPORTS_JOB, executor_def=in_process_executor, description="One plan's report: page, workbook, form 06a.")
    def plan_reports() -> None:
        write()

    return plan_reports


def report_schedules(settings: Settings) -> list[ScheduleDefinition]:
    """A schedule for each cadence of each plan. Raises RegisterError where the registers cannot be used."""
    cadences = read_cadences(load_registers(settings.registers_dir))
    names = _names(f"{cadence.plan_code}_{cadence.kind}" for cadence in cadences)
    return [_schedule(settings, cadence, name) for cadence, name in zip(cadences, names, strict=True)]


def _schedule(settings: Settings, cadence: Cadence, name: str) -> ScheduleDefinition:
    def look(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        day = context.scheduled_execution_time.astimezone(ZoneInfo(SCHEDULE_ZONE)).date()
        period = cadence.due_on(day)
        if period is None:
            return SkipReason(_nothing_due(cadence, day))
        report = Report(cadence.plan_code, period, day, cadence.kind, cadence.section)
        if reason := why_not(settings, report):
            return SkipReason(reason)
        given = {"plan_code": report.plan_code, **asdict(period), "due": day.isoformat()}
        given |= {"cadence": report.cadence, "section": report.section}
        return RunRequest(run_config={"ops": {OP: {"config": given}}})

    hour = MORNING if cadence.before_hour is None else cadence.before_hour - 1
    before = "" if cadence.before_hour is None else f", before {cadence.before_hour}:00"
    return ScheduleDefinition(
        name=name,
        job_name=REPORTS_JOB,
        cron_schedule=f"0 {hour} {_DAYS[cadence.kind]}",
        execution_timezone=SCHEDULE_ZONE,
        execution_fn=look,
        default_status=DefaultScheduleStatus.RUNNING,
        description=f"{cadence.kind}{before}: {cadence.plan_code}, {cadence.section or 'no section given'}.",
    )


def _nothing_due(cadence: Cadence, day: date) -> str:
    """Why a day has no report: another day has, or the plan's time is over."""
    following = cadence.next_due(day)
    told = f"the next is due on {following}" if following else "no further one is due"
    return f"no {cadence.kind} report of {cadence.plan_code} is due on {day}; {told}"


def _names(wanted: Iterable[str]) -> list[str]:
    """Names that Dagster takes, each once: codes of a register may hold points and hyphens."""
    names: list[str] = []
    for one in wanted:
        name = allowed = f"report_{re.sub(r'[^A-Za-z0-9_]', '_', one)}"
        number = 1
        while name in names:
            number += 1
            name = f"{allowed}_{number}"
        names.append(name)
    return names
