"""Four cities of other countries: invented service requests, each written as its portal would, flags and all.

The flag of a request is worked out here in plain Python, as the city would: three compare the minute of the due time,
one compares days of its own zone. Nothing of the program is used.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EXPORTED = datetime(2021, 3, 30, 15, 30)
"""When each city wrote its file, by its own clock; open requests are judged at this moment."""

FIRST, LAST = date(2020, 12, 1), date(2021, 3, 30)
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Request:
    """One request by the clock of its city; `due` at midnight is a day to the city that compares days."""

    number: int
    unit: str
    channel: str
    opened: datetime
    due: datetime | None
    closed: datetime | None
    is_duplicate: bool


def requests(seed: int, count: int, units: Sequence[str], channels: Sequence[str]) -> Iterator[Request]:
    """Invented requests: a third open, some without a due time, many closed within minutes of it."""
    dice = random.Random(seed)
    days = (LAST - FIRST).days
    for number in range(1, count + 1):
        opened = datetime.combine(
            FIRST + timedelta(days=dice.randrange(days)), time(dice.randrange(24), dice.randrange(60))
        )
        due = None if dice.random() < 0.15 else opened + timedelta(hours=dice.choice([4, 24, 72, 240]), minutes=7)
        closed = opened + timedelta(seconds=int(dice.expovariate(1 / 216_000)) + 1)
        if due is not None and dice.random() < 0.3:
            closed = max(opened, due + timedelta(minutes=dice.choice([-90, -1, 0, 1, 90])))
        if due is not None and dice.random() < 0.01:
            due = EXPORTED + timedelta(minutes=dice.choice([-60, 60]))
        is_open = closed > EXPORTED or dice.random() < 0.2
        unit, channel = dice.choice(units), dice.choice(channels)
        yield Request(number, unit, channel, opened, due, None if is_open else closed, dice.random() < 0.05)


def is_late_by_moment(request: Request) -> bool:
    """Closed, or still open at the export, after the minute of the due time."""
    return request.due is not None and (request.closed or EXPORTED) > request.due


def is_late_by_day(request: Request) -> bool:
    """Closed after the due day, or open when it was over."""
    return request.due is not None and (request.closed or EXPORTED).date() > request.due.date()


def springfield(seed: int = 1) -> bytes:
    """Month first, 12-hour clock, departments by name; 1,500 requests and 5 that cannot be right."""
    units = ["Public Works", "PARKS & RECREATION", "Housing", "Streets Division"]
    head = [
        "Request No",
        "Date Opened",
        "Date Due",
        "Date Closed",
        "On Time",
        "Status",
        "Department",
        "Request Type",
        "Origin",
    ]

    def written(moment: datetime | None) -> str:
        return f"{moment:%m/%d/%Y %I:%M:%S %p}" if moment else "N/A"

    rows = []
    for one in requests(seed, 1500, units, ["Mobile App", "Website", "Phone Call", "Letter", ""]):
        status = ("Duplicate (Closed)" if one.is_duplicate else "Closed") if one.closed else "Open"
        flag = "Overdue" if is_late_by_moment(one) else "Closed on time" if one.closed else "Open, on time"
        rows.append([
            f"2021-{one.number:05}", written(one.opened), written(one.due), written(one.closed), flag, status, one.unit,
            "Pothole, street", one.channel,
        ])  # fmt: skip
    good = rows[0]
    rows += [
        ["2021-90001", *good[1:6], "Weather Bureau", *good[7:]],
        ["2021-90002", *good[1:5], "Lost", *good[6:]],
        ["2021-90003", good[1], good[2], "N/A", "Closed on time", "Closed", *good[6:]],
        ["2021-90004", "13/30/2021 01:00:00 PM", *good[2:]],
        ["R-7", *good[1:]],
    ]
    return _csv([head, *rows], ",").encode()


CAPITAL_HEAD = (
    "case_enquiry_id,open_dt,target_dt,closed_dt,ontime,case_status,closure_reason,case_title,subject,reason,type,queue,"
    "department,submittedphoto,closedphoto,location,neighborhood,latitude,longitude,source"
)


def capital(seed: int = 2) -> bytes:
    """Columns of a known open data set; numbers that another city uses too, departments by their codes."""
    units = ["PWDx", "BTD", "ISD", "BTDT", ""]
    sources = ["Citizens Connect App", "Constituent Call", "Self Service", "City Worker App", "Employee Generated"]
    rows = [CAPITAL_HEAD.split(",")]
    for one in requests(seed, 1200, units, sources):
        number = f"2021-{one.number:05}" if one.number <= 600 else f"1010{one.number:08}"
        rows.append([
            number, f"{one.opened}", f"{one.due or ''}", f"{one.closed or ''}",
            "OVERDUE" if is_late_by_moment(one) else "ONTIME", "Closed" if one.closed else "Open",
            'Case Closed "Resolved", crew\nleft a note' if one.closed else " ", "Pick up", "Public Works", "Sanitation",
            "Missed Trash", "PWDx_Missed Trash", one.unit, "", "", "1 Main St, Capital", "Allston / Brighton", "42.3",
            "-71.1", one.channel,
        ])  # fmt: skip
    return _csv(rows, ",").encode()


def koeln(seed: int = 3) -> bytes:
    """Semicolons, Windows-1252, moments in UTC (with and without saying so) or with an offset, due days at midnight."""
    units = ["Straßenbau", "Grünflächenamt", "Bürgeramt Süd"]
    rows = [["Nummer", "eingegangen", "fällig", "erledigt", "rechtzeitig", "Status", "Amt"]]
    forms: list[Callable[[datetime], str]] = [
        lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z",
        lambda moment: moment.isoformat(timespec="seconds"),
        lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
    ]
    for one in requests(seed, 900, units, ["-"]):
        form = forms[one.number % 3]
        opened, closed = (form(m.replace(tzinfo=BERLIN)) if m else "–" for m in (one.opened, one.closed))
        status = ("Dublette" if one.is_duplicate else "Erledigt") if one.closed else "Offen"
        flag = "nein" if is_late_by_day(one) else "ja"
        due = f"{one.due:%d.%m.%Y}" if one.due else ""
        rows.append([str(one.number), opened, due, closed, flag, status, one.unit])
    return _csv(rows, ";").encode("cp1252")


def riverside(seed: int = 4, count: int = 58_000) -> bytes:
    """As many requests as a known open data set holds: plain numbers, no due time where none is set, long remarks."""
    units = ["Water, Sewer & Drains", "Transportation", "SOLID WASTE"]

    def written(moment: datetime | None) -> str:
        return f"{moment:%m/%d/%Y %I:%M:%S %p}" if moment else ""

    head = ["SR_NUMBER", "CREATED", "DUE", "CLOSED", "SLA STATUS", "STATUS", "AGENCY", "SERVICE", "METHOD RECEIVED"]
    rows = [[*head, "REMARK"]]
    for one in requests(seed, count, units, ["App", "Web", "Phone", "Mail", ""]):
        status = ("Canceled" if one.is_duplicate else "Completed") if one.closed else "In Progress"
        flag = "OVERDUE" if is_late_by_moment(one) else "ONTIME"
        remark = f'Said "as before",\r\nsee {one.number - 1}\n' if one.number % 3 == 0 else ""
        rows.append([
            str(one.number), written(one.opened), written(one.due), written(one.closed), flag, status, one.unit,
            "Street light, out", one.channel, remark,
        ])  # fmt: skip
    return _csv(rows, ",").encode()


SPRINGFIELD_STAFFING = """Department,Month,Staff
Public Works,January 2021,"1,200"
parks & recreation,February 2021,7
Weather Bureau,February 2021,3
"""
SPRINGFIELD_COMPLAINTS = """No,Department,Received
1,Public Works,03 Feb 21
2,"Housing, Inspections","Feb 28, 2021"
"""


def _csv(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
