"""What a draft proposes of owner and quality rules: limits that the project's own contracts have."""

from orchestration.portal.drafting.columns import Proposed
from orchestration.portal.drafting.yaml_text import Page
from orchestration.portal.vocabulary import ROW_RULES

_WAITING = ("orphan_event", "orphan_payment", "orphan_rating")
"""Rows that may merely have come before their case."""
_USUAL, _WAITING_LIMIT = 1, 5
_WATCHED = frozenset({"procedure_code", "fee_kind", "field_code"})
"""Fields that no row rule asks for, and without which a case or payment counts in fewer figures."""


def write_team(page: Page) -> None:
    """Who answers for the exports: nothing in a sample tells."""
    page.add(0, "team: []", "the office that answers for these exports, as [{username: its name, role: owner}]")


def write_record_quality(page: Page, source: str | None) -> None:
    """Rules about records as a whole: the key within a file, and each row rule that its records can break."""
    page.add(4, "quality:", note="proposed; a rule that is broken warns, with severity: error it closes the gate")
    repeated = "Rows whose key stands in the same file before"
    page.add(6, _rule("repeated_keys", repeated, "rule: duplicateCount", _USUAL))
    for code in sorted(ROW_RULES.get(source or "", ())):
        limit = _WAITING_LIMIT if code in _WAITING else _USUAL
        what = f"type: custom, engine: motcua, implementation: {{rowRule: {code}}}"
        page.add(6, _rule(code, f"Rows that break the row rule {code}", what, limit))


def write_column_quality(page: Page, indent: int, column: Proposed) -> None:
    """A rule about empty cells, where a watched column is filled in nearly all rows of the sample."""
    rows = len(column.profile.column.texts)
    is_full = rows > 0 and 100 * (rows - column.profile.filled) <= _WAITING_LIMIT * rows
    if column.guess is None or column.guess.name not in _WATCHED or column.is_key or not is_full:
        return
    page.add(indent, "quality:")
    name = column.guess.name
    page.add(indent + 2, _rule(f"{name}_missing", f"Rows without {name}", "rule: nullCheck", _WAITING_LIMIT))


def _rule(name: str, text: str, what: str, limit: int) -> str:
    shown = f"name: {name}, description: {text}, {what}, severity: warning, unit: percent"
    return f"- {{{shown}, mustBeLessOrEqualTo: {limit}}}"
