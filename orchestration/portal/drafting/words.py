"""The words of language by which a draft guesses (`words.yaml`), and headings made comparable with them."""

import re
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from orchestration.portal.drift.columns import bare

_HUMP: Final = re.compile(r"(?<=[a-zà-ỹ0-9])(?=[A-ZĐ])")


class Words(BaseModel):
    """`words.yaml` as it is written; see its comments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, list[str]]
    personal: dict[str, list[str]]
    surnames: list[str]
    places: list[str]
    codes: dict[str, list[str]]


@cache
def words() -> Words:
    """The words, read once."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.load(text, yaml.CSafeLoader))


def spoken(heading: str) -> str:
    """A heading as words: `SoDienThoai`, `so_dien_thoai` and `Số điện thoại` are all `so dien thoai`."""
    return bare(_HUMP.sub(" ", heading))


def has_words(heading: str, phrase: str) -> bool:
    """Whether the words of a phrase stand together in a heading."""
    return f" {bare(phrase)} " in f" {spoken(heading)} "
