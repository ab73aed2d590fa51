"""Verifying: every hash worked out again, from the archived files to the last publication; the first that differs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.chain import ChainError
from orchestration.portal.ledger import Ledger
from orchestration.publication.hashing import content_sha256, partition_hashes, wrong_row_hashes
from orchestration.publication.manifest import Manifest, file_sha256, manifest_sha256
from orchestration.publication.shelf import Shelf
from orchestration.publication.tables import PublishedTable
from orchestration.quality.stewardship.journal import Journal
from orchestration.settings import Settings


def verify(settings: Settings, publication_id: str | None = None) -> str | None:
    """Give the first difference in words, or None where everything is as recorded.

    Checks, in this order: the ledger's chain and every archived file, the stewards' decisions, the chain of manifests,
    and the contents of the publications (or of the one named) against their manifests. Raises nothing for a difference.
    """
    shelf = Shelf(settings.published)
    return next(_differences(settings, shelf, publication_id), None)


def _differences(settings: Settings, shelf: Shelf, publication_id: str | None) -> Iterator[str]:
    yield from _archive_differences(settings)
    manifests = shelf.manifests()
    if publication_id is not None and publication_id not in {one["publication_id"] for one in manifests}:
        yield f"{publication_id}: there is no such publication in {shelf.publications}"
        return
    yield from _decision_differences(settings, manifests)
    yield from _chain_differences(shelf, manifests)
    for manifest in manifests:
        if publication_id in (None, manifest["publication_id"]):
            yield from _content_differences(shelf.publications / manifest["publication_id"], manifest)


def _archive_differences(settings: Settings) -> Iterator[str]:
    try:
        ledger = Ledger(settings.ledger)
    except ChainError as error:
        yield str(error)
        return
    seen: set[str] = set()
    for arrival in ledger.arrivals:
        path = settings.archive / arrival.archived
        if arrival.archived in seen:
            continue
        seen.add(arrival.archived)
        if not path.exists():
            yield f"{path}: missing from the archive (arrived as {arrival.path})"
        elif file_sha256(path) != arrival.sha256:
            yield f"{path}: changed since it arrived as {arrival.path}"


def _decision_differences(settings: Settings, manifests: list[Manifest]) -> Iterator[str]:
    """Each publication names the decisions that its gate knew: later ones may follow, none may be missing or other."""
    try:
        heads = Journal.read(settings.decisions).heads
    except ChainError as error:
        yield str(error)
        return
    for manifest in manifests:
        count, head = manifest["decisions"]["count"], manifest["decisions"]["head"]
        if count >= len(heads) or heads[count] != head:
            name = manifest["publication_id"]
            yield f"{settings.decisions}: its first {count} decisions are not those that {name} was made with"


def _chain_differences(shelf: Shelf, manifests: list[Manifest]) -> Iterator[str]:
    before: Manifest | None = None
    for manifest in manifests:
        name = manifest["publication_id"]
        previous = manifest["previous"]
        if (previous is None) != (before is None):
            yield f"{name}: the publication before it is missing from the chain"
        elif previous and before and previous["manifest_sha256"] != manifest_sha256(before):
            yield f"{before['publication_id']}: its manifest is not the one that {name} was chained to"
        before = manifest
    current = shelf.current()
    if current is None:
        if manifests:
            yield f"{shelf.link}: does not point at a publication"
    elif not manifests or current.name != manifests[-1]["publication_id"]:
        yield f"{shelf.link}: does not point at the last publication"


def _content_differences(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name, recorded in sorted(manifest["files"].items()):
        path = folder / name
        if not path.exists():
            yield f"{path}: missing"
        elif file_sha256(path) != recorded:
            yield f"{path}: changed since it was published"
    database = folder / "motcua.duckdb"
    if not database.exists():
        yield f"{database}: missing"
        return
    try:
        con = duckdb.connect()
        con.execute(f"attach '{database}' as published (read_only)")
        con.execute("use published")
        for name in sorted(manifest["tables"]):
            yield from _table_differences(con, folder, _definition(manifest, name), manifest)
    except duckdb.Error as error:
        yield f"{database}: cannot be read ({str(error).splitlines()[0]})"


def _definition(manifest: Manifest, name: str) -> PublishedTable:
    """The table as it was cut and hashed when it was published; later code may do so otherwise."""
    fields: dict[str, Any] = manifest["tables"][name]["definition"]
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    return PublishedTable(**values)


def _table_differences(
    con: duckdb.DuckDBPyConnection, folder: Path, table: PublishedTable, manifest: Manifest
) -> Iterator[str]:
    recorded = manifest["tables"][table.short_name]
    fresh = partition_hashes(con, "published", table)
    for name, (rows, digest) in sorted(recorded["partitions"].items()):
        part = fresh.get(name)
        if part is None or part.sha256 != digest or part.rows != rows:
            yield f"{folder / 'motcua.duckdb'}: {table.store}, partition {name}, is not what was published"
    if content_sha256(fresh) != recorded["content_sha256"]:
        yield f"{folder / 'motcua.duckdb'}: {table.store} is not what was published"
    if table.partition and (wrong := wrong_row_hashes(con, "published", table)):
        yield f"{folder / 'motcua.duckdb'}: {table.store} has {wrong} rows with a hash that is not theirs"
    yield from _parquet_differences(con, folder / "parquet", table, set(recorded["partitions"]))


def _parquet_differences(
    con: duckdb.DuckDBPyConnection, root: Path, table: PublishedTable, partitions: set[str]
) -> Iterator[str]:
    if not table.partition:
        paths = {root / f"{table.short_name}.parquet"}
    else:
        paths = {root / table.short_name / f"{name}.parquet" for name in partitions}
    for path in sorted(paths):
        if not path.exists():
            yield f"{path}: missing"
            return
    hidden = f"exclude ({', '.join(table.as_of_columns)})" if table.as_of_columns else ""
    files = [str(path) for path in sorted(paths)]
    if not files:
        return
    table_rows = f"select * {hidden} from {table.name}"
    file_rows = "select * from read_parquet($files, union_by_name := true)"
    for fault, left, right in (
        ("is not in the table", file_rows, table_rows),
        ("is missing", table_rows, file_rows),
    ):
        row = con.execute(f"select count(*) from ({left} except all {right})", {"files": files}).fetchone()
        if row and row[0]:
            yield f"{root / table.short_name}: {row[0]} rows differ from the published table: a row {fault}"
            return
