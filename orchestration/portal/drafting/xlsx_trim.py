"""The first rows of a workbook as a workbook of its own, so that a sample of a large one costs little memory.

A sheet is XML that is read from the front and cut after so many rows; of the shared texts only those are kept that the
rows need. The ranges of merged cells stand behind the rows: the rest of the sheet is looked through for them.
"""

import io
import re
import zipfile
from abc import ABC, abstractmethod
from typing import IO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from orchestration.portal.readers.parts import Rejected

_CHUNK: Final = 1 << 16
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_TEXTS: Final = "xl/sharedstrings.xml"
_NEEDED: Final = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(workbook|styles)\.xml|xl/_rels/workbook\.xml\.rels", re.IGNORECASE
)
_MERGED: Final = re.compile(rb'mergeCell[^<>]*?\bref="([A-Z]{1,3}(\d+):[A-Z]{1,3}\d+)"')
_LONGEST_TAG: Final = 256
_MOST_MERGED: Final = 2_000
_ROW_DEPTH: Final = 3


def trimmed(stream: IO[bytes], rows: int) -> bytes:
    """A workbook of the first `rows` rows of each sheet; raises Rejected where the file is no workbook."""
    try:
        with zipfile.ZipFile(stream) as book:
            return _trimmed(book, rows)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError) as error:
        raise Rejected(f"is no readable workbook ({error}); export it as .xlsx again") from error


def _trimmed(book: zipfile.ZipFile, rows: int) -> bytes:
    sink = io.BytesIO()
    wanted: dict[int, int] = {}
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as small:
        for name in book.namelist():
            if _NEEDED.fullmatch(name):
                small.writestr(name, book.read(name))
            elif _SHEET.fullmatch(name):
                with book.open(name) as part:
                    small.writestr(name, _Sheet(rows, wanted).read(part))
        for name in book.namelist():
            if name.lower() == _TEXTS:
                with book.open(name) as part:
                    small.writestr(name, _Texts(wanted).read(part))
    return sink.getvalue()


class _EnoughError(Exception):
    """The rows that are wanted have been read."""


class _Copy(ABC):
    """Copies the elements of an XML part that `wants` lets pass; names keep their prefix."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.path: list[str] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        # Entities that no export needs could unfold to anything.
        parser.EntityDeclHandler = _refuse
        self.parser = parser

    @abstractmethod
    def wants(self) -> bool:
        """Whether the element at the end of the path is copied."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Copies the beginning of an element."""
        self.path.append(name)
        if self.wants():
            shown = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            self.out.append(f"<{name}{shown}>")

    def end(self, name: str) -> None:
        """Copies the end of an element."""
        if self.wants():
            self.out.append(f"</{name}>")
        self.path.pop()

    def text(self, data: str) -> None:
        """Copies text."""
        if self.wants():
            self.out.append(escape(data))

    def section(self, depth: int) -> str:
        """The element at a depth of the path, without its prefix."""
        return self.path[depth].rpartition(":")[2] if len(self.path) > depth else ""


def _refuse(*_: object) -> None:
    raise Rejected("declares entities of its own, which no export needs; export it as .xlsx again")


class _Sheet(_Copy):
    """Copies the first rows of a sheet, and the merged ranges that begin in them."""

    def __init__(self, rows: int, wanted: dict[int, int]) -> None:
        """`wanted`: old index → new index of the shared texts that the rows need, filled while reading."""
        super().__init__()
        self.rows, self.wanted, self.seen = rows, wanted, 0
        self.is_shared, self.index = False, ""

    def read(self, part: IO[bytes]) -> str:
        """Reads one sheet; gives the small one."""
        rest, offset = b"", 0
        try:
            for chunk in iter(lambda: part.read(_CHUNK), b""):
                rest = chunk
                self.parser.Parse(chunk)
                offset += len(chunk)
            self.parser.Parse(b"", True)
            rest = b""
        except _EnoughError:
            rest = rest[self.parser.CurrentByteIndex - offset :]
        merged = self._merged(rest, part)
        prefix = self.path[0][: -len(self.section(0))] if self.path else ""
        cells = "".join(f'<{prefix}mergeCell ref="{one}"/>' for one in merged)
        merges = f"<{prefix}mergeCells>{cells}</{prefix}mergeCells>" if cells else ""
        return "".join(self.out) + "".join(f"</{name}>" for name in self.path[:0:-1]) + merges + f"</{self.path[0]}>"

    def _merged(self, rest: bytes, part: IO[bytes]) -> list[str]:
        """The merged ranges in what is left of a sheet that begin among the kept rows."""
        found: dict[str, None] = {}
        while rest and len(found) < _MOST_MERGED:
            for ref, row in _MERGED.findall(rest):
                if int(row) <= self.rows:
                    found[ref.decode()] = None
            chunk = part.read(_CHUNK)
            rest = rest[-_LONGEST_TAG:] + chunk if chunk else b""
        return list(found)

    def wants(self) -> bool:
        """The sheet, its rows, and nothing else."""
        return len(self.path) == 1 or self.section(1) == "sheetData"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Counts rows, and looks out for the index of a shared text."""
        plain = name.rpartition(":")[2]
        if plain == "row" and len(self.path) == _ROW_DEPTH - 1:
            self.seen += 1
            if self.seen > self.rows:
                raise _EnoughError
        if plain == "c":
            self.is_shared = attributes.get("t") == "s"
        self.index = ""
        super().start(name, attributes)

    def end(self, name: str) -> None:
        """Puts the new index of a shared text into the copy."""
        if self._is_index():
            self.out.append(str(self.wanted.setdefault(int(self.index or 0), len(self.wanted))))
        super().end(name)
        if len(self.path) == 1 and name.rpartition(":")[2] == "sheetData":
            raise _EnoughError

    def text(self, data: str) -> None:
        """Copies text, but for the index of a shared text."""
        if self._is_index():
            self.index += data
        else:
            super().text(data)

    def _is_index(self) -> bool:
        return self.is_shared and bool(self.path) and self.path[-1].rpartition(":")[2] == "v"


class _Texts(_Copy):
    """Copies those shared texts that are wanted, in their new order."""

    def __init__(self, wanted: dict[int, int]) -> None:
        """`wanted`: old index → new index."""
        super().__init__()
        self.wanted, self.seen = wanted, -1
        self.kept: dict[int, str] = {}

    def read(self, part: IO[bytes]) -> str:
        """Reads the shared texts up to the last one that is wanted; gives the small part."""
        last = max(self.wanted, default=-1)
        for chunk in iter(lambda: part.read(_CHUNK), b""):
            self.parser.Parse(chunk)
            if self.seen > last:
                break
        texts = "".join(self.kept[index] for index in sorted(self.kept))
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{namespace}">{texts}</sst>'

    def wants(self) -> bool:
        """Texts whose index a kept row names."""
        return len(self.path) > 1 and self.seen in self.wanted

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begins a text at `si`."""
        plain = name.rpartition(":")[2]
        if plain == "si":
            self.seen += 1
            self.out = []
        super().start(plain, attributes)

    def end(self, name: str) -> None:
        """Keeps a text that is whole."""
        plain = name.rpartition(":")[2]
        super().end(plain)
        if plain == "si" and self.seen in self.wanted:
            self.kept[self.wanted[self.seen]] = "".join(self.out)
