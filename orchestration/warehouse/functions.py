"""SQL functions that the models share; kept in the warehouse file, made anew at each opening."""

import duckdb

from orchestration.portal.text import FOLD_SQL

FUNCTIONS = (
    FOLD_SQL,
    # Names are compared without the punctuation that sets a unit off from its parent.
    "create or replace macro unit_name_key(x) as trim(regexp_replace(fold_text(x), '[\\s,;:()/–-]+', ' ', 'g'))",
    # Years outside 1900-2100 are slips of the pen (interface.md, "Files").
    "create or replace macro within_calendar(x) as case when year(x) between 1900 and 2100 then x end",
    # `1.234` and `1.234,00` are whole, `1.234,5` is not (kpi_semantics.md, "Amounts"); `-0` is 0.
    "create or replace macro whole_number(x) as case"
    " when regexp_full_match(x, '-?\\d{1,18}') then x::bigint"
    " when regexp_full_match(x, '-?\\d{1,18},0+') then split_part(x, ',', 1)::bigint"
    " when regexp_full_match(x, '-?\\d{1,3}(\\.\\d{3}){1,5}(,0+)?')"
    " then replace(split_part(x, ',', 1), '.', '')::bigint end",
    # Two moments are compared by day when either came without a time (kpi_semantics.md, "Moments").
    "create or replace macro is_before(a, a_has_time, b, b_has_time) as"
    " case when a_has_time and b_has_time then a < b else a::date < b::date end",
    # An extension without a reason (kpi_semantics.md): empty, no letter or digit, or only `null` or `không`.
    "create or replace macro is_without_reason(x) as x is null"
    " or not regexp_matches(x, '[\\pL\\pN]') or fold_text(x) in ('null', 'không')",
    # HMAC-SHA256; the pads of the key are variables of the connection and stand in no file.
    "create or replace macro person_key(x) as case when x is not null then"
    " sha256(getvariable('pii_outer')::blob || unhex(sha256(getvariable('pii_inner')::blob || encode(x)))) end",
)


def create_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Create or replace the functions in the warehouse that `con` has open."""
    for statement in FUNCTIONS:
        con.execute(statement)
