"""What became of the lines of a file: `quality.row_fate`, asked for one file or one line.

It is asked by source and file_id, not by load_id: constants reach every scan of the view then.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

import duckdb

FATES = ("kept", "quarantined", "superseded", "duplicate")
"""What a record can become (kpi_semantics.md, "Fate")."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HASH_START = re.compile(r"[0-9a-f]{8,63}")


class RowsError(ValueError):
    """What was asked for is not there; the message says what is."""


@dataclass(frozen=True, slots=True)
class Load:
    """One arrival of a file. `file_id`: its number in this warehouse; `contract_id`: None where it was refused."""

    file_id: int
    load_id: str
    source: str
    portal: str
    contract_id: str | None
    source_file: str
    sha256: str
    outcome: str
    message: str | None
    rows_read: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records of a file: at most `limit`, only those of a member, a line, a fate where one is given."""

    limit: int
    member: str | None = None
    line: int | None = None
    fate: str | None = None


@dataclass(frozen=True, slots=True)
class RowFate:
    """One record: its place, what became of it, and why.

    `reason`: rule codes of a faulty record, else one word (columns.md, `fate_reason`); `field`: those that break
    the rules. `instead`: what stands in its place, `file:line`, or a file alone where all of it does.
    """

    member: str | None
    line: int
    natural_key: str | None
    fate: str
    reason: str | None
    field: str | None
    instead: str | None


def find_loads(con: duckdb.DuckDBPyConnection, wanted: str) -> list[Load]:
    """The arrivals of a file, in their order; none where it is not known.

    `wanted`: its name, its path as landed or in the archive, its SHA-256 (eight digits are enough), its load, or
    `archive.zip!member`.
    """
    archived = _SHA256.search(wanted)
    found = con.execute(
        """select file_id, load_id, source, portal, contract_id, source_file, sha256, outcome, message, rows_read,
            arrived_at
        from control.files
        where $wanted in (source_file, string_split(source_file, '/')[-1], load_id) or sha256 = $sha256
            or ends_with($wanted, '/' || source_file) or ($start is not null and starts_with(sha256, $start))
        order by load_seq""",
        {
            "wanted": wanted,
            "sha256": archived[0] if archived else None,
            "start": wanted if _HASH_START.fullmatch(wanted) else None,
        },
    ).fetchall()
    archive, mark, _ = wanted.partition("!")
    if not found and mark:
        return find_loads(con, archive)
    return [Load(*row) for row in found]


def no_such_file(con: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """That a file is not known, and the names that are near."""
    known = [name for (name,) in con.execute("select distinct source_file from control.files").fetchall()]
    by_name = {one.rsplit("/", 1)[-1]: one for one in sorted(known)}
    near = get_close_matches(wanted.rsplit("/", 1)[-1], by_name, n=3)
    hint = f"; near names: {', '.join(by_name[name] for name in near)}" if near else ""
    return (
        f"--file {wanted}: no such file was loaded{hint}; give its name, its path as landed or its SHA-256"
        " (meta.loads lists them)"
    )


def fate_counts(con: duckdb.DuckDBPyConnection, load: Load) -> dict[str, int]:
    """How many of a load's records came to each fate, every fate named."""
    rows = con.execute(
        "select fate, count(*) from quality.row_fate where source = $1 and file_id = $2 group by fate",
        [load.source, load.file_id],
    )
    counted = dict(rows.fetchall())
    return {fate: counted.pop(fate, 0) for fate in FATES} | counted


def row_fates(con: duckdb.DuckDBPyConnection, load: Load, asked: Asked) -> list[RowFate]:
    """The records of a load that are asked for, in the order of the file."""
    rows = con.execute(
        """select nullif(substr(source_file, length($path) + 2), ''), source_line, natural_key, fate, reason, field,
            instead_source_file || coalesce(':' || instead_source_line, '')
        from quality.row_fate
        where source = $source and file_id = $file_id and ($member is null or source_file = $path || '!' || $member)
            and ($line is null or source_line = $line) and ($fate is null or fate = $fate)
        order by source_file, source_line
        limit $limit""",
        {
            "path": load.source_file, "source": load.source, "file_id": load.file_id, "member": asked.member,
            "line": asked.line, "fate": asked.fate, "limit": asked.limit,
        },
    )  # fmt: skip
    return [RowFate(*row) for row in rows.fetchall()]


def no_such_line(con: duckdb.DuckDBPyConnection, loads: Sequence[Load], line: int) -> str:
    """Why there is no record on a line, and where the file's records stand."""
    told = []
    for load in loads:
        row = con.execute(
            "select count(*), min(source_line), max(source_line) from quality.row_fate"
            " where source = $1 and file_id = $2",
            [load.source, load.file_id],
        ).fetchone()
        count, first, last = row or (0, None, None)
        where = f"its {count} records stand on lines {first} to {last}" if count else "no record was read from it"
        told.append(f"{load.source_file} (load {load.load_id}, {load.outcome}): {where}")
        told += [f"  {load.message}"] if load.message and not count else []
    head = f"--line {line}: no record stands there (headings, subtotals and signatures are none)"
    return "\n  ".join([head, *told])


def rule_texts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The row rules in words, by their codes."""
    return dict(con.execute("select rule_code, rule_text from register.row_rules").fetchall())
