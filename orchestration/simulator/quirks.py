"""What goes wrong in practice without any record being unreadable: names to count each by in the answers."""

STOPPED_AS_PROCESSED = "stopped_shown_as_processed"
FALSE_CLOSURE = "false_closure"
STATE_FILLED = "missing_state_filled_with_4"
NO_REASON = "extension_without_reason"
BACK_DATED = "finished_back_dated"
TYPED_IN = "counter_case_typed_in_as_online"
UNCODED = "new_case_code_on_each_send"
COPIED_MOMENT = "submitted_copies_received"
NAME_CUT = "name_cut"
PLACEHOLDER = "placeholder_identity"
TWELVE_HOURS = "payment_on_twelve_hour_clock"
DELETED = "record_deleted_by_later_export"
REPEATED = "export_sent_twice"
REPLACED = "export_replaced"
OVERLAPPING = "overlapping_window"
OTHER_SPELLING = "file_with_other_spelling"
ENCODED = "file_in_other_encoding"
PACKED = "file_packed"
LATE_FILE = "file_delivered_late"
TWICE = "file_delivered_twice"
REPORT_DIFFERS = "report_06a_that_differs"

LONGEST_NAME = 46
WITHOUT_REASON = ("", "null", "không", "...")


def cut_name(name: str) -> str:
    """Cut a name as some portals do: 46 characters and three dots."""
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "..."
