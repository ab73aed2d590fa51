"""`motcua rows`: what became of the lines of a file, because of what, and what stood in them."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.portal.contracts import Contract, ContractSet, load_contracts
from orchestration.portal.landing import waiting_files
from orchestration.quality.row_fates import (
    Asked,
    Load,
    RowFate,
    RowsError,
    fate_counts,
    find_loads,
    no_such_file,
    no_such_line,
    row_fates,
    rule_texts,
)
from orchestration.quality.row_text import Cell, RowText, hidden_columns, row_texts
from orchestration.settings import Settings

NOTHING = RowText((), None)
LONGEST = 200
"""Characters of a cell that are shown."""


class BusyError(RuntimeError):
    """A refresh has the warehouse open."""


def rows_lines(settings: Settings, args: argparse.Namespace) -> list[str]:
    """The answer as lines of text. `args`: file, line, fate, limit, and fields (all of them, of every row shown).

    Raises RowsError where no such file or line was loaded, BusyError where a refresh holds the warehouse,
    ContractError where the contracts, which say what is personal, cannot be read.
    """
    contracts = load_contracts(settings.contracts_dir)
    with _warehouse(settings.warehouse_file) as con:
        loads = find_loads(con, args.file)
        if not loads:
            raise RowsError(_waiting(settings.inbox, args.file) or no_such_file(con, args.file))
        answers = [_of_load(con, contracts, load, args) for load in loads]
        has_answer = any(rows for _, rows in answers)
        if not has_answer and args.line is not None:
            raise RowsError(no_such_line(con, loads, args.line))
        if not has_answer and _member(args):
            raise RowsError(f"--file {args.file}: no record was read from such a member of {loads[0].source_file}")
    return [line for head, rows in answers if rows or args.line is None for line in (*head, *rows)]


def _member(args: argparse.Namespace) -> str | None:
    """The member named in `archive.zip!member`."""
    return str(args.file).partition("!")[2] or None


@contextmanager
def _warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working warehouse, to be read for a moment: a refresh that begins waits for us."""
    if not path.exists():
        raise RowsError(f"{path} is missing: nothing was loaded yet; run motcua refresh")
    try:
        con = duckdb.connect(str(path), read_only=True)
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise RowsError(f"{path} cannot be opened ({error}); the next motcua refresh makes it anew") from error
        raise BusyError("A refresh is writing the warehouse; ask again when it has ended.") from error
    try:
        yield con
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise RowsError(
            f"{path} was not made to its end, or with other contracts than today's ({str(error).splitlines()[0]});"
            " run motcua refresh"
        ) from error
    finally:
        con.close()


def _waiting(inbox: Path, wanted: str) -> str | None:
    """Where the file waits to be landed, in words, or None."""
    waiting = [path for path in waiting_files(inbox) if path.name == Path(wanted).name]
    return f"--file {wanted}: {waiting[0]} waits in the inbox; run motcua refresh" if waiting else None


def _of_load(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, load: Load, args: argparse.Namespace
) -> tuple[list[str], list[str]]:
    """What is said of one arrival: its own lines, and those of its rows."""
    asked = Asked(args.limit, _member(args), args.line, args.fate)
    counts = fate_counts(con, load)
    rows = row_fates(con, load, asked)
    contract = next((one for one in contracts if one.id == load.contract_id), None)
    texts = row_texts(con, contracts, contract, load.file_id, [row.line for row in rows]) if contract and rows else {}
    rules = rule_texts(con)
    told: list[str] = []
    for row in rows:
        text = texts.get((row.member, row.line), NOTHING)
        told += _row(row, text, rules, is_whole=bool(args.fields or args.line))
    among = sum(counts.values()) if args.fate is None else counts[args.fate]
    if len(rows) == asked.limit < among and asked.member is None:
        told.append(f"  … of {among}: --limit N shows more, --fate and --line choose")
    if rows and (contract is None or args.fields or args.line):
        told += _not_shown(contracts, contract, load)
    return _head(load, counts), told


def _head(load: Load, counts: dict[str, int]) -> list[str]:
    total = sum(counts.values())
    terms = " + ".join(f"{fate} {count}" for fate, count in counts.items())
    lines = [
        load.source_file,
        f"  load {load.load_id}, {load.outcome}, arrived {load.arrived_at:%Y-%m-%d %H:%M:%S}, sha256 {load.sha256}",
        f"  read {load.rows_read} {'=' if total == load.rows_read else '≠'} {terms}",
    ]
    if total != load.rows_read:
        lines.append(
            "  the two sides differ: check loads.every_row_has_a_fate lets nothing of this out (motcua status)"
        )
    return lines + ([f"  {load.message}"] if load.message else [])


def _row(row: RowFate, text: RowText, rules: dict[str, str], *, is_whole: bool) -> Iterator[str]:
    """One line for the row, and below it the text of its fields: all of them, or only those at fault."""
    member = f"{row.member}, " if row.member else ""
    yield f"  {member}line {row.line}: {row.fate}  {row.natural_key or '(no key)'}{_because(row, text)}"
    if row.fate == "quarantined" and is_whole:
        yield from (f"      {code}: {rules[code]}" for code in (row.reason or "").split(", ") if code in rules)
    at_fault = {name.split(".")[0] for name in (row.field or "").split(", ")}
    yield from (f"      {_cell(cell)}" for cell in text.cells if is_whole or cell.name in at_fault)


def _because(row: RowFate, text: RowText) -> str:
    if row.fate == "kept":
        return ""
    fields = f" ({row.field})" if row.field else ""
    unreadable = f": {text.unreadable}" if text.unreadable else ""
    link = "; the older good version counts: " if row.fate == "quarantined" else ": "
    return f"  {row.reason}{fields}{unreadable}{link + row.instead if row.instead else ''}"


def _cell(cell: Cell) -> str:
    """A field under both names; line breaks inside are made visible, long texts are cut."""
    name = cell.physical_name if cell.physical_name == cell.name else f"{cell.physical_name} ({cell.name})"
    if cell.text is None:
        return f"{name}: (no such field)"
    return f"{name}: {cell.text[:LONGEST]!r}{' …' if len(cell.text) > LONGEST else ''}"


def _not_shown(contracts: ContractSet, contract: Contract | None, load: Load) -> list[str]:
    """What of the rows is kept back, and why."""
    if contract is None:
        return [f"  no text is shown: contract {load.contract_id}, which says what is personal, is not there any more"]
    hidden = hidden_columns(contracts, contract)
    return [f"  may name a person, not shown: {', '.join(hidden)}"] if hidden else []
