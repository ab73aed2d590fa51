"""The careful way to look at one message: slow, and used only where the fast way cannot be sure."""

import json
from collections.abc import Sequence
from typing import Any


class _DoubleKeyError(ValueError):
    """An object has a key twice: which of the two values counts is anyone's guess."""


def fault_of(text: str | None, lists: Sequence[str], scalars: Sequence[str]) -> str | None:
    """Why an element cannot be read, or None where nothing is wrong with it.

    `lists` and `scalars` are the portal's names of the fields of either kind. The message quotes no value.
    """
    if text is None:
        return "is not UTF-8"
    try:
        element = json.loads(text.rstrip("\r\n"), object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        return f"is not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}"
    except _DoubleKeyError as error:
        return str(error)
    except (ValueError, RecursionError):
        return "is nested too deep, or has numbers too long"
    return _shape_fault(element, lists, scalars)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, unless it has a key twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise _DoubleKeyError(f"has the key {double[:60]} twice")
    return found


def _shape_fault(element: Any, lists: Sequence[str], scalars: Sequence[str]) -> str | None:
    """An element is an object; its fields are plain values or lists of objects of plain values."""
    if not isinstance(element, dict):
        return "is not an object"
    for name in scalars:
        if isinstance(element.get(name), dict | list):
            return f"{name} is not a plain value"
    return next((fault for name in lists if (fault := _list_fault(name, element.get(name)))), None)


def _list_fault(name: str, value: Any) -> str | None:
    """A list holds objects of plain values; absent, null and the empty text are no list at all."""
    if value is None or value == "":
        return None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return f"{name} is not a list of objects"
    if any(isinstance(cell, dict | list) for entry in value for cell in entry.values()):
        return f"{name} holds something that is not a plain value"
    return None
