"""What came from outside and what people decided, against what the manifests say of it."""

from collections.abc import Iterator, Sequence

from orchestration.chain import ChainError
from orchestration.portal.ledger import Ledger
from orchestration.publication.manifest import Manifest, file_sha256
from orchestration.publication.verification.manifests import with_field
from orchestration.publication.verification.remarks import Remark
from orchestration.quality.stewardship.journal import Journal
from orchestration.settings import Settings

NO_ARRIVALS = frozenset({"ledger.jsonl", ".landing.json", ".landing.json.partial", ".gitkeep"})
"""Files of the archive that are no exports."""


def archive_remarks(settings: Settings) -> Iterator[Remark]:
    """The ledger's chain, each archived file, and files that no arrival tells of."""
    try:
        ledger = Ledger(settings.ledger)
    except ChainError as error:
        yield Remark(str(error))
        return
    seen: set[str] = set()
    for arrival in ledger.arrivals:
        path = settings.archive / arrival.archived
        if arrival.archived in seen:
            continue
        seen.add(arrival.archived)
        if not path.exists():
            yield Remark(f"{path}: missing from the archive (arrived as {arrival.path})")
        elif file_sha256(path) != arrival.sha256:
            yield Remark(f"{path}: changed since it arrived as {arrival.path}")
    if (settings.archive / ".landing.json").exists():
        return  # files are landing just now; the ledger tells of them last
    for path in sorted(one for one in settings.archive.rglob("*") if one.is_file()):
        if path.name not in NO_ARRIVALS and path.relative_to(settings.archive).as_posix() not in seen:
            yield Remark(f"{path}: lies in the archive, and the ledger tells of no such arrival")


def ledger_remarks(settings: Settings, manifests: Sequence[Manifest]) -> Iterator[Remark]:
    """Each publication names the arrivals it was made of: later ones may follow, none may be missing or other."""
    try:
        heads = Ledger(settings.ledger).heads
    except ChainError:
        return  # told with the archive
    for one in with_field(manifests, "ledger"):
        if isinstance(one, Remark):
            yield one
            continue
        manifest, known = one
        if known["count"] >= len(heads) or heads[known["count"]] != known["head"]:
            name = manifest["publication_id"]
            yield Remark(
                f"{settings.ledger}: its first {known['count']} arrivals are not those that {name} was made of"
            )


def decision_remarks(settings: Settings, manifests: Sequence[Manifest]) -> Iterator[Remark]:
    """Each publication names the decisions that its gate knew: later ones may follow, none may be missing or other."""
    try:
        heads = Journal.read(settings.decisions).heads
    except ChainError as error:
        yield Remark(str(error))
        return
    for one in with_field(manifests, "decisions"):
        if isinstance(one, Remark):
            yield one
            continue
        manifest, known = one
        if known["count"] >= len(heads) or heads[known["count"]] != known["head"]:
            name = manifest["publication_id"]
            yield Remark(
                f"{settings.decisions}: its first {known['count']} decisions are not those {name} was made with"
            )
