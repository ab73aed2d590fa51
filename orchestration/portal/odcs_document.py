"""The shape of a contract's file: the words of the Open Data Contract Standard (ODCS v3.0.2), and ours beside them.

https://bitol-io.github.io/open-data-contract-standard/
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from orchestration.portal.contract_cadence import SlaProperty
from orchestration.portal.contract_model import HOME_ZONE, CsvLayout, FileFormat, XlsxLayout
from orchestration.portal.contract_quality import QualityEntry, TeamMember
from orchestration.portal.vocabulary import Kind


class Strict(BaseModel):
    """A part of the standard: unknown names are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True)


class Custom(Strict):
    """One of `customProperties`; its value is typed by `ContractExtra` or `FieldExtra`."""

    property: str
    value: Any
    description: str | None = None


class Items(Strict):
    """What a list holds."""

    logical_type: Literal["object"]
    properties: list["Item"]


class Item(Strict):
    """A field."""

    name: str
    physical_name: str
    logical_type: Literal["string", "date", "number", "integer", "boolean", "array"]
    description: str | None = None
    primary_key: bool = False
    primary_key_position: int | None = None
    required: bool = False
    classification: str | None = None
    items: Items | None = None
    custom_properties: list[Custom] = []


class Property(Item):
    """A field of the table itself, with what may be expected of it."""

    quality: list[QualityEntry] = []


class Object(Strict):
    """A table, or the records of a message."""

    name: str
    physical_name: str | None = None
    logical_type: Literal["object"]
    physical_type: str | None = None
    description: str | None = None
    data_granularity_description: str | None = None
    properties: list[Property]
    quality: list[QualityEntry] = []


class Document(Strict):
    """A whole contract, as the standard writes it."""

    api_version: Literal["v3.0.2"]
    kind: Literal["DataContract"]
    id: str
    name: str
    version: str
    status: str
    domain: str | None = None
    description: dict[str, str] = {}
    schema_: list[Object]
    team: list[TeamMember] = []
    sla_properties: list[SlaProperty] = []
    custom_properties: list[Custom]

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        alias_generator=lambda name: "schema" if name == "schema_" else to_camel(name),
    )


class Extra(BaseModel):
    """Custom properties; lists of YAML become tuples, everything else is taken as it is written."""

    model_config = ConfigDict(extra="forbid")


class Formats(Extra):
    """Forms of dates that all fields share."""

    moment: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    month: tuple[str, ...] = ()


class ContractExtra(Extra):
    """The custom properties of a contract."""

    portals: dict[str, str]
    file_formats: tuple[FileFormat, ...]
    reports: frozenset[str]
    formats: Formats = Formats()
    case_code_patterns: tuple[str, ...] = ()
    case_code_prefix: str = ""
    constants: dict[str, str] = {}
    placeholder_identities: tuple[str, ...] = ()
    null_words: tuple[str, ...] = ()
    no_value_words: tuple[str, ...] = ()
    time_zone: str = HOME_ZONE
    written_in: str | None = None
    decimal_mark: Literal[",", "."] = ","
    encodings: tuple[str, ...] = ("utf-8",)
    csv: CsvLayout = CsvLayout()
    xlsx: XlsxLayout = XlsxLayout()
    ignored_columns: tuple[str, ...] = ()


class FieldExtra(Extra):
    """The custom properties of a field."""

    kind: Kind | None = None
    aliases: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    absent: str | None = None
    separator: str = ";"
    formats: tuple[str, ...] = ()
    column: Literal["required", "optional"] = "optional"
    twelve_hour_clock: bool = False
    written_in: str | None = None
    midnight_is_day: bool = False
    compared_by: Literal["day", "moment"] = "day"
