"""Whether texts are what a field of the contract holds; asked of samples, in Python."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.dates import date_forms, fits
from orchestration.portal.drift.notes import Note
from orchestration.portal.text import fold

SAMPLE_ROWS = 50
"""First rows of a file that are looked at where something is doubtful; a later row that cannot be read is
quarantined.
"""

CODED_KINDS = frozenset({"code", "codes", "flag"})
# The same numbers as `whole_number` takes (orchestration/warehouse/functions.py), with either mark for decimals.
_WHOLE = re.compile(r"-?\d{1,18}(,0+)?|-?\d{1,3}(\.\d{3}){1,5}(,0+)?")
_SWAPPED = str.maketrans(".,", ",.")
# Fewer values say nothing of a type; and where the first ones are right, the type has not changed.
_TELLING = 3


def values_of(texts: Iterable[str | None], field: Field) -> Iterator[str]:
    """The texts that hold a value: not empty, and none of the contract's words for nothing."""
    nothing = {"", "-", "null", *field.ignored_words}
    return (bare for text in texts if text is not None and (bare := text.strip()) not in nothing)


def is_coded(field: Field) -> bool:
    """Whether the field holds nothing but words of its code list."""
    return field.kind in CODED_KINDS and bool(field.codes)


def is_whole_number(text: str) -> bool:
    """Whether a text is a whole number as registers write it."""
    return any(_WHOLE.fullmatch(one) for one in (text, text.translate(_SWAPPED)))


def fitting(field: Field, contract: Contract) -> Callable[[str], bool] | None:
    """The question whether a text is a value of the field; None for text, which anything is."""
    if is_coded(field):
        folded = {fold(code) for code in field.codes}
        if field.kind == "codes":
            return lambda text: all(fold(one) in folded for one in text.split(field.separator))
        return lambda text: fold(text) in folded
    if field.formats:
        return lambda text: fits(text, field.formats)
    if field.kind in {"integer", "money"}:
        return is_whole_number
    if field.name == "case_code" and contract.case_code_patterns:
        patterns = [re.compile(pattern) for pattern in contract.case_code_patterns]
        return lambda text: any(pattern.fullmatch(text) for pattern in patterns)
    return None


def type_notes(field: Field, texts: Iterable[str | None], first_line: int, contract: Contract) -> list[Note]:
    """A note where most values of a date or number in the sample cannot be read as what the contract says.

    `texts` are taken only as far as they are needed: where the first values are right, the rest is not looked at.
    """
    is_right = fitting(field, contract) if field.formats or field.kind in {"integer", "money"} else None
    if is_right is None:
        return []
    rest = values_of(texts, field)
    values = list(islice(rest, _TELLING))
    if len(values) < _TELLING or all(is_right(value) for value in values):
        return []
    values += rest
    wrong = [value for value in values if not is_right(value)]
    if 2 * len(wrong) < len(values):
        return []
    message = (
        f"{len(wrong)} of {len(values)} values of column {field.physical_name!r} ({field.name}) looked at from line"
        f" {first_line} on are no {field.kind} as the contract writes it; {_mend(field, wrong, contract)}"
    )
    return [Note("type_changed", message, field.name, len(wrong), first_line, needs_steward=True)]


def _mend(field: Field, wrong: Sequence[str], contract: Contract) -> str:
    """What to do about values that cannot be read; a form is named, a value never."""
    forms = date_forms(wrong)
    if forms and field.formats and 2 * forms.fitting > len(wrong):
        shown = ", ".join(forms.formats)
        doubt = "; whether the day or the month stands first cannot be told" if forms.order == "unknown" else ""
        return f"they are written {shown}{doubt}: if the portal changed, add this to formats in contract {contract.id}"
    return f"export the column as before, or mend the field in contract {contract.id}"
