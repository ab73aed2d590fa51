"""The other spelling of Vietnamese text: the tone mark on the second vowel, and Ð (U+00D0) for Đ (U+0110)."""

import re

_NEW = "òóỏõọùúủũụ"
_PLAIN = {**dict.fromkeys("òóỏõọ", "o"), **dict.fromkeys("ùúủũụ", "u")}
_SECOND = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}
_SYLLABLE = re.compile("([òóỏõọ])([ae])\\b|(?<![qQ])([ùúủũụ])(y)\\b")


def spelt_otherwise(text: str) -> str:
    """Spell `Hòa`, `Hủy` and `Đ` as `Hoà`, `Huỷ` and `Ð`; the text means the same."""
    return _SYLLABLE.sub(_moved, text).replace("Đ", "Ð")


def _moved(match: re.Match[str]) -> str:
    marked, second = match.group(1) or match.group(3), match.group(2) or match.group(4)
    return _PLAIN[marked] + _SECOND[second][_NEW.index(marked) % 5]
