"""What the draft says of each column: its field if there is a guess, its codes, whether it is personal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from orchestration.portal.drafting.fields import Guess, Known, could_be, guesses, proposed_value
from orchestration.portal.drafting.persons import FREE_TEXT
from orchestration.portal.drafting.profile import Profile
from orchestration.portal.vocabulary import known_fields, known_values


@dataclass(frozen=True)
class Code:
    """A text of a code list: its rows, the canonical value it may mean, and whether that is sure."""

    text: str
    rows: int
    value: str | None
    is_sure: bool


@dataclass(frozen=True)
class Proposed:
    """A column as the draft writes it. `codes` only where the field has a code list; `entries` of a list."""

    profile: Profile
    guess: Guess | None
    personal: str | None
    codes: tuple[Code, ...] = ()
    is_key: bool = False
    is_needed: bool = False
    entries: tuple["Proposed", ...] = ()

    @property
    def logical_type(self) -> str:
        """The type in the words of the standard."""
        if self.guess is None:
            return {"moment": "date", "month": "date", "list": "array"}.get(self.profile.look, "string")
        return {
            "moment": "date", "day": "date", "month": "date", "integer": "integer", "money": "number",
            "flag": "boolean", "list": "array",
        }.get(self.guess.kind, "string")  # fmt: skip

    @property
    def kind(self) -> str | None:
        """The kind, where the type alone does not say it."""
        if self.guess is None:
            return "month" if self.profile.look == "month" else None
        return self.guess.kind if self.guess.kind in {"moment", "day", "month", "money", "codes"} else None


@dataclass(frozen=True)
class Asked:
    """What columns are asked against: the contracts that are there, the source if there is one, a list of it."""

    known: Known
    source: str | None
    parent: str | None = None


def proposed_columns(profiles: Sequence[Profile], asked: Asked) -> list[Proposed]:
    """The columns in their order, each with what is known or guessed of it."""
    source = asked.source
    found = guesses(profiles, source, asked.known, asked.parent) if source else {}
    key = key_columns(profiles, found, source, asked.known) if source and asked.parent is None else ()
    columns = [_proposed(profile, found.get(profile.name), asked) for profile in profiles]
    return [replace(column, is_key=column.profile.name in key) for column in columns]


def _proposed(profile: Profile, guess: Guess | None, asked: Asked) -> Proposed:
    """One column; without a guess for a list nothing is known of what is inside."""
    inner = guess.name if guess and guess.kind == "list" else None
    entries = proposed_columns(profile.entries, Asked(asked.known, asked.source if inner else None, inner))
    if asked.source is None or guess is None:
        return Proposed(profile, None, profile.personal, entries=tuple(entries))
    personal = profile.personal
    if guess.is_sure and personal and (personal.endswith(FREE_TEXT) or personal.startswith("the heading")):
        personal = None  # the contracts that name this column know better than its heading
    if asked.known.is_personal(asked.source, guess.name, asked.parent):
        personal = personal or f"{guess.name} is personal in other contracts"
    return Proposed(
        profile,
        guess,
        personal,
        codes=() if personal else tuple(_codes(profile, guess, asked.source, asked)),
        is_needed=asked.parent is None and asked.known.is_needed(asked.source, guess.name),
        entries=tuple(entries),
    )


def _codes(profile: Profile, guess: Guess, source: str, asked: Asked) -> Iterator[Code]:
    """The texts of a code list and what they may mean."""
    if not known_values(source, guess.name, guess.kind):
        return
    for text, rows in profile.codes:
        yield Code(text, rows, *proposed_value(text, source, guess, asked.known, asked.parent))


def key_columns(profiles: Sequence[Profile], found: dict[str, Guess], source: str, known: Known) -> tuple[str, ...]:
    """The columns of the natural key: the source's own where they are there, else the first whose values are unique."""
    by_field = {guess.name: column for column, guess in found.items()}
    usual = known.key(source)
    if usual and all(name in by_field for name in usual):
        return tuple(by_field[name] for name in usual)
    free = [one for one in profiles if one.is_key and one.look in {"text", "integer"} and not one.personal]
    return (free[0].name,) if len(usual) < 2 and free else ()  # noqa: PLR2004 - a key of one column


def is_row_number(profile: Profile) -> bool:
    """Whether a column counts the rows 1, 2, 3: that says nothing of a record."""
    texts = profile.column.texts
    return bool(texts) and all((text or "").strip() == str(number) for number, text in enumerate(texts, start=1))


def is_unique(profiles: Sequence[Profile]) -> tuple[int, int]:
    """Rows looked at, and how many of them repeat the key of these columns or lack a part of it."""
    rows = list(zip(*(profile.column.texts for profile in profiles), strict=True))
    whole = [row for row in rows if all((text or "").strip() for text in row)]
    return len(rows), len(rows) - len(set(whole))


def free_fields(columns: Sequence[Proposed], source: str | None, profile: Profile | None = None) -> list[str]:
    """Canonical fields of the source that no column was found for; those that this column could be."""
    given = {column.guess.name for column in columns if column.guess}
    fields = known_fields(source) if source else {}
    return [name for name, kind in fields.items() if name not in given and (not profile or could_be(profile, kind))]
