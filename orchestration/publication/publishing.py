"""Publishing: from an audited candidate in the warehouse to what readers see, in one atomic step."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.clock import local_now
from orchestration.publication.building import BuiltTable, Partitions, build_tables, rebuild_of_audit
from orchestration.publication.following import Before, last_day_over
from orchestration.publication.hashing import PartitionHash
from orchestration.publication.history import Since
from orchestration.publication.manifest import Manifest, file_sha256, write_manifest
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Audit
from orchestration.quality.results import OUTCOMES
from orchestration.reports.scoreboard import write_scoreboard


class GateRefusedError(RuntimeError):
    """The gate said no; the last publication stays."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What was put out, and where."""

    publication_id: str
    folder: Path
    manifest: Manifest


def set_candidate(con: duckdb.DuckDBPyConnection, code_version: str) -> None:
    """Let meta.publication be the candidate: its as-of moment is needed by the public views."""
    con.execute("begin transaction")
    con.execute("delete from meta.publication")
    con.execute(
        "insert into meta.publication select 'candidate', as_of, null, $1, 'candidate' from control.clock",
        [code_version],
    )
    con.execute("commit")


def adopt_unfinished(con: duckdb.DuckDBPyConnection, shelf: Shelf, record: Record | None = None) -> None:
    """Record what was put out and move what is applied, where a kill came after the swap.

    Only what this warehouse itself was about to put out is taken for its own.
    """
    manifest = shelf.current_manifest()
    row = con.execute("select publication_id from meta.publication").fetchone()
    applied = con.execute("select publication_id from meta.applied").fetchone()
    if manifest is None or row is None or row[0] != manifest["publication_id"]:
        return
    if record is not None:
        _note(record, manifest)
    if applied is None or applied[0] != manifest["publication_id"]:
        _apply(con, manifest)


def forget_applied(con: duckdb.DuckDBPyConnection) -> None:
    """Before everything is made anew: until that is published every further run must make everything anew too.

    Tables that were built whole tell no changes, so that neither the models after them nor the next publication could
    go on from a run that was killed or refused.
    """
    con.execute("begin transaction")
    con.execute("delete from meta.applied")
    con.execute("delete from meta.publication")
    con.execute("commit")


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate built in a folder of its own, before the audit is over; no reader sees it."""

    shelf: Shelf
    publication_id: str
    folder: Path
    before: Before
    built: list[BuiltTable]


def draw_up(con: duckdb.DuckDBPyConnection, shelf: Shelf, before: Before) -> Draft:
    """Build what the candidate would be if the gate let it pass. Raises GateRefusedError where nothing is loaded."""
    applied = con.execute("select publication_id from meta.applied").fetchone()
    row = con.execute("select as_of from meta.publication").fetchone()
    if row is None or row[0] is None:
        raise GateRefusedError("there is no as-of moment: no export was loaded and MOTCUA_AS_OF is not set")
    publication_id = f"{before.number + 1:06d}-{row[0]:%Y%m%dT%H%M%S}"
    folder = shelf.begin(publication_id)
    # What changed is known against the publication that this warehouse put out last, and against no other.
    is_next = applied is not None and applied[0] == before.publication_id
    since = Since(before, publication_id, is_copied=is_next)
    built = build_tables(con, folder, before.folder if is_next else None, _known(before.manifest), since)
    return Draft(shelf, publication_id, folder, before, built)


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What a candidate was made with, for the manifest.

    `reading`: the mark of contracts, registers, code and key. `decisions`: how many decisions of stewards the gate
    knew, and `decisions_head` the hash of the last; `acts` and `acts_head` the same of the record of publications.
    `ledger_head`: the hash of the last arrival that counts.
    """

    reading: str
    contracts_sha256: str
    decisions: int
    decisions_head: str
    acts: int
    acts_head: str
    ledger_head: str


def publish(
    con: duckdb.DuckDBPyConnection,
    draft: Draft,
    audit: Audit,
    made_with: MadeWith,
    record: Record | None = None,
) -> Publication:
    """Finish the draft, chain and swap; then record it and note what is applied.

    `record`: of publications; None for a replay, which is none of this warehouse's.

    Raises GateRefusedError where the gate did not pass; the draft is then thrown away.
    """
    if not audit.verdict.passed:
        draft.shelf.discard(draft.folder)
        raise GateRefusedError("the gate refused the candidate; the last publication stays")
    run = con.execute("select target_seq from control.run").fetchone()
    assert run is not None, "load() writes control.run"
    as_of, created_at, code = _stamp(con, draft.publication_id, audit)
    before = draft.before
    built, catalogue = rebuild_of_audit(con, draft.folder, draft.built)
    _write_page(draft.folder)
    manifest = _manifest(con, built, audit) | {
        "publication_id": draft.publication_id, "number": before.number + 1, "previous": before.chained,
        "as_of": as_of.isoformat(), "code_version": code, "load_seq": run[0], "reading": made_with.reading,
        "covered_to": max(last_day_over(as_of), before.covered_to or date.min).isoformat(),
        "contracts_sha256": made_with.contracts_sha256, "catalogue": catalogue,
        "ledger": {"count": run[0], "head": made_with.ledger_head},
        "decisions": {"count": made_with.decisions, "head": made_with.decisions_head},
        "record": {"count": made_with.acts, "head": made_with.acts_head} if record is not None else None,
        "created_at": created_at.isoformat(),
        "files": {"scoreboard.html": file_sha256(draft.folder / "scoreboard.html")},
    }  # fmt: skip
    write_manifest(draft.folder, manifest)
    out = draft.shelf.put_out(draft.folder, draft.publication_id)
    if record is not None:
        _note(record, manifest)
    _apply(con, manifest)
    return Publication(draft.publication_id, out, manifest)


def _note(record: Record, manifest: Manifest) -> None:
    """Record a publication that is out, once; one that was recorded before has been made again.

    One that was made before there was a record is left out of it: the next one is chained to it all the same.
    """
    if "covered_to" not in manifest:
        return
    known = record.last_making(manifest["publication_id"])
    if known is None:
        record.append("publish", manifest)
    elif known.moment != datetime.fromisoformat(manifest["created_at"]):
        record.append("restore", manifest)


def _stamp(con: duckdb.DuckDBPyConnection, publication_id: str, audit: Audit) -> tuple[datetime, datetime, str]:
    """Let the candidate be this publication, made now; gives its as-of moment, that of its making, and the code."""
    holds = any(one.severity == "hold" and one.outcome == "failed" for one in audit.results)
    verdict = "held" if holds else "waived" if audit.verdict.counts.get("waived") else "passed"
    con.execute(
        "update meta.publication set publication_id = $1, created_at = $2, verdict = $3",
        [publication_id, local_now().replace(microsecond=0), verdict],
    )
    row = con.execute("select as_of, created_at, code_version from meta.publication").fetchone()
    assert row is not None, "set_candidate() writes meta.publication"
    return row[0], row[1], str(row[2])


def _known(previous: Manifest | None) -> Mapping[str, Partitions]:
    if previous is None:
        return {}
    return {
        name: {part: PartitionHash(*value) for part, value in table["partitions"].items()}
        for name, table in previous["tables"].items()
    }


def _write_page(folder: Path) -> None:
    con = duckdb.connect(str(folder / "motcua.duckdb"), read_only=True)
    try:
        write_scoreboard(con, folder / "scoreboard.html")
    finally:
        con.close()


def _manifest(con: duckdb.DuckDBPyConnection, built: list[BuiltTable], audit: Audit) -> dict[str, Any]:
    inputs = con.execute(
        "select source, portal, file_name, sha256, rows_read from meta.loads where outcome <> 'rejected'"
        " order by source_file, sha256, load_id"
    ).fetchall()
    return {
        "inputs": [dict(zip(("source", "portal", "file_name", "sha256", "rows"), row, strict=True)) for row in inputs],
        "tables": {
            one.table.short_name: {
                "rows": one.rows,
                "content_sha256": one.sha256,
                "definition": asdict(one.table),
                "partitions": {name: [part.rows, part.sha256] for name, part in sorted(one.partitions.items())},
            }
            for one in built
        },
        "checks": {name: audit.verdict.counts[name] for name in OUTCOMES},
    }


def _apply(con: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    """Note what is applied and empty the tables of changes, in one transaction: the last step of a refresh."""
    query = (
        "select table_name from duckdb_tables()"
        " where schema_name = 'control' and table_name like '%\\_change' escape '\\'"
    )
    changes = [name for (name,) in con.execute(query).fetchall()]
    con.execute("begin transaction")
    con.execute("delete from meta.applied")
    con.execute(
        "insert into meta.applied values ($1, $2, $3, $4)",
        [manifest["load_seq"], manifest["as_of"], manifest["publication_id"], manifest["reading"]],
    )
    for name in changes:
        con.execute(f"delete from control.{name}")
    con.execute("delete from control.rejection where not is_now")
    con.execute("update control.rejection set was_before = true, is_changed = false")
    con.execute("commit")
