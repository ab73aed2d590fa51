"""A sample of messages: the first elements of NDJSON, or of the list `data` of a JSON document, not read whole."""

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from orchestration.portal.drafting.opening import Opened, text_of_head
from orchestration.portal.drafting.sample import SAMPLE_ROWS, Sample, SampleColumn
from orchestration.portal.readers.parts import Rejected

_SPACE: Final = " \t\r\n"


def message_sample(file: Opened) -> Sample:
    """The sample of an NDJSON or JSON file; raises Rejected where it holds no objects."""
    data, is_all = file.head()
    text, encoding, doubt = text_of_head(data)
    service = None
    if file.kind == "ndjson":
        lines = text.splitlines() if is_all else text[: text.rfind("\n") + 1].splitlines()
        found = [_object(line) for line in itertools.islice(filter(str.strip, lines), SAMPLE_ROWS + 1)]
    else:
        service, elements = _document(text)
        found = list(itertools.islice(elements, SAMPLE_ROWS + 1))
    objects = [one for one in found[:SAMPLE_ROWS] if isinstance(one, dict)]
    if not objects:
        raise Rejected("holds no object among the first elements; export records as objects, one a line or in 'data'")
    notes = [f"{min(len(found), SAMPLE_ROWS) - len(objects)} elements looked at are no objects"]
    return Sample(
        kind=file.kind,
        columns=tuple(_columns(objects)),
        rows=min(len(found), SAMPLE_ROWS),
        is_whole=is_all and len(found) <= SAMPLE_ROWS,
        encoding=encoding,
        doubt=doubt,
        header="the keys of the elements",
        service=service,
        member=file.member,
        members=file.members,
        notes=tuple(notes if len(objects) < min(len(found), SAMPLE_ROWS) else ()),
    )


def _object(line: str) -> Any:
    """The value of one line, None where it is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _document(text: str) -> tuple[str | None, Iterator[Any]]:
    """Service and elements of `{"service": …, "data": […]}`, read from the front."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    service: str | None = None
    if text[at : at + 1] != "{":
        raise Rejected("is no object with a list 'data'; export one, or one object a line as .ndjson")
    at = _skip(text, at + 1)
    while at < len(text) and text[at] == '"':
        try:
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
            if key == "data" and text[at : at + 1] == "[":
                return service, _elements(decoder, text, at + 1)
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        service = value if key == "service" and isinstance(value, str) else service
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at : at + 1] == "," else at
    raise Rejected("holds no list 'data'; export the message as the portal sends it, or one object a line as .ndjson")


def _elements(decoder: json.JSONDecoder, text: str, at: int) -> Iterator[Any]:
    """The elements of a list until it ends or the text is cut."""
    at = _skip(text, at)
    while at < len(text) and text[at] != "]":
        try:
            element, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield element
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at : at + 1] == "," else at


def _skip(text: str, at: int) -> int:
    """The next place that is no white space."""
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _columns(objects: Sequence[dict[str, Any]]) -> Iterator[SampleColumn]:
    """A column a key, in the order in which keys first come."""
    for key in dict.fromkeys(key for one in objects for key in one):
        values = [one.get(key) for one in objects]
        entries = [entry for value in values if isinstance(value, list) for entry in value]
        if entries and all(isinstance(entry, dict) for entry in entries):
            yield SampleColumn(key, (), tuple(_columns(entries)))
        elif any(isinstance(value, dict) for value in values) or entries:
            yield SampleColumn(key, (), note="an object, or a list of plain values: the loader reads neither")
        else:
            yield SampleColumn(key, tuple(_text(value) for value in values))


def _text(value: Any) -> str | None:
    """A plain value as the loader will see it."""
    if value is None or isinstance(value, list):
        return None
    return value if isinstance(value, str) else json.dumps(value)
