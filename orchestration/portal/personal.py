"""Texts that may tell of a person: what messages, drafts and lists of codes must not quote."""

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"(?:\d[ .\-()/]{0,2}){7,}")
_LONGEST_CODE: Final = 60
_MOST_WORDS: Final = 9


def is_quotable(text: str) -> bool:
    """Whether a text may be shown as a code: short, of few words, without a long number and without an address of mail.

    Telephone numbers, identity numbers and dates of birth have seven digits and more; codes of a code list do not.
    A name cannot be told from a code by its letters: ask `names.looks_like_names` of a whole column.
    """
    is_short = len(text) <= _LONGEST_CODE and len(text.split()) <= _MOST_WORDS
    return is_short and "@" not in text and _NUMBER.search(text) is None


def quoted(text: str) -> str:
    """A text in quotes and in one Unicode form, or how long it is where it may tell of a person."""
    text = unicodedata.normalize("NFC", text)
    return repr(text) if is_quotable(text) else f"a text of {len(text)} characters (not shown, may be personal data)"
