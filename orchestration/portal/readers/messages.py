"""Sync messages: NDJSON (one element a line) and JSON (`{"service": …, "data": […]}`) as lines of text.

The lines are found and counted with whole-array arithmetic and never become Python strings; DuckDB takes them
apart.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.portal.contract_model import Contract
from orchestration.portal.drift.messages import SAMPLE_ELEMENTS, element_notes, first_elements
from orchestration.portal.drift.notes import Note
from orchestration.portal.readers.encoding import is_utf8, marked_to_utf8, to_utf8
from orchestration.portal.readers.octets import pairs_between
from orchestration.portal.readers.parts import Part, Rejected
from orchestration.portal.readers.rows import place_arrays

_NEWLINE, _RETURN, _QUOTE, _COLON, _OPENING, _CLOSING = b'\n\r":{}'
_TRAILING_COMMA: Final = r",\s*[}\]]"
# Longer lines cannot be blank in practice, and only short ones are looked at one by one.
_BLANK_LENGTH: Final = 64


@dataclass(frozen=True)
class MessageLines:
    """Lines of one part: columns file_id, member, line, text, names, is_whole.

    `names` counts the object keys written in the line, never too few, or is -1 where it must be parsed with care;
    `text` is null where the bytes are no text. `is_whole`: the line begins and ends as an object does. `extra` holds
    the keys of the first elements that the contract lacks.
    """

    table: pa.Table
    extra: tuple[str, ...]
    notes: tuple[Note, ...]


def read_ndjson_part(part: Part, contract: Contract) -> MessageLines:
    """The lines of an NDJSON file that are not blank; bad ones are judged later, one by one."""
    data = marked_to_utf8(part.data, contract)
    breaks = np.flatnonzero(np.frombuffer(data, np.uint8) == _NEWLINE)
    offsets = np.concatenate(([0], breaks + 1, [len(data)])).astype(np.int64)
    if offsets[-1] == offsets[-2]:
        offsets = offsets[:-1]
    return _lines(part, data, offsets, contract)


def read_json_part(part: Part, contract: Contract, con: duckdb.DuckDBPyConnection) -> MessageLines:
    """The elements of `data`, numbered from 1; raises Rejected where the file is no such message."""
    text = to_utf8(part.data, contract).decode()
    if not _is_object(text, con):
        raise Rejected(f"{part.place}is not one JSON object{_where(text)}; fetch the export again")
    keys, kind = con.execute("select json_keys($1), json_type($1, '$.data')", [text]).fetchall()[0]
    if keys.count("data") != 1 or kind != "ARRAY":
        raise Rejected(f"{part.place}holds no list 'data' (or two); export the message as the portal sends it")
    rows = con.execute("select unnest(json_extract($1, '$.data')::json[])::varchar || chr(10)", [text])
    elements = [element.encode() for (element,) in rows.fetchall()]
    sizes = np.array([0, *map(len, elements)], np.int64)
    return _lines(part, b"".join(elements), np.cumsum(sizes), contract)


def _is_object(text: str, con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a text is one JSON object, by DuckDB's parser and where that is too kind by Python's."""
    rows = con.execute("select case when json_valid($1) then json_type($1) end", [text]).fetchall()
    if rows != [("OBJECT",)]:
        return False
    return not (re.search(_TRAILING_COMMA, text) and _where(text))


def _where(text: str) -> str:
    """Where JSON stops being JSON, without quoting the file."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f" (line {error.lineno}, column {error.colno})"
    except (ValueError, RecursionError):
        return " (nested too deep, or with numbers too long)"
    return ""


def _lines(part: Part, data: bytes, offsets: Any, contract: Contract) -> MessageLines:
    """Cuts `data` at `offsets`; a line break at the end of a line stays, JSON takes it as white space."""
    texts = _texts(data, offsets)
    table = pa.table(
        {
            **place_arrays(part.file_id, part.member, pa.array(np.arange(1, len(offsets), dtype=np.int32))),
            "text": texts,
            "names": pa.array(_names(data, texts, offsets)),
            "is_whole": pa.array(_are_whole(data, offsets)),
        }
    )
    short = np.flatnonzero(np.diff(offsets) <= _BLANK_LENGTH)
    blank = [int(i) for i in short if not data[offsets[i] : offsets[i + 1]].strip()]
    if blank:
        mask = np.ones(len(texts), dtype=bool)
        mask[blank] = False
        table = table.filter(pa.array(mask))
    elements = first_elements(table.column("text").slice(0, SAMPLE_ELEMENTS).to_pylist())
    known = {name for field in contract.fields for name in field.physical_names}
    extra = sorted({key for element in elements for key in element} - known)
    return MessageLines(table, _countable(extra, contract), tuple(element_notes(elements, contract)))


def _texts(data: bytes, offsets: Any) -> pa.Array:
    """The lines as Arrow text without copying; a line that is not UTF-8 becomes null."""
    count = len(offsets) - 1
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    if is_utf8(data):
        return pa.Array.from_buffers(pa.large_string(), count, buffers)
    raw = pa.Array.from_buffers(pa.large_binary(), count, buffers).to_pylist()
    return pa.array([_decoded(line) for line in raw], pa.large_string())


def _decoded(line: bytes) -> str | None:
    """The text of one line, or None."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _names(data: bytes, texts: pa.Array, offsets: Any) -> Any:
    """How many names each line has, or more; -1 where the line must be looked at.

    A name stands before a colon, with its quote or white space between them; so may what stands in a text, and such a
    line is looked at because fewer are found. DuckDB lets a comma before a closing bracket pass, which JSON does not.
    """
    counts = pairs_between(data, _ends_name, offsets).astype(np.int32)
    trailing = pc.match_substring_regex(texts, _TRAILING_COMMA)
    counts[trailing.fill_null(True).to_numpy(zero_copy_only=False)] = -1
    return counts


def _are_whole(data: bytes, offsets: Any) -> Any:
    """Whether each line begins with `{` and ends with `}`, but for its line break."""
    octets = np.frombuffer(data, np.uint8)
    first, last = offsets[:-1], offsets[1:] - 1
    for octet in (_NEWLINE, _RETURN):
        last = np.maximum(last - (octets[last] == octet), first)
    return (octets[first] == _OPENING) & (octets[last] == _CLOSING)


def _ends_name(octets: Any, behind: Any) -> Any:
    """Whether a pair is a quote or white space and a colon; none of the other octets below a quote is often so."""
    return (octets <= _QUOTE) & (behind == _COLON)


def _countable(extra: Sequence[str], contract: Contract) -> tuple[str, ...]:
    """The keys of `extra` that can stand beside the contract's: DuckDB does not tell case apart in names."""
    taken = {name.lower() for field in contract.fields for name in field.physical_names}
    fresh: dict[str, str] = {}
    for name in extra:
        if re.fullmatch(r"\w+", name) and name.lower() not in taken:
            fresh.setdefault(name.lower(), name)
    return tuple(fresh.values())
