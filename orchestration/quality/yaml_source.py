"""A YAML file whose every value can be found again by its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class YamlError(ValueError):
    """A file that is no YAML, or says one thing twice. The message names file, line and mend."""


@dataclass(frozen=True, slots=True)
class YamlSource:
    """The content of a YAML file and the tree of its nodes, which know their lines."""

    path: Path
    content: Any
    root: yaml.Node | None

    @classmethod
    def read(cls, path: Path) -> "YamlSource":
        """Read `path` (UTF-8). Raises `YamlError`, also for a key that stands twice: YAML keeps the last."""
        try:
            text = path.read_text(encoding="utf-8")
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            content = yaml.safe_load(text)
        except UnicodeDecodeError as error:
            raise YamlError(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise YamlError(f"{path}:{line}: {error.problem}: correct the YAML") from error
        _refuse_double_keys(path, root)
        return cls(path, content, root)

    def line_of(self, place: Sequence[str | int]) -> int:
        """Give the line, from 1, of the value at `place`, e.g. `("checks", 2, "severity")`.

        Where the value is missing: the line of the nearest thing that should hold it.
        """
        node, line = self.root, 1
        for part in place:
            if node is None:
                break
            line = node.start_mark.line + 1
            node = _child(node, part)
        return line if node is None else node.start_mark.line + 1


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None


def _refuse_double_keys(path: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise YamlError(f"{path}:{line}: {key.value} stands twice: keep one of the two")
            seen.add(key.value)
            _refuse_double_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_double_keys(path, value)
