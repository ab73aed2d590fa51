"""YAML whose every node remembers its line, so that a fault in a contract can be pointed at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """A fault in a file: its line from 1, the field as a dotted path, what is wrong and how to mend it."""

    line: int
    field: str
    message: str


class YamlFile:
    """The data of one YAML file and the line of each of its nodes."""

    def __init__(self, data: Any, lines: dict[Place, int], problems: list[Problem]) -> None:
        """`lines` maps the place of a node (keys and indices from the root) to its line."""
        self.data = data
        self.problems = problems
        self._lines = lines

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
    if node is None:
        return YamlFile(None, lines, [Problem(1, "(file)", "is empty; write a contract or remove the file")])
    for place, line, twice in _walk(node, ()):
        if twice:
            problems.append(Problem(line, dotted(place), "is given twice; keep one of the two"))
        lines.setdefault(place, line)
    return YamlFile(data, lines, problems)


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
