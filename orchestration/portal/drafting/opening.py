"""The beginning of a file, unpacked: as much as a sample needs, however large the file is."""

import codecs
import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from orchestration.portal.readers.parts import Rejected, is_litter

HEAD_BYTES: Final = 16 * 1024**2
"""Unpacked bytes of a text that are looked at."""

KINDS: Final = ("csv", "ndjson", "json", "xlsx")
_AMONG_THE_FIRST: Final = 4096


@dataclass(frozen=True)
class Opened:
    """A file to look at: its format, and its bytes as a stream that can be sought.

    `member`: the member of an archive that was taken; `members`: how many it has.
    """

    kind: str
    stream: IO[bytes]
    member: str | None = None
    members: int = 0

    def head(self) -> tuple[bytes, bool]:
        """The first bytes of a text, cut at the end of a line, and whether they are all."""
        data = self.stream.read(HEAD_BYTES + 1)
        if len(data) <= HEAD_BYTES:
            return data, True
        cut = data.rfind(b"\n", 0, HEAD_BYTES)
        return data[: cut + 1 if cut > 0 else HEAD_BYTES], False


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Opens a file, also inside .gz or .zip; raises Rejected with what is wrong and how to mend it."""
    with ExitStack() as stack:
        try:
            yield _open(path, stack)
        # The last is what zipfile raises of a compression that it does not know.
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Rejected(f"is a broken archive ({error}); fetch the export again") from error
        except OSError as error:
            raise Rejected(f"cannot be read ({error.strerror or error}); name a file") from error


def _open(path: Path, stack: ExitStack) -> Opened:
    """The file, or the first member of an archive that can be read."""
    if path.suffix.lower() == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        members = [info for info in archive.infolist() if not is_litter(info)]
        for info in members:
            if (kind := _kind(info.filename)) is not None:
                stream = stack.enter_context(archive.open(info))
                return Opened(kind, _unpacked(stream, info.filename, kind, stack), info.filename, len(members))
        raise Rejected(f"holds no member in one of the formats {', '.join(KINDS)}; export one of these")
    kind = _kind(path.name)
    if kind is None:
        raise Rejected(f"is no {', '.join('.' + one for one in KINDS)}, .gz of one of them, or .zip; rename it")
    return Opened(kind, _unpacked(stack.enter_context(path.open("rb")), path.name, kind, stack))


def _kind(name: str) -> str | None:
    """The format that a name says."""
    suffix = Path(name.lower().removesuffix(".gz")).suffix.removeprefix(".")
    return suffix if suffix in KINDS else None


def _unpacked(stream: IO[bytes], name: str, kind: str, stack: ExitStack) -> IO[bytes]:
    """The stream without its compression; a packed workbook is put on disk, since it is read out of order."""
    is_packed = name.lower().endswith(".gz")
    plain = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=stream))) if is_packed else stream
    if kind != "xlsx" or isinstance(plain, io.BufferedReader):
        return plain
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    shutil.copyfileobj(plain, copy)
    copy.seek(0)
    return copy


def text_of_head(data: bytes) -> tuple[str, str, str | None]:
    """Text, encoding, and what is doubtful of it; raises Rejected where no encoding of contracts fits."""
    if not data:
        raise Rejected("has 0 bytes, the transfer broke; send it again")
    if data.startswith(codecs.BOM_UTF16_LE):
        even = data[2 : len(data) - len(data) % 2]
        return codecs.getincrementaldecoder("utf-16-le")("replace").decode(even), "utf-16le", None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data).removeprefix("\ufeff"), "utf-8", None
    except UnicodeDecodeError as error:
        if b"\0" in data[:_AMONG_THE_FIRST]:
            raise Rejected(f"byte {error.start + 1} is no text; export the file as UTF-8") from error
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise Rejected(f"byte {error.start + 1} is neither UTF-8 nor Windows-1258; export the file as UTF-8") from error
    return text, "windows-1258", "the bytes are no UTF-8; see whether names look right as Windows-1258"
