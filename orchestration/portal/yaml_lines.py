"""YAML whose every node remembers its line, so that a fault in a contract can be pointed at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

Place = tuple[str | int, ...]

TO_COMPLETE: Final = "to complete:"
"""Begins the comment on a place that a person must complete; a contract that holds one is a draft."""

_MARK: Final = re.compile(rf"(?:^|(?<=\s))(#\s*{TO_COMPLETE}[^\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Problem:
    """A fault in a file: its line from 1, the field as a dotted path, what is wrong and how to mend it."""

    line: int
    field: str
    message: str


class YamlFile:
    """The data of one YAML file and the line of each of its nodes."""

    def __init__(
        self, data: Any, lines: dict[Place, int], problems: list[Problem], marks: Mapping[int, str] | None = None
    ) -> None:
        """`lines` maps the place of a node (keys and indices from the root) to its line; `marks` a line to what is
        still to be completed there.
        """
        self.data = data
        self.problems = problems
        self._lines = lines
        self._marks = marks or {}

    def open_places(self) -> list[Problem]:
        """What a draft left for a person to complete, in the order of the file."""
        return [Problem(line, dotted(self._place_at(line)), text) for line, text in sorted(self._marks.items())]

    def _place_at(self, line: int) -> Place:
        """The innermost node that begins on a line; for a comment on a line of its own, the one that follows."""
        later = min((one for one in self._lines.values() if one >= line), default=line)
        there = [place for place, one in self._lines.items() if one == later]
        return max(reversed(there), key=len, default=())

    def problem(self, place: Place, message: str) -> Problem:
        """A fault at `place`, or at the nearest node above it that is written down."""
        near = place
        while near and near not in self._lines:
            near = near[:-1]
        return Problem(self._lines.get(near, 1), dotted(place), message)


def dotted(place: Place) -> str:
    """`('schema', 0, 'name')` as `schema[0].name`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.lstrip(".") or "(file)"


def read_yaml(path: Path) -> YamlFile:
    """Reads one document of data. Faults of the YAML, also keys given twice, are in `problems`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except UnicodeDecodeError:
        return YamlFile(None, {}, [Problem(1, "(file)", "is not UTF-8; save it as UTF-8")])
    except OSError as error:
        return YamlFile(None, {}, [Problem(1, "(file)", f"cannot be read: {error.strerror}")])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        fault = getattr(error, "problem", None) or "is not YAML"
        line = mark.line + 1 if mark else 1
        return YamlFile(None, {}, [Problem(line, "(file)", f"{fault}; mend the YAML")])
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    marks = _marks(text, node)
    if node is None:
        return YamlFile(None, lines, [Problem(1, "(file)", "is empty; write a contract or remove the file")])
    for place, line, twice in _walk(node, ()):
        if twice:
            problems.append(Problem(line, dotted(place), "is given twice; keep one of the two"))
        lines.setdefault(place, line)
    return YamlFile(data, lines, problems, marks)


def _marks(text: str, node: yaml.Node | None) -> dict[int, str]:
    """Line → what its comment says is to be completed; the same words inside a value are no comment."""
    spans = [(one.start_mark.index, one.end_mark.index) for one in _scalars(node)] if TO_COMPLETE in text else []
    found = {}
    for match in _MARK.finditer(text):
        at = match.start(1)
        if not any(begin < at < end for begin, end in spans):
            found[text.count("\n", 0, at) + 1] = match[1].lstrip("# ").rstrip()
    return found


def _scalars(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every scalar below a node."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for one in pair:
                yield from _scalars(one)


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int, bool]]:
    """Place, line and "this key stood here before" of every node below `node`."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            here = (*place, str(key.value))
            yield here, key.start_mark.line + 1, str(key.value) in seen
            seen.add(str(key.value))
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*place, index)
            yield here, value.start_mark.line + 1, False
            yield from _walk(value, here)
