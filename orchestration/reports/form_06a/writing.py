"""The files of form 06a: one workbook for each form of a period."""

from pathlib import Path

import duckdb

from orchestration.reports.asked import Asked, in_file_name
from orchestration.reports.book import open_book
from orchestration.reports.edition import read_edition
from orchestration.reports.form_06a.area import Form, make_forms
from orchestration.reports.form_06a.counts import read_reported
from orchestration.reports.form_06a.sheet import write_comparison, write_form


def write_forms(con: duckdb.DuckDBPyConnection, folder: Path, asked: Asked, plan_code: str | None = None) -> list[Path]:
    """Write the forms of a period into `folder`; with `plan_code` the one of the units under that plan.

    `con` is open on a publication. Raises ReportError where the period is not published or has no case, naming what
    there is. A file is there whole or not at all.
    """
    edition = read_edition(con)
    written = []
    for form in make_forms(con, asked, edition.publication.as_of, plan_code):
        out = folder / f"bieu_06a_{form.top.code}_{_period_name(form)}.xlsx"
        reported = read_reported(con, [line.unit.code for line in form.rows], form.span)
        with open_book(out, edition.publication.as_of) as book:
            write_form(book, form, reported, edition)
            write_comparison(book, form, reported)
        written.append(out)
    return written


def _period_name(form: Form) -> str:
    """A campaign may be called like a year or a month."""
    name = in_file_name(form.period.name)
    return f"campaign_{name}" if form.period.type == "campaign" else name
