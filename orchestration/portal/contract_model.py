"""A contract as the program sees it: what a portal's exports of one source hold, and how to read them."""

from functools import cached_property
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from orchestration.portal.contract_cadence import Cadence
from orchestration.portal.vocabulary import Kind

FileFormat = Literal["ndjson", "json", "csv", "xlsx"]
HOME_ZONE: Final = "Asia/Ho_Chi_Minh"
"""The zone of a portal that names none (portal_exports.md, "Conventions of all files")."""


class _Record(BaseModel):
    """A value that nobody changes once the contract is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Record):
    """One field: the portal's column and what its texts mean.

    `codes` maps the portal's texts to canonical values (compare them folded, `text.fold`); of a text field it
    translates the texts that it lists and leaves the others. `absent` stands for an empty cell. `formats` are
    DuckDB strptime formats, tried in order; one without `%H` or `%I` gives a day without a time, one with `%z`
    names its zone. `zone` is where the portal is, `written_in` the zone of moments that name none.
    `midnight_is_day`: a moment at midnight is a day without a time. `compared_by`: whether a case finished on its
    due day but after the time of it is late (`moment`) or not (`day`). `decimal_mark`: of numbers. `required` means
    that an empty value is a fault; `column_required` that a table without the column is refused, since
    figures would silently change. A text among `null_words` counts as an empty cell, one among
    `no_value_words` as reported without value.
    """

    name: str
    physical_name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    absent: str | None = None
    separator: str = ";"
    formats: tuple[str, ...] = ()
    personal: bool = False
    primary_key: bool = False
    required: bool = False
    column_required: bool = False
    twelve_hour_clock: bool = False
    zone: str = HOME_ZONE
    written_in: str = HOME_ZONE
    midnight_is_day: bool = False
    compared_by: Literal["day", "moment"] = "day"
    decimal_mark: Literal[",", "."] = ","
    null_words: tuple[str, ...] = ()
    no_value_words: tuple[str, ...] = ()
    items: tuple["Field", ...] = ()

    @cached_property
    def physical_names(self) -> tuple[str, ...]:
        """The portal's column and its other spellings."""
        return (self.physical_name, *self.aliases)

    @property
    def ignored_words(self) -> tuple[str, ...]:
        """Texts that hold no value, whether reported or not."""
        return (*self.null_words, *self.no_value_words)

    @property
    def duckdb_type(self) -> str:
        """Type of the field's raw column: text as exported, or a list of records of texts."""
        if self.kind != "list":
            return "VARCHAR"
        return f"STRUCT({', '.join(f'{item.name} VARCHAR' for item in self.items)})[]"


class CsvLayout(_Record):
    """How a portal writes CSV; `header_line` counts from 1."""

    delimiter: str = ","
    quote: str = '"'
    header_line: int = 1


class XlsxLayout(_Record):
    """Where the table stands in a sheet, and which rows of it are no records.

    The header is the first row that holds `header_cell` within `search_rows` rows and `search_columns`
    columns; with merged cells it spans at most `header_levels` rows. `subtotals` begin rows that sum up
    others.
    """

    header_cell: str = "STT"
    search_rows: int = 40
    search_columns: int = 8
    header_levels: int = 4
    subtotals: tuple[str, ...] = ("Tổng cộng", "Trong đó", "Cộng")


class QualityRule(_Record):
    """One rule of the contract about its portal's records, and how many may break it.

    `kind`: `empty` cells of a column, rows whose key (or column) is `repeated` within a file, or rows that break a
    `row_rule` of the register. `column`: the field it is about, None for the record as a whole. At most `limit` rows,
    or per cent of the rows (`is_share`), break it; with `is_strict` fewer than that. `is_blocking`: else it only warns.
    """

    name: str
    kind: Literal["empty", "repeated", "row_rule"]
    column: str | None
    row_rule: str | None = None
    limit: float
    is_strict: bool = False
    is_share: bool = True
    is_blocking: bool = False
    text: str

    def is_broken_by(self, failing: int, rows: int) -> bool:
        """Whether `failing` of `rows` rows are too many."""
        seen = (100 * failing / rows if rows else 0.0) if self.is_share else failing
        return seen >= self.limit if self.is_strict else seen > self.limit


class Contract(_Record):
    """What the exports of one source from one or several portals of one kind hold.

    `portals` maps a portal to the unit code of its province. `cadence` says how often each of them exports;
    without one none is ever late. `reports` names what the portal reports at all: a figure that needs one of
    these leaves cases of other portals out. `case_code_patterns` are RE2 patterns for the whole code, the
    first group being the unit's code where a form has it; empty where the source has no case code.
    `case_code_prefix` is put before the portal's codes, so that those of two portals that count from 1 stay
    apart. `constants` are fields for which the portal has no column: the same value for each of its records.
    `owner` answers for the exports, `quality` says what may be expected of them. `encodings` are tried in
    order once the bytes are no UTF-8. `placeholder_identities` are identity numbers that stand for no person.
    `ignored_columns` are known to mean nothing here: that they are not read is not worth a note.
    """

    id: str
    source: str
    portals: dict[str, str]
    cadence: Cadence | None = None
    formats: tuple[FileFormat, ...]
    reports: frozenset[str] = frozenset()
    case_code_patterns: tuple[str, ...] = ()
    case_code_prefix: str = ""
    constants: dict[str, str] = {}
    placeholder_identities: tuple[str, ...] = ()
    fields: tuple[Field, ...]
    encodings: tuple[str, ...] = ("utf-8",)
    csv: CsvLayout = CsvLayout()
    xlsx: XlsxLayout = XlsxLayout()
    ignored_columns: tuple[str, ...] = ()
    owner: str = ""
    quality: tuple[QualityRule, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that canonical name, or None where the portal has none."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def primary_key(self) -> tuple[Field, ...]:
        """The fields of the natural key, in the contract's order."""
        return tuple(field for field in self.fields if field.primary_key)
