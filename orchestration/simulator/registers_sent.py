"""Sends what portals tell once a month of every office: officers, statistics, and the form 06a."""

from datetime import date

from orchestration.simulator import quirks
from orchestration.simulator.answers.stock import Stock
from orchestration.simulator.monthly import Month, draw_months
from orchestration.simulator.province import Place
from orchestration.simulator.report_06a import ReportLine
from orchestration.simulator.sender import Sender
from orchestration.simulator.tables import Row
from orchestration.simulator.windows import Window, month_windows, report_exports

DIFFERS_EVERY, DIFFERING_UNITS = 3, 2
"""In every third month the form of so many units does not agree with the cases."""
Differing = list[tuple[str, date, date, list[str]]]
"""Unit code, first and last day of the period, and the measures and identities that do not hold."""


def send_registers(sender: Sender, place: Place, stock: Stock, seed: int) -> tuple[list[Month], Differing]:
    """Send the monthly registers: the province's own system for all units, each portal its form 06a.

    Gives what the registers told, and where the form differs from the cases on purpose.
    """
    post = sender.post
    windows = month_windows(post.start, post.end)
    told: list[Month] = []
    if post.portal == place.portals[0]:
        for index, months in draw_months(place, windows, seed).items():
            told += months
            _send_months(sender, windows[index], months)
    return told, [row for window in windows for row in _send_form(sender, place, stock, window)]


def _send_months(sender: Sender, window: Window, months: list[Month]) -> None:
    officers = [Row((one.unit_code, f"{one.month:%m/%Y}", str(one.officers))) for one in months]
    statistics = [
        Row((one.unit_code, f"{one.month:%m/%Y}", *(str(number) for number in one.statistics)))
        for one in months
        if one.statistics
    ]
    for source, rows in (("staffing", officers), ("unit_statistics", statistics)):
        for export in report_exports(source, sender.post.portal, window, sender.post.end):
            sender.send_table(export, rows)


def _send_form(sender: Sender, place: Place, stock: Stock, window: Window) -> Differing:
    """Send the form of a month; in every third one some units report more than they received."""
    units = [figure.unit for figure in place.printed if figure.unit.portal == sender.post.portal]
    lines: list[ReportLine] = [(unit.name, *stock.form(unit.code, window)) for unit in units]
    differing: Differing = []
    if window.index % DIFFERS_EVERY == 1:
        for number in range(min(DIFFERING_UNITS, len(units))):
            at = (window.index * 7 + number * 11) % len(units)
            lines[at] = (lines[at][0], *_raised(lines[at][1:], 3 + number))
            differing.append((units[at].code, window.first, window.last, [*RAISED, "identity_3_7_11"]))
    for export in report_exports("report_06a", sender.post.portal, window, sender.post.end):
        sender.send_report(export, lines)
        sender.quirks[quirks.REPORT_DIFFERS] += len(differing)
    return differing


RAISED = ("received_total", "received_online")


def _raised(columns: tuple[str | int, ...], more: int) -> tuple[str | int, ...]:
    """Raise columns 3 and 4 of the form: the sum still holds, but not with what was resolved and is open."""
    total, online, *others = columns
    return int(total) + more, int(online) + more, *others
