"""The words that contracts translate into: the canonical fields of each source and the values of their codes.

The models of the warehouse read these names. A contract may leave fields out (its portal does not report
them); it may not invent any, since nothing would read them. The names follow the public columns where a field
is published.
"""

from typing import Final, Literal

Kind = Literal["text", "code", "codes", "moment", "day", "month", "integer", "money", "flag", "list"]

STATUSES: Final = (
    "registered", "accepted", "refused", "processing", "supplement_requested", "fee_requested", "withdrawn",
    "stopped", "processed", "returned",
)  # fmt: skip
FLAGS: Final = ("true", "false")
REPORTS: Final = frozenset({"documents", "extensions", "events", "filed_by", "payment_flag"})
PERSONAL_FIELDS: Final = frozenset(
    {"applicant_name", "phone", "email", "identities", "identity_number", "officer"}
    | {"content", "reason", "document_name", "result_name", "file_link"}
)
"""Fields that tell of a person, or free text in which a name may stand: shown to nobody, whatever a contract says."""

# Values of the code fields; a field of one name has one list of values in all sources, but for those set
# apart below.
_CODE_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "channel": ("online", "counter", "post"),
    "applicant_kind": ("citizen", "enterprise", "state_body", "organisation", "household_business"),
    "identity_kind": ("citizen_id", "old_citizen_id"),
    "status": STATUSES,
    "handover": ("counter", "post"),
    "filed_through": ("national_portal", "provincial_portal"),
    "filed_by": ("applicant", "officer", "postal_agent"),
    "payment_flag": ("none", "national_portal", "local_gateway", "not_yet"),
    "is_reused": ("no", "reused", "reused_from_warehouse"),
    "collected_at_step": ("intake", "supplement", "return"),
    "fee_kind": ("fee", "charge"),
    "method": ("online", "cash", "transfer"),
    "payment_channel": ("national_portal", "provincial_portal", "counter"),
    "levels": ("province", "district", "commune"),
    "service_level": ("full_online", "partly_online", "information"),
    "complaint_group": ("attitude", "overdue", "fee", "other"),
}
_PAYMENT_STATUSES: Final = ("succeeded", "failed", "pending", "refunded", "cancelled")


def _fields(**names: str) -> dict[str, Kind]:
    """Turns `kind="name name …"` into name → kind; the keyword `list_` stands for lists of records."""
    kinds: dict[str, Kind] = {
        "text": "text", "code": "code", "codes": "codes", "moment": "moment", "day": "day", "month": "month",
        "integer": "integer", "money": "money", "flag": "flag", "list_": "list",
    }  # fmt: skip
    return {name: kinds[keyword] for keyword, words in names.items() for name in words.split()}


_SOURCE_FIELDS: Final[dict[str, dict[str, Kind]]] = {
    "cases": _fields(
        text="case_code procedure_code procedure_name field_code field_name applicant_name phone email"
        " identity_number unit_name unit_code officer",
        code="channel applicant_kind status handover filed_through filed_by payment_flag",
        moment="submitted_at received_at due_at finished_at returned_at refused_at",
        flag="has_digitised_documents is_result_digitised is_result_signed is_synced",
        list_="identities documents fees supplements extensions results",
    ),
    "case_events": _fields(
        text="case_code officer officer_title department content",
        code="status",
        moment="occurred_at started_at due_at",
        flag="is_electronic",
    ),
    "payments": _fields(
        text="payment_code case_code",
        code="fee_kind method payment_channel status",
        money="amount",
        moment="created_at paid_at",
    ),
    "procedures": _fields(
        text="procedure_code procedure_name field_code field_name",
        codes="levels",
        code="service_level",
        flag="is_full_online_eligible is_integrated is_published has_fee is_essential",
        integer="processing_hours online_processing_hours",
        day="effective_from effective_to",
    ),
    "ratings": _fields(text="rating_code case_code", moment="rated_at", integer="score"),
    "counter_visits": _fields(
        text="visit_code unit_code unit_name case_code counter", moment="ticket_at called_at done_at"
    ),
    "complaints": _fields(
        text="complaint_code unit_code unit_name content", moment="received_at answered_at", code="complaint_group"
    ),
    "staffing": _fields(text="unit_code unit_name", month="month", integer="counter_officers"),
    "unit_statistics": _fields(
        text="unit_code unit_name", month="month", integer="adults accounts users signatures reports_due reports_online"
    ),
    "report_06a": _fields(
        text="unit_name unit_code",
        integer="received_total received_online received_counter_post carried_in"
        " resolved_total resolved_early resolved_on_time resolved_late open_total open_within_due open_late",
    ),
}
_LIST_FIELDS: Final[dict[str, dict[str, Kind]]] = {
    "identities": _fields(code="identity_kind", text="identity_number"),
    "documents": _fields(
        text="document_name", flag="is_digitised is_from_national_store is_requested_again", code="is_reused"
    ),
    "fees": _fields(text="fee_code fee_name", code="collected_at_step fee_kind", money="amount"),
    "supplements": _fields(moment="requested_at received_at due_before due_after"),
    "extensions": _fields(
        text="reason apology_number", moment="extended_at due_before due_after apology_date apology_due"
    ),
    "results": _fields(text="result_code result_name file_link", flag="is_signed"),
}
SOURCES: Final = tuple(_SOURCE_FIELDS)

NEEDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "cases": (("case_code",), ("status",), ("received_at",), ("channel",), ("unit_code", "unit_name")),
    "case_events": (("case_code",), ("status",), ("occurred_at",)),
    "payments": (("payment_code",), ("case_code",), ("method",), ("status",), ("paid_at",)),
    "procedures": (("procedure_code",), ("service_level",)),
    "ratings": (("rating_code",), ("case_code",), ("rated_at",), ("score",)),
    "counter_visits": (("visit_code",), ("unit_code", "unit_name"), ("ticket_at",)),
    "complaints": (("complaint_code",), ("unit_code", "unit_name"), ("received_at",)),
    "staffing": (("unit_code", "unit_name"), ("month",), ("counter_officers",)),
    "unit_statistics": (("unit_code", "unit_name"), ("month",)),
    "report_06a": (("unit_code", "unit_name"),),
}
"""What each record of a source must have, by a column or a constant; of a group one is enough. Without it every row
would be quarantined, or would count wrong."""

_OF_EACH: Final = ("missing_key", "unreadable_row")
ROW_RULES: Final[dict[str, frozenset[str]]] = {
    source: frozenset((*_OF_EACH, *rules.split()))
    for source, rules in {
        "cases": "bad_case_code unknown_unit bad_timestamp bad_code finished_before_received received_in_future"
        " finished_without_moment",
        "case_events": "bad_timestamp bad_code orphan_event",
        "payments": "bad_timestamp bad_code bad_amount orphan_payment",
        "procedures": "bad_timestamp bad_code",
        "ratings": "bad_timestamp bad_score orphan_rating",
        "counter_visits": "unknown_unit bad_timestamp negative_span",
        "complaints": "unknown_unit bad_timestamp bad_code",
        "staffing": "unknown_unit bad_timestamp bad_amount",
        "unit_statistics": "unknown_unit bad_timestamp bad_amount",
        "report_06a": "unknown_unit bad_amount",
    }.items()
}
"""The row rules (`row_rules.csv`) that quarantine a record, by the source whose records can break them."""


def known_fields(source: str, list_name: str | None = None) -> dict[str, Kind]:
    """Canonical name → kind of a source's fields, or of the entries of its list `list_name`."""
    return _LIST_FIELDS[list_name] if list_name else _SOURCE_FIELDS[source]


def is_text(source: str, name: str) -> bool:
    """Whether a field of a source, or of an entry of one of its lists, holds texts and no codes."""
    fields = [_SOURCE_FIELDS.get(source, {}), *_LIST_FIELDS.values()]
    return next((known[name] for known in fields if name in known), None) == "text"


def known_values(source: str, field: str, kind: Kind) -> tuple[str, ...]:
    """The canonical values that the codes of a field may translate into; empty for a field without codes."""
    if kind == "flag":
        return FLAGS
    if source == "payments" and field == "status":
        return _PAYMENT_STATUSES
    return _CODE_VALUES.get(field, ()) if kind in {"code", "codes"} else ()
