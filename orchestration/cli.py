"""The `motcua` command: words into calls, outcomes into exit codes (interface.md, "Commands")."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from orchestration.commands.codes import DONE, FAILED, WRONG_USE


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise argparse.ArgumentTypeError("give local time of Vietnam without a zone, e.g. 2023-12-31T23:59:59")
    return moment


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def build_parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    parser = argparse.ArgumentParser(
        prog="motcua",
        description="From the exports of service portals to published, traceable figures.",
        epilog="Settings come from MOTCUA_* variables and .env; see README.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_refresh(commands)
    _add_simulate(commands)
    commands.add_parser("status", help="last publication, its age and verdict, what failed, files waiting")
    commands.add_parser("publications", help="list the publications")
    verify = commands.add_parser("verify", help="recompute every hash of the chain; says the first that differs")
    verify.add_argument("publication_id", nargs="?", metavar="ID", help="only this publication's contents")
    prune = commands.add_parser("prune", help="keep only the manifests of old publications; recorded")
    prune.add_argument("--keep", type=_count, required=True, metavar="N", help="how many publications stay whole")
    explain = commands.add_parser("explain", help="from a figure to its cases, files and lines")
    explain.add_argument("--unit", required=True, help="unit code, e.g. 000.00.02.H09")
    explain.add_argument("--kpi", required=True, help="code of the KPI, e.g. online_case_rate")
    explain.add_argument("--period", required=True, help="2023-09, 2023-Q3, 2023-W36, 2023, to_date or a campaign")
    explain.add_argument("--limit", type=int, default=20, help="how many lines to list (20)")
    reconcile = commands.add_parser("reconcile", help="where form 06a differs, and the cases that could explain it")
    reconcile.add_argument("--unit", help="only this unit, e.g. 000.00.02.H09")
    reconcile.add_argument("--measure", help="only this column of the form, e.g. received_online")
    reconcile.add_argument("--limit", type=int, default=3, help="how many cases of each reason to list (3; at most 20)")
    _add_rows(commands)
    _add_report(commands)
    _add_steward(commands)
    _add_contracts(commands)
    registers = commands.add_parser("registers", help="check the registers: units, plans, targets, campaigns")
    check = registers.add_subparsers(dest="action", required=True).add_parser("check", help="validate registers")
    check.add_argument("path", nargs="?", type=Path, metavar="DIR", help="a folder of registers (MOTCUA_REGISTERS_DIR)")
    commands.add_parser("prepare", help="parse the models ahead and make Dagster's home; part of make setup")
    return parser


def _add_report(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    report = commands.add_parser("report", help="write files for people: page, workbook, form 06a")
    report.add_argument("--kind", choices=["scoreboard", "workbook", "06a"], help="scoreboard by default")
    report.add_argument(
        "--period",
        metavar="P",
        help="2023-09, 2023-Q3, 2023-W36, 2023, to_date or a campaign (to date; 06a: the newest month that is over)",
    )
    report.add_argument("--plan", metavar="CODE", help="only for the units under this plan, e.g. binh_duong_2023")
    where = report.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="DIR", help="folder to write into")
    where.add_argument("--due", action="store_true", help="write what the plans ask for today, into dated folders")
    report.add_argument("--on", type=_day, metavar="DATE", help="with --due: that day's reports instead of today's")


def _add_steward(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    steward = commands.add_parser("steward", help="decide about checks that did not pass, and about loads and rows")
    actions = steward.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="the items that are not closed")
    about = {
        "show": ("what was seen, which rows, what was decided", None),
        "waive": ("answer for a broken rule until a day; the gate then lets it pass", "--reason"),
        "raise": ("let a difference of form 06a hold its units: its check, or CHECK:UNIT[:FIRST-DAY]", "--reason"),
        "reject": ("leave a load or a row of it out from the next refresh on", "--reason"),
        "reopen": ("end a waiver before its day, or take a raise or a rejection back", "--reason"),
        "assign": ("say who looks after it", "--to"),
        "comment": ("note something about it", "--text"),
        "send": ("write its faulty rows as a workbook for the sender; also SOURCE/PORTAL", None),
    }
    for name, (told, option) in about.items():
        action = actions.add_parser(name, help=told)
        action.add_argument("item", metavar="ID", help="a check, as steward list names it; LOAD or LOAD:LINE")
        if option is not None:
            action.add_argument(option, required=True, dest="text", metavar=option[2].upper())
            action.add_argument("--by", metavar="NAME", help="who decides (the user of the shell)")
        if name == "send":
            action.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
            action.add_argument("--by", metavar="NAME", help="who sends (the user of the shell)")
        if name == "waive":
            action.add_argument("--until", type=_day, required=True, metavar="DATE", help="its last day")


def _add_contracts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    contracts = commands.add_parser("contracts", help="check the contracts of sources, or draft one")
    actions = contracts.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="validate contracts; names file, line and field")
    check.add_argument("path", nargs="?", type=Path, help="a contract or a folder (MOTCUA_CONTRACTS_DIR)")
    draft = actions.add_parser("draft", help="propose a contract from a sample file, for a person to complete")
    draft.add_argument("file", type=Path, help=".csv, .xlsx, .ndjson or .json, any of them as .gz or in a .zip")
    draft.add_argument("--out", type=Path, metavar="FILE", help="write the draft there (else it is printed)")
    draft.add_argument("--source", help="what the file holds, e.g. cases (else told or guessed from name and columns)")
    draft.add_argument("--portal", help="name of the portal's folder in the inbox")


def _add_refresh(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    refresh = commands.add_parser("refresh", help="the nightly job: land, load, build, audit, publish")
    refresh.add_argument("--full", action="store_true", help="read everything again from the archive")
    refresh.add_argument(
        "--as-of",
        type=_moment,
        metavar="T",
        help="replay what had arrived by T into a warehouse of its own (--out)",
    )
    refresh.add_argument("--out", type=Path, metavar="DIR", help="warehouse folder of a replay")
    refresh.add_argument(
        "--demo",
        action="store_true",
        help="simulate a province first where inbox, archive and published are empty",
    )


def _add_rows(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rows = commands.add_parser("rows", help="what became of the lines of a file, and because of what")
    rows.add_argument("--file", required=True, metavar="F", help="its name, path as landed, SHA-256 or load")
    which = rows.add_mutually_exclusive_group()
    which.add_argument("--line", type=_count, metavar="N", help="only this line, with all its fields")
    which.add_argument("--fate", choices=["kept", "quarantined", "superseded", "duplicate"], help="only these rows")
    rows.add_argument("--limit", type=_count, default=20, metavar="N", help="how many rows to list (20)")
    rows.add_argument("--fields", action="store_true", help="all fields of each row, not only faulty ones")


def _add_simulate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    simulate = commands.add_parser("simulate", help="write a province's exports and their answers")
    simulate.add_argument("--out", type=Path, required=True, metavar="DIR")
    simulate.add_argument("--from", type=_day, required=True, dest="start", metavar="DATE")
    simulate.add_argument("--to", type=_day, required=True, dest="end", metavar="DATE")
    simulate.add_argument("--cases", type=int, default=20_000, metavar="N")
    simulate.add_argument("--seed", type=int, default=1, metavar="S")
    simulate.add_argument("--defects", type=float, default=0.0, metavar="RATE", help="faulty rows, 0 to 0.05")
    simulate.add_argument(
        "--place",
        default="binh_duong_2023",
        metavar="PLAN",
        help="code of a plan in plans.csv, or all (binh_duong_2023)",
    )
    simulate.add_argument(
        "--nights", type=int, default=0, metavar="N", help="files in folders of N nights, as they arrive (0: at once)"
    )


def run(args: argparse.Namespace) -> int:
    """Run one command; gives its exit code. Configuration errors are told in one line, without a trace."""
    from orchestration.chain import ChainError
    from orchestration.settings import SettingsError, load_settings

    try:
        settings = load_settings()
        if args.command == "refresh":
            from orchestration.commands import refresh

            return refresh.run(settings, args)
        if args.command == "steward":
            from orchestration.commands import steward

            return steward.run(settings, args)
        from orchestration.commands import others

        return others.run(settings, args)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except ChainError as error:
        print(error, file=sys.stderr)
        return FAILED


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; argparse itself ends with 2 on wrong words."""
    args = build_parser().parse_args(argv)
    try:
        code = run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output went away; what was to be done is done
        code = DONE
    if argv is None:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process without tearing down the interpreter: DuckDB's bindings print a list of what they leak there.

    The helper process that watches semaphores (dbt's) is told to end first, or it prints one too.
    """
    from multiprocessing import resource_tracker

    sys.stderr.flush()
    watcher: int | None = getattr(resource_tracker._resource_tracker, "_pid", None)
    if watcher is not None:
        os.kill(watcher, signal.SIGKILL)
    os._exit(code)


if __name__ == "__main__":
    main()
