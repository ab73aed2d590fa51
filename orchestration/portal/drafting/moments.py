"""Dates in a draft: one set of formats for all columns where they agree, else a set a column; what is in doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.portal.dates import DateForms
from orchestration.portal.drafting.columns import Proposed
from orchestration.portal.drafting.yaml_text import Page, flow

_TELLING = {"day first", "month first", "mixed"}


@dataclass(frozen=True)
class Moments:
    """The formats of a draft. `columns`: dates by the name of their column; `is_shared`: they agree on one order."""

    columns: dict[str, DateForms]
    is_shared: bool

    @classmethod
    def of(cls, columns: Sequence[Proposed]) -> "Moments":
        """What the columns of a draft say together.

        A column that does not tell its order takes that of the others: a portal writes dates in one way.
        """
        found = dict(_dated(columns))
        orders = {forms.order for forms in found.values()} & _TELLING
        return cls(found, len(orders) < 2 and "mixed" not in orders)  # noqa: PLR2004 - one order or none

    def own_formats(self, column: Proposed) -> tuple[str, ...]:
        """The formats that stand with a column, none where all share theirs."""
        forms = self.columns.get(column.profile.name)
        return forms.formats if forms and not self.is_shared else ()

    def doubt(self, column: Proposed) -> str:
        """What is open of one column's dates."""
        forms = self.columns.get(column.profile.name)
        if forms is None or forms.order not in {"unknown", "mixed"}:
            return ""
        if forms.order == "mixed":
            return "both orders of day and month occur in this column; ask the portal, and keep one"
        return "no number above 12 was seen: is it the day or the month that stands first?"

    def write(self, page: Page) -> None:
        """Writes the shared formats, and what is in doubt of all."""
        if not self.columns:
            return
        zones = sorted({zone for forms in self.columns.values() for zone in forms.zones})
        if zones:
            page.remark(2, "", f"times carry the zone mark {', '.join(zones)}; say in which zone the portal stands")
        if not self.is_shared:
            return
        shared = [form for forms in self.columns.values() for form in self._in_order(forms)]
        groups = {
            "moment": [form for form in dict.fromkeys(shared) if "%H" in form or "%I" in form],
            "day": [form for form in dict.fromkeys(shared) if "%d" in form and "%H" not in form and "%I" not in form],
            "month": [form for form in dict.fromkeys(shared) if "%d" not in form],
        }
        page.add(2, "- property: formats")
        page.add(4, "value:", self._shared_doubt())
        for name, formats in groups.items():
            if formats:
                page.add(6, f"{name}: {flow(formats)}")

    def _order(self) -> str:
        """The one order that columns tell, or `unknown`."""
        return next((forms.order for forms in self.columns.values() if forms.order in _TELLING), "unknown")

    def _in_order(self, forms: DateForms) -> list[str]:
        """The formats of a column, an unknown order taken from the others."""
        if forms.order == "unknown" and self._order() == "month first":
            return [_month_first(form) for form in forms.formats]
        return list(forms.formats)

    def _shared_doubt(self) -> str:
        unknown = [name for name, forms in self.columns.items() if forms.order == "unknown"]
        if not unknown or self._order() != "unknown":
            return ""
        return "no number above 12 was seen: is it the day or the month that stands first?"


def _month_first(form: str) -> str:
    """A format that reads the day first, turned round."""
    return form.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")


def _dated(columns: Sequence[Proposed]) -> Iterator[tuple[str, DateForms]]:
    """The columns with dates that are no texts to the warehouse, those inside lists too."""
    for column in columns:
        kind = column.guess.kind if column.guess else "moment"
        if column.profile.dates and kind in {"moment", "day", "month"}:
            yield column.profile.name, column.profile.dates
        yield from _dated(column.entries)
