"""The dated folder of a plan's report: page, workbook and form 06a of one publication and period.

`<warehouse>/reports/<plan>/<yyyy-mm-dd>_<period>/`, whole or not at all, and never twice for one publication. Beside
the files lies `source.json`, which says of what they were made; by it a later run knows what is there.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.reports.asked import Asked, ReportError, find_periods, in_file_name
from orchestration.reports.edition import read_edition
from orchestration.reports.form_06a.writing import write_forms
from orchestration.reports.scoreboard import write_scoreboard
from orchestration.reports.workbook.writing import plan_areas, write_workbook
from orchestration.settings import Settings

SOURCE = "source.json"


@dataclass(frozen=True, slots=True)
class Report:
    """A plan's report on a period, due on a day; cadence and section of the plan that ask for it."""

    plan_code: str
    period: Asked
    due: date
    cadence: str
    section: str

    @property
    def folder_name(self) -> str:
        """Name of the dated folder; a campaign may be called like a year or a month."""
        mark = "campaign_" if self.period.type == "campaign" else ""
        return f"{self.due.isoformat()}_{mark}{in_file_name(self.period.name)}"


@dataclass(frozen=True, slots=True)
class Written:
    """The folder of a report; `is_new` is False where this publication's report on the period was there already."""

    folder: Path
    is_new: bool


def write_report(settings: Settings, report: Report) -> Written:
    """Write a report of the current publication into its dated folder, unless that has been done.

    A folder of the same day and period from another publication stays; the new one gets a number. Raises ReportError
    where nothing is published or it lacks the figures. Another run that writes reports is waited for.
    """
    folder = settings.reports / report.plan_code
    with _one_at_a_time(settings.reports), _publication(settings) as con:
        edition = read_edition(con)
        there = _written_before(folder, report, edition.publication_id)
        if there is not None:
            return Written(there, is_new=False)
        partial = folder / f".{report.folder_name}.partial"
        shutil.rmtree(partial, ignore_errors=True)  # what a killed run left
        try:
            files = _write_files(con, partial, report)
            _write_source(partial, report, edition.publication_id, files)
            return Written(partial.rename(_free_name(folder, report.folder_name)), is_new=True)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def why_not(settings: Settings, report: Report) -> str | None:
    """Return why there is nothing to write: not published, no figures, or written already; else nothing."""
    try:
        with _publication(settings) as con:
            there = _written_before(settings.reports / report.plan_code, report, read_edition(con).publication_id)
            plan_areas(con, find_periods(con, report.period), report.plan_code)
    except ReportError as error:
        return str(error)
    return f"this publication's report is there already: {there}" if there else None


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait for the lock of the reports; the kernel lets it go when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _publication(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The publication that is current now, open for reading; a swap meanwhile does not matter."""
    source = (settings.published / "current").resolve() / "motcua.duckdb"
    if not source.exists():
        raise ReportError(f"{source} is missing: nothing is published yet; run motcua refresh")
    con = duckdb.connect(str(source), read_only=True)
    try:
        yield con
    finally:
        con.close()


def _write_files(con: duckdb.DuckDBPyConnection, folder: Path, report: Report) -> list[Path]:
    return [
        write_scoreboard(con, folder / "scoreboard.html", report.period, report.plan_code),
        write_workbook(con, folder / "workbook.xlsx", report.period, report.plan_code),
        *write_forms(con, folder, report.period, report.plan_code),
    ]


def _write_source(folder: Path, report: Report, publication: str, files: list[Path]) -> None:
    told = {
        "publication_id": publication,
        "plan_code": report.plan_code,
        "period": report.period.name,
        "period_type": report.period.type,
        "due": report.due.isoformat(),
        "cadence": report.cadence,
        "source_section": report.section,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    (folder / SOURCE).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _written_before(folder: Path, report: Report, publication: str) -> Path | None:
    wanted = (publication, report.period.name, report.period.type)
    for source in sorted(folder.glob(f"[0-9]*/{SOURCE}")):
        told = json.loads(source.read_text(encoding="utf-8"))
        if (told["publication_id"], told["period"], told["period_type"]) == wanted:
            return source.parent
    return None


def _free_name(folder: Path, name: str) -> Path:
    number = 1
    while (path := folder / (name if number == 1 else f"{name}_{number}")).exists():
        number += 1
    return path
