"""Which canonical field a column may be: asked of the contracts that are there, then of words of language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drafting.profile import Profile
from orchestration.portal.drafting.words import spoken, words
from orchestration.portal.drift.columns import bare, likeness
from orchestration.portal.text import fold
from orchestration.portal.vocabulary import SOURCES, Kind, known_fields, known_values

_ALIKE: Final = 82
_SURE: Final = 101
_LOOKS: Final[dict[str, frozenset[str]]] = {
    "moment": frozenset({"moment", "empty"}), "day": frozenset({"moment", "empty"}),
    "month": frozenset({"month", "moment", "empty"}), "integer": frozenset({"integer", "empty"}),
    "money": frozenset({"integer", "decimal", "empty"}), "list": frozenset({"list"}),
    "text": frozenset({"text", "integer", "decimal", "empty"}), "code": frozenset({"text", "integer", "empty"}),
    "codes": frozenset({"text", "integer", "empty"}), "flag": frozenset({"text", "integer", "empty"}),
}  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """A canonical field for a column. `is_sure`: a contract of this source names the column so already."""

    name: str
    kind: Kind
    score: int
    is_sure: bool


@dataclass
class Known:
    """What the contracts that are there say of the columns, codes and keys of each source."""

    contracts: Sequence[Contract] = field(default_factory=tuple)

    def spellings(self, source: str, parent: str | None) -> dict[str, str]:
        """Folded column → canonical field."""
        found: dict[str, str] = {}
        for one in self._fields(source, parent):
            found |= {fold(name): one.name for name in one.physical_names}
        return found

    def codes(self, source: str, name: str, parent: str | None) -> dict[str, str]:
        """Folded words → canonical value, of words with a letter: what a number means differs from portal to portal."""
        found: dict[str, str] = {}
        for one in self._fields(source, parent):
            if one.name == name:
                found |= {fold(text): value for text, value in one.codes.items() if any(map(str.isalpha, text))}
        return found

    def is_needed(self, source: str, name: str) -> bool:
        """Whether contracts of this source refuse a table without the field."""
        return any(one.column_required for one in self._fields(source, None) if one.name == name)

    def key(self, source: str) -> tuple[str, ...]:
        """The fields of the source's natural key."""
        keys = [tuple(one.name for one in c.primary_key) for c in self.contracts if c.source == source]
        return keys[0] if keys else ()

    def ignored(self) -> frozenset[str]:
        """Columns, folded, that the contracts know to mean nothing."""
        return frozenset(fold(name) for contract in self.contracts for name in contract.ignored_columns)

    def is_personal(self, source: str, name: str, parent: str | None) -> bool:
        """Whether a field is personal in any contract of this source."""
        return any(one.personal for one in self._fields(source, parent) if one.name == name)

    def _fields(self, source: str, parent: str | None) -> Iterable[Field]:
        for contract in self.contracts:
            for one in contract.fields if contract.source == source else ():
                if parent is None:
                    yield one
                elif one.name == parent:
                    yield from one.items


def guesses(profiles: Sequence[Profile], source: str, known: Known, parent: str | None = None) -> dict[str, Guess]:
    """Column → guess; each field is given to one column, the likeliest."""
    fields = known_fields(source, parent)
    spellings = known.spellings(source, parent)
    found = [
        (one, profile.name)
        for profile in profiles
        for one in _choices(profile, fields, spellings)
        if one.score >= _ALIKE
    ]
    given: dict[str, Guess] = {}
    taken: set[str] = set()
    for guess, column in sorted(found, key=lambda pair: (-pair[0].score, pair[1], pair[0].name)):
        if column not in given and guess.name not in taken:
            given[column] = guess
            taken.add(guess.name)
    return given


def _choices(profile: Profile, fields: dict[str, Kind], spellings: dict[str, str]) -> list[Guess]:
    """What a column could be, with how alike the names are."""
    sure = spellings.get(fold(profile.name)) or spellings.get(fold(profile.name.rpartition(" / ")[2]))
    if sure in fields and sure is not None and could_be(profile, fields[sure]):
        return [Guess(sure, fields[sure], _SURE, True)]
    heading = spoken(profile.name)
    return [
        Guess(name, kind, max(likeness(heading, bare(phrase)) for phrase in _phrases(name)), False)
        for name, kind in fields.items()
        if could_be(profile, kind) and (kind not in {"code", "codes", "flag"} or not profile.personal)
    ]


def could_be(profile: Profile, kind: Kind) -> bool:
    """Whether values that look so can be of a kind."""
    return profile.look in _LOOKS[kind]


def _phrases(name: str) -> list[str]:
    """How people call a field; its own name is English and among them."""
    return [name.replace("_", " "), *words().fields.get(name, [])]


def likeliest_source(profiles: Sequence[Profile], known: Known) -> str | None:
    """The source whose fields fit the columns best; None where none fits more than one column."""
    scores = {}
    for source in SOURCES:
        found = guesses(profiles, source, known)
        keys = sum(1 for guess in found.values() if guess.name in known.key(source))
        scores[source] = (sum(guess.score for guess in found.values()) * (1 + keys), len(found))
    best = max(scores, key=lambda source: scores[source])
    return best if scores[best][1] > 1 else None


def proposed_value(text: str, source: str, guess: Guess, known: Known, parent: str | None) -> tuple[str | None, bool]:
    """The canonical value that a text may mean, and whether that is sure: known from a contract, or yes and no."""
    values = known_values(source, guess.name, guess.kind)
    by_contract = known.codes(source, guess.name, parent).get(fold(text))
    if by_contract in values:
        return by_contract, True
    meant = bare(text)
    by_name = next((value for value in values if bare(value.replace("_", " ")) == meant), None)
    if by_name:
        return by_name, True
    by_words = [value for value in values if meant in map(bare, words().codes.get(value, []))]
    return (by_words[0], guess.kind == "flag") if len(by_words) == 1 else (None, False)
