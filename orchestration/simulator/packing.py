"""Encodings and containers; the same content gives the same bytes, whenever and wherever it is written."""

import csv
import gzip
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

FIXED_MOMENT = (2023, 1, 1, 0, 0, 0)
"""What every zip member says about its age: the clock of the machine must not show."""
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
LINES_AT_ONCE = 500
QUICK = 1
"""Compression level: big worlds are written for tests and benchmarks, not for keeping."""


def write_bytes(path: Path, chunks: Iterable[bytes]) -> None:
    """Write chunks to a file; a name that ends in `.gz` is compressed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw:
        if path.suffix == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=QUICK, mtime=0) as packed:
                packed.writelines(chunks)
        else:
            raw.writelines(chunks)


def write_zip(path: Path, members: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write named members into a zip archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, chunks in members:
            info = zipfile.ZipInfo(name, date_time=FIXED_MOMENT)
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)


def encoded(lines: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Encode lines, a mark in front where the encoding has one.

    `encoding` is `utf-8`, `utf-8-sig`, `utf-16` (little-endian with its mark) or `cp1258`.
    """
    if encoding == "utf-8-sig":
        yield b"\xef\xbb\xbf"
    elif encoding == "utf-16":
        yield b"\xff\xfe"
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    waiting = iter(lines)
    while text := "".join(islice(waiting, LINES_AT_ONCE)):
        yield (windows_1258_text(text) if codec == "cp1258" else text).encode(codec)


def windows_1258_text(text: str) -> str:
    """Spell Vietnamese as Windows-1258 can: the letter with its hat or horn, then the tone as a mark."""
    return text.translate(_split_tones())


@cache
def _split_tones() -> dict[int, str]:
    table = {}
    for code in (*range(0xC0, 0x180), *range(0x1EA0, 0x1EFA)):
        parts = unicodedata.normalize("NFD", chr(code))
        tones = "".join(mark for mark in parts if mark in TONE_MARKS)
        rest = "".join(mark for mark in parts if mark not in TONE_MARKS)
        if tones:
            table[code] = unicodedata.normalize("NFC", rest) + tones
    return table


class _Sink:
    """Takes what a CSV writer writes and gives it back."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        """Keep a text."""
        self._parts.append(text)

    def taken(self) -> str:
        """Give what was kept and forget it."""
        text = "".join(self._parts)
        self._parts.clear()
        return text


def csv_lines(rows: Iterable[Sequence[object] | str]) -> Iterator[str]:
    """Give each row as a CSV line with RFC 4180 quoting; a row that is a text is taken as it stands."""
    sink = _Sink()
    writer = csv.writer(sink)
    for row in rows:
        if isinstance(row, str):
            yield row
        else:
            writer.writerow(row)
            yield sink.taken()
