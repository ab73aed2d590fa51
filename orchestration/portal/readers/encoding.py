"""Bytes of a text file to UTF-8 without a byte-order mark."""

import codecs

import pyarrow as pa

from orchestration.portal.contract_model import Contract
from orchestration.portal.readers.parts import Rejected


def to_utf8(data: bytes, contract: Contract) -> bytes:
    """Gives `data` in UTF-8; raises Rejected where no encoding of the contract fits.

    A mark decides where there is one, then UTF-8; the others accept almost any bytes and are tried after it, in
    the contract's order. Combining marks stay as they are: raw text is what was exported.
    """
    data = marked_to_utf8(data, contract)
    if is_utf8(data):
        return data
    others = [encoding for encoding in contract.encodings if not encoding.startswith("utf-")]
    place = 0
    for encoding in others:
        try:
            return data.decode(encoding).encode("utf-8")
        except UnicodeDecodeError as error:
            place = error.start + 1
    if others:
        told = " nor ".join(encoding.capitalize() for encoding in others)
        raise Rejected(f"byte {place} is neither UTF-8 nor {told}; export the file as UTF-8")
    raise Rejected(f"is not text in {', '.join(contract.encodings)}; export the file as UTF-8")


def marked_to_utf8(data: bytes, contract: Contract) -> bytes:
    """Takes off a byte-order mark and decodes UTF-16; bytes without a mark stay as they are."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(codecs.BOM_UTF16_LE) and "utf-16le" in contract.encodings:
        try:
            return data[len(codecs.BOM_UTF16_LE) :].decode("utf-16-le").encode("utf-8")
        except UnicodeError as error:
            raise Rejected(f"is broken UTF-16 ({error}); fetch the export again") from error
    return data


def is_utf8(data: bytes) -> bool:
    """Whether `data` is valid UTF-8; without copying or building a string."""
    offsets = pa.array([0, len(data)], pa.int64()).buffers()[1]
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
