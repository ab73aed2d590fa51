"""The order in which all that was recorded is looked at."""

from collections.abc import Iterator

from orchestration.chain import ChainError
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.publication.verification.chain import chain_remarks, record_remarks, shelf_remarks
from orchestration.publication.verification.contents import content_remarks
from orchestration.publication.verification.manifests import manifests_on
from orchestration.publication.verification.raw import archive_remarks, decision_remarks, ledger_remarks
from orchestration.publication.verification.remarks import Remark
from orchestration.settings import Settings


def verify(settings: Settings, publication_id: str | None = None) -> str | None:
    """Give the first difference in words, or None where everything is as recorded."""
    return next((one.text for one in remarks(settings, publication_id) if one.is_difference), None)


def remarks(settings: Settings, publication_id: str | None = None) -> Iterator[Remark]:
    """All that is to be said, in the order of the chain; nothing after a difference need be right.

    Looked at: the ledger's chain and every archived file, the stewards' decisions, the record of publications, the
    shelf against the record, the chain of manifests, and the contents of the publications (or of the one named)
    against their manifests. Raises nothing for a difference.
    """
    shelf = Shelf(settings.published)
    yield from archive_remarks(settings)
    try:
        record = Record.read(settings.record)
    except ChainError as error:
        yield Remark(str(error))
        return
    manifests, unreadable = manifests_on(shelf)
    yield from unreadable
    if publication_id is not None and publication_id not in {one["publication_id"] for one in manifests}:
        yield Remark(f"{publication_id}: there is no such publication in {shelf.publications}")
        return
    yield from ledger_remarks(settings, manifests)
    yield from decision_remarks(settings, manifests)
    yield from record_remarks(record, manifests)
    yield from shelf_remarks(shelf, record, manifests)
    yield from chain_remarks(shelf, manifests)
    for manifest in manifests:
        if publication_id in (None, manifest["publication_id"]):
            yield from content_remarks(shelf.publications / manifest["publication_id"], manifest, record)
