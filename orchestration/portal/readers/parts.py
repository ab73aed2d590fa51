"""Unpacking: one archived file is one or more parts in a readable format."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.portal.contract_model import Contract
from orchestration.portal.drift.notes import Note

# A night's export has a few hundred megabytes; beyond this it is a mistake or an archive made to harm.
MAX_UNPACKED_BYTES: Final = 4 * 1024**3
# Files that a desktop puts into an archive by itself.
_DESKTOP_LITTER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Rejected(Exception):  # noqa: N818 - a verdict on a file, not a fault of the program
    """A file that cannot be taken; the message says what is wrong and how to mend it."""

    def __init__(self, message: str, notes: Sequence[Note] = ()) -> None:
        """`notes`: where the file differs from its contract, if that is why."""
        super().__init__(message)
        self.notes = tuple(notes)


@dataclass(frozen=True)
class FileToRead:
    """An archived file: `path` is named by its hash, `source_file` is `<source>/<portal>/<name>` as it
    arrived.

    `format` is ndjson, json, csv, xlsx or zip; `compression` is gz, zip or None.
    """

    file_id: int
    path: Path
    source_file: str
    format: str
    compression: str | None = None


@dataclass(frozen=True)
class Part:
    """What one reader reads: the file itself, or one member of a zip archive."""

    file_id: int
    member: str | None
    format: str
    data: bytes

    @property
    def place(self) -> str:
        """How messages begin: nothing for a file, the name of a member."""
        return f"member {self.member}: " if self.member else ""


def unpack(file: FileToRead, contract: Contract) -> list[Part]:
    """The parts of a file in the order of the archive; raises Rejected."""
    try:
        if file.compression == "zip":
            return list(_members(file, contract))
        with file.path.open("rb") as stream:
            data = stream.read() if file.compression is None else _gunzip(stream, "")
    except OSError as error:
        raise Rejected(f"cannot be read ({error.strerror or error}); restore it in the archive") from error
    return [_part(file.file_id, None, file.format, data, contract)]


def _part(file_id: int, member: str | None, kind: str, data: bytes, contract: Contract) -> Part:
    """A part that is worth reading: of a format of the contract, and not empty."""
    part = Part(file_id, member, kind, data)
    if kind not in contract.formats:
        allowed = ", ".join(contract.formats)
        raise Rejected(
            f"{part.place}format {kind!r} is not one that contract {contract.id} reads ({allowed});"
            " export one of these, or add the format to the contract"
        )
    if not data:
        raise Rejected(f"{part.place}has 0 bytes, the transfer broke; fetch the export again")
    return part


def _gunzip(stream: io.BufferedIOBase | io.BufferedReader, place: str) -> bytes:
    """The unpacked bytes of a gzip stream."""
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            data = packed.read(MAX_UNPACKED_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Rejected(f"{place}is a broken gzip file ({error}); fetch the export again") from error
    if len(data) > MAX_UNPACKED_BYTES:
        raise Rejected(f"{place}unpacks to more than {MAX_UNPACKED_BYTES} bytes; export smaller windows")
    return data


def _members(file: FileToRead, contract: Contract) -> Iterator[Part]:
    """The members of a zip archive that are parts of the export."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            infos = [info for info in archive.infolist() if not is_litter(info)]
            if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
                raise Rejected(f"unpacks to more than {MAX_UNPACKED_BYTES} bytes; export smaller windows")
            if not infos:
                raise Rejected("is an archive without members; fetch the export again")
            for info in infos:
                yield _member(file.file_id, info.filename, archive.read(info), contract)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise Rejected(f"is a broken zip archive ({error}); fetch the export again") from error
    except RuntimeError as error:  # how zipfile reports an archive that is locked with a password
        raise Rejected(f"cannot be unpacked ({error}); export without a password") from error


def _member(file_id: int, name: str, data: bytes, contract: Contract) -> Part:
    """One member; its format is what its name says."""
    stem = name.lower()
    if stem.endswith(".gz"):
        stem = stem.removesuffix(".gz")
        data = _gunzip(io.BytesIO(data), f"member {name}: ") if data else data
    return _part(file_id, name, Path(stem).suffix.removeprefix("."), data, contract)


def is_litter(info: zipfile.ZipInfo) -> bool:
    """Folders, and files that are known to be no export."""
    name = info.filename
    return info.is_dir() or name.startswith(_DESKTOP_LITTER[0]) or Path(name).name in _DESKTOP_LITTER
