"""The names of exports: `<source>/<portal>/<source>_<from>_<to>_<exported>.<ext>[.gz]`, or `….zip`."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from orchestration.portal.vocabulary import SOURCES

FORMATS: Final = ("ndjson", "json", "csv", "xlsx", "zip")
IGNORED_NAMES: Final = frozenset({"answers.json", ".gitkeep"})
"""Not exports: the simulator's answer key, and the file that keeps an empty folder in git."""

_PATH: Final = re.compile(r"(?P<source>[^/]+)/(?P<portal>[^/]+)/(?P<name>[^/]+)")
_NAME: Final = re.compile(r"(?P<source>.+)_(?P<first>\d{8})_(?P<last>\d{8})_(?P<exported>\d{8}T\d{6})\.(?P<rest>.+)")
_PORTAL: Final = re.compile(r"[a-z0-9_]+")
_SHAPE: Final = "<source>/<portal>/<source>_<from:yyyyMMdd>_<to:yyyyMMdd>_<exported:yyyyMMddTHHmmss>.<ext>"


@dataclass(frozen=True)
class ExportName:
    """What a file's path says of it.

    `window_from` and `window_to` are local days, both included; `exported_at` is local time without a zone.
    `format` is ndjson, json, csv, xlsx, or zip where the members say; `compression` is gz, zip or None.
    """

    source: str
    portal: str
    window_from: dt.date
    window_to: dt.date
    exported_at: dt.datetime
    format: str
    compression: str | None


@dataclass(frozen=True)
class Refusal:
    """Why a path is no export: what, where, and how to mend it."""

    message: str


def parse_export_name(relative: str) -> ExportName | Refusal:
    """Takes the path of a file below the inbox apart; `/` separates folders."""
    path = _PATH.fullmatch(relative)
    if not path:
        return Refusal(f"{relative}: lies in the wrong folder; put it at {_SHAPE}")
    if path["source"] not in SOURCES:
        return Refusal(f"{relative}: folder {path['source']!r} is no source; use one of {', '.join(SOURCES)}")
    if not _PORTAL.fullmatch(path["portal"]):
        return Refusal(f"{relative}: folder {path['portal']!r} is no portal; use a-z, 0-9 and _ only")
    name = _NAME.fullmatch(path["name"])
    if not name:
        return Refusal(f"{relative}: the file's name says no window; name it {_SHAPE}")
    if name["source"] != path["source"]:
        return Refusal(
            f"{relative}: named after source {name['source']!r} but lies with {path['source']!r};"
            " move it to the folder of its source, or rename it"
        )
    return _export(relative, path["portal"], name)


def _export(relative: str, portal: str, name: re.Match[str]) -> ExportName | Refusal:
    """The export of a well-formed name, if its days and its extension make sense."""
    first, last = _day(name["first"]), _day(name["last"])
    exported = _moment(name["exported"])
    for label, text, value in (
        ("from", name["first"], first), ("to", name["last"], last), ("exported", name["exported"], exported),
    ):  # fmt: skip
        if value is None:
            return Refusal(f"{relative}: {label} {text} is no day of the calendar; export again under a right name")
    if first is None or last is None or exported is None or first > last:
        return Refusal(f"{relative}: from {name['first']} is after to {name['last']}; swap the two and export again")
    kind = _format(name["rest"])
    if kind is None:
        return Refusal(
            f"{relative}: extension .{name['rest']} is not known;"
            " use .ndjson, .json, .csv or .xlsx, any of them with .gz behind, or .zip"
        )
    return ExportName(name["source"], portal, first, last, exported, *kind)


def _format(extension: str) -> tuple[str, str | None] | None:
    """Format and compression of an extension without its first point, or None."""
    kind, _, packed = extension.lower().partition(".")
    if kind not in FORMATS or packed not in {"", "gz"} or (kind == "zip" and packed):
        return None
    return kind, "zip" if kind == "zip" else packed or None


def _day(text: str) -> dt.date | None:
    """A day `yyyyMMdd`, or None where the calendar has none such."""
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - local days have no zone
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime | None:
    """A local moment `yyyyMMddTHHmmss`, or None where there is none such."""
    try:
        return dt.datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local time has no zone
    except ValueError:
        return None
