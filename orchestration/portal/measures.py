"""What each file says against its contract's quality rules: counted once, when it is loaded.

A file's text never changes, and another contract has every file read again; so a night counts in new files only, and
the audit adds up numbers. Breaches of row rules are not counted here: staging names them record by record.
"""

from collections.abc import Sequence

import duckdb

from orchestration.portal.contract_model import Contract, Field, QualityRule


def measure(con: duckdb.DuckDBPyConnection, contract: Contract, file_ids: Sequence[int]) -> None:
    """Write to raw.measure, for each of these loaded files and each rule, how many of its rows break the rule."""
    rules = [rule for rule in contract.quality if rule.kind != "row_rule"]
    if not rules or not file_ids:
        return
    counted = ", ".join(f"({_breaches(contract, rule)})::bigint as r{i}" for i, rule in enumerate(rules))
    told = ", ".join(f"({i}, {_text(rule.name)})" for i, rule in enumerate(rules))
    one_of = ", ".join(f"r{i}" for i in range(len(rules)))
    con.execute(
        f"insert into raw.measure select counted.file_id, rules.name, [{one_of}][rules.place + 1]"
        f" from (select file_id, {counted} from raw.{contract.source}_record"
        " where file_id in (select unnest($1::integer[])) and unreadable is null group by file_id) as counted"
        f" cross join (values {told}) as rules(place, name)",
        [list(file_ids)],
    )


def _breaches(contract: Contract, rule: QualityRule) -> str:
    """The aggregate that counts a file's rows that break a rule."""
    fields = [field for field in contract.fields if field.name == rule.column] or list(contract.primary_key)
    if rule.kind == "empty":
        return f"count(*) filter (where {_is_empty(fields[0])})"
    filled = " and ".join(f"not {_is_empty(field)}" for field in fields)
    key = ", ".join(f"trim({field.name})" for field in fields)
    return f"count(*) filter (where {filled}) - count(distinct row({key})) filter (where {filled})"


def _is_empty(field: Field) -> str:
    """Whether a cell holds nothing, or one of the words that the contract lists for that."""
    if field.kind == "list":
        return f"coalesce(len({field.name}), 0) = 0"
    words = ", ".join(_text(word) for word in ("", *field.ignored_words))
    return f"coalesce(trim({field.name}) in ({words}), true)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
