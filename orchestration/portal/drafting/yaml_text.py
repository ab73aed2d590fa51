"""YAML with comments, written line by line: the libraries lose comments."""

import yaml

from orchestration.portal.yaml_lines import TO_COMPLETE

_WIDE = 1_000_000


def scalar(text: str) -> str:
    """A text as a YAML scalar on one line."""
    shown: str = yaml.safe_dump(text, allow_unicode=True, width=_WIDE)
    shown = shown.removesuffix("\n").removesuffix("\n...")
    return shown if "\n" not in shown else yaml.safe_dump(text, default_style='"', width=_WIDE).removesuffix("\n")


def flow(value: object) -> str:
    """Lists and mappings of scalars on one line."""
    shown: str = yaml.safe_dump(value, allow_unicode=True, width=_WIDE, default_flow_style=True, sort_keys=False)
    return shown.removesuffix("\n")


class Page:
    """Lines of a YAML file."""

    def __init__(self) -> None:
        """An empty page."""
        self.lines: list[str] = []

    def add(self, indent: int, text: str, todo: str = "", note: str = "") -> None:
        """Adds a line; `todo` marks it for a person to complete, `note` is for reading only."""
        comments = [f"{TO_COMPLETE} {todo}" if todo else "", note]
        comment = "; ".join(one for one in comments if one)
        self.lines.append(" " * indent + text + (f"  # {_one_line(comment)}" if comment else ""))

    def remark(self, indent: int, text: str, todo: str = "") -> None:
        """Adds a comment on a line of its own."""
        self.lines.append(" " * indent + "# " + _one_line(f"{TO_COMPLETE} {todo}" if todo else text))

    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines) + "\n"


def _one_line(text: str) -> str:
    """A comment without line breaks or letters that no YAML may hold."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
