"""`motcua report`: the publication's files for people, written where they are asked for."""

import argparse
import sys
from pathlib import Path

import duckdb

from orchestration.commands.codes import DONE, FAILED
from orchestration.reports.asked import TO_DATE, Asked, ReportError, in_file_name, newest_month_over
from orchestration.reports.form_06a.writing import write_forms
from orchestration.reports.page.source import ScoreboardError, read_plans
from orchestration.reports.scoreboard import write_scoreboard
from orchestration.reports.workbook.writing import write_workbook
from orchestration.settings import Settings, SettingsError


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Write what `args` names and print the paths; gives the exit code."""
    source = settings.published / "current" / "motcua.duckdb"
    if not source.exists():
        raise SettingsError(f"{source} is missing: nothing is published yet; run motcua refresh")
    if args.on is not None:
        raise SettingsError("--on names the day of --due; with --out give a period with --period")
    if args.out.exists() and not args.out.is_dir():
        raise SettingsError(f"--out {args.out} is a file; name a folder")
    con = duckdb.connect(str(source), read_only=True)
    try:
        for path in _write(con, args):
            print(path)
    except ReportError as error:
        raise SettingsError(str(error)) from error
    except ScoreboardError as error:
        print(error, file=sys.stderr)
        return FAILED
    finally:
        con.close()
    return DONE


def _write(con: duckdb.DuckDBPyConnection, args: argparse.Namespace) -> list[Path]:
    asked = Asked(args.period) if args.period else None
    if args.plan is not None:
        _require_plan(con, args.plan)
    if args.kind == "06a":
        return write_forms(con, args.out, asked or newest_month_over(con), args.plan)
    if args.kind == "workbook":
        name = f"workbook_{in_file_name(args.period or TO_DATE)}.xlsx"
        return [write_workbook(con, args.out / name, asked, args.plan)]
    return [write_scoreboard(con, args.out / "scoreboard.html", asked, args.plan)]


def _require_plan(con: duckdb.DuckDBPyConnection, code: str) -> None:
    known = [plan.code for plan in read_plans(con)]
    if code not in known:
        raise ReportError(f"--plan {code}: no such plan; there are {', '.join(known) or 'none'}")
