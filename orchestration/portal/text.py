"""Vietnamese text as portals write it, made comparable.

Two spellings of one name are equal after `fold`: another Unicode form, another letter for Đ, another place of
the tone mark (`hoà`/`hòa`), another case, other white space. `FOLD_SQL` is the same rule for DuckDB. A folded
text is for comparing only: it is not good Vietnamese and is shown to nobody.
"""

import re
import unicodedata
from typing import Final

# White space in names, with the invisible kinds that come along when a cell is pasted from a web page.
_SPACE_CODES: Final = (9, 10, 11, 12, 13, 32, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF)
_SPACES: Final = re.compile(f"[{''.join(map(chr, _SPACE_CODES))}]+")
# The tone mark of oa, oe and uy stands on the second vowel in the newer spelling, on the first in the older
# one. All are moved to the first, also where a consonant follows (`hoàn`): both writings of a name move
# alike.
_SECOND: Final = ("oà", "oá", "oã", "oả", "oạ", "oè", "oé", "oẽ", "oẻ", "oẹ", "uỳ", "uý", "uỹ", "uỷ", "uỵ")
_FIRST: Final = ("òa", "óa", "õa", "ỏa", "ọa", "òe", "óe", "õe", "ỏe", "ọe", "ùy", "úy", "ũy", "ủy", "ụy")
# Letters that are not what they look like (Ð U+00D0 for Đ U+0110), and the two that Python and DuckDB lower
# unlike.
_BEFORE_LOWER: Final = (("Ð", "Đ"), ("ð", "đ"), ("İ", "I"))
_AFTER_LOWER: Final = (("ς", "σ"), *zip(_SECOND, _FIRST, strict=True))


def fold(text: str) -> str:
    """Gives the form of `text` in which all spellings of one name are equal; never raises."""
    folded = unicodedata.normalize("NFC", text)
    for old, new in _BEFORE_LOWER:
        folded = folded.replace(old, new)
    folded = folded.lower()
    for old, new in _AFTER_LOWER:
        folded = folded.replace(old, new)
    return _SPACES.sub(" ", folded).strip(" ")


def _fold_sql() -> str:
    """The macro's text; every step stands in the same order as in `fold`."""
    sql = "nfc_normalize(x)"
    for old, new in _BEFORE_LOWER:
        sql = f"replace({sql}, '{old}', '{new}')"
    sql = f"lower({sql})"
    for old, new in _AFTER_LOWER:
        sql = f"replace({sql}, '{old}', '{new}')"
    spaces = "".join(f"\\x{{{code:x}}}" for code in _SPACE_CODES)
    return f"create or replace macro fold_text(x) as trim(regexp_replace({sql}, '[{spaces}]+', ' ', 'g'))"


FOLD_SQL: Final = _fold_sql()
