"""Tables (CSV, XLSX) against the contract, once their columns are found: unknown codes and changed types.

Each code column is counted as a whole, in Arrow, in the thread that reads the file; types are looked at in the first
rows only.
"""

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.portal.contract_model import Contract, Field
from orchestration.portal.drift.codes import Seen, code_notes, unknown_codes
from orchestration.portal.drift.notes import Note
from orchestration.portal.drift.values import SAMPLE_ROWS, is_coded, type_notes


def table_notes(table: pa.Table, contract: Contract) -> list[Note]:
    """Notes on the rows of one part: columns `line` and one a field, as `raw.<source>_record` has them."""
    if not table.num_rows:
        return []
    notes: list[Note] = []
    first_line = table.column("line")[0].as_py()
    for field in contract.fields:
        if field.kind == "list":
            continue
        if is_coded(field):
            notes += code_notes(field, _new_codes(table, field), contract)
        elif field.formats or field.kind in {"integer", "money"}:
            texts = table.column(field.name).slice(0, SAMPLE_ROWS).to_pylist()
            notes += type_notes(field, texts, first_line, contract)
    return notes


def _new_codes(table: pa.Table, field: Field) -> dict[str, Seen]:
    """The texts of a code column that the contract does not translate."""
    column = table.column(field.name)
    counted = pc.value_counts(column).to_pylist()
    texts: dict[str, int] = {one["values"]: one["counts"] for one in counted if one["values"] is not None}
    lines = table.column("line")
    return {text: (texts[text], lines[pc.index(column, text).as_py()].as_py()) for text in unknown_codes(texts, field)}
