"""What looks like personal data: by its heading, or by its values."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from orchestration.portal.drafting.words import has_words, words
from orchestration.portal.drift.columns import bare

_MAIL: Final = re.compile(r"\S+@\S+\.\S+")
_PHONE: Final = re.compile(r"(\+?84|0)\d{8,10}|\+\d{9,14}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_IDENTITY: Final = re.compile(r"0\d{11}|\d{3}-\d{2}-\d{4}")
_NAME_WORDS: Final = range(2, 6)
_LONG_TEXT: Final = 8
_SEEN: Final = 500
FREE_TEXT: Final = "free text, which may name persons"

Test = tuple[str, float, Callable[[str], bool]]


def personal_reason(heading: str, values: Sequence[str]) -> str | None:
    """Why a column looks like personal data, or None. `values`: those that are filled."""
    if values and all(_is_yes_or_no(value) for value in set(values)):
        return None  # that somebody has a telephone is no telephone number
    for what, phrases in words().personal.items():
        if any(has_words(heading, phrase) for phrase in phrases):
            return f"the heading speaks of {what}"
    seen = list(dict.fromkeys(values))[:_SEEN]
    for what, share, test in _TESTS:
        alike = sum(1 for value in seen if test(value))
        if seen and alike >= share * len(seen):
            return f"{alike} of {len(seen)} different values look like {what}"
    return None


def may_be_name(text: str) -> bool:
    """Whether a text is written like a name, as some codes are too: a few words that begin with capitals."""
    parts = text.split()
    return len(parts) in _NAME_WORDS and all(part[:1].isupper() and part.isalpha() for part in parts)


def is_name_of_person(text: str) -> bool:
    """Whether a text is written like a name, and the first or last word is a known family name."""
    parts = text.split()
    return may_be_name(text) and bool({bare(parts[0]), bare(parts[-1])} & set(words().surnames))


def _is_yes_or_no(text: str) -> bool:
    known = words().codes
    return bare(text) in {bare(one) for one in (*known["true"], *known["false"])}


def _is_phone(text: str) -> bool:
    plain = text.strip()
    return bool(_PHONE.fullmatch(plain) or _PHONE.fullmatch(re.sub(r"[\s.\-()]", "", plain)))


def _is_address(text: str) -> bool:
    """A number and a word that stands in addresses."""
    padded = f" {bare(text)} "
    return any(map(str.isdigit, text)) and any(f" {word} " in padded for word in words().places)


def _is_long(text: str) -> bool:
    return len(text.split()) > _LONG_TEXT


_TESTS: Final[tuple[Test, ...]] = (
    ("addresses of mail", 0.2, lambda text: _MAIL.search(text) is not None),
    ("identity numbers", 0.5, lambda text: _IDENTITY.fullmatch(text.strip()) is not None),
    ("telephone numbers", 0.5, _is_phone),
    ("names of persons", 0.3, is_name_of_person),
    ("addresses", 0.4, _is_address),
    (FREE_TEXT, 0.5, _is_long),
)
