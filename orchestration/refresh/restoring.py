"""After everything under the warehouse is lost: the recorded publications made again, in their order.

Figures depend on the files alone, but what was published and known when does not: it comes out again only where each
publication is made again, from what had arrived by then. Those before the last are made aside, are not audited (the
record says that the gate let them pass), and are thrown away; each costs a night without its audit.
"""

import shutil
from collections.abc import Callable

from orchestration.chain import repair_tail
from orchestration.portal.ledger import Ledger
from orchestration.publication.following import Again
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Audit, decide
from orchestration.quality.results import prepare_results
from orchestration.quality.stewardship.journal import Journal
from orchestration.refresh.fingerprint import remember
from orchestration.refresh.night import Night
from orchestration.settings import Settings

AS_RECORDED = Audit((), decide([], []))
"""What stands for the audit of a publication that is made again only for those after it."""


def make_again(settings: Settings, say: Callable[[str], None], run_id: str) -> bool:
    """Make the recorded publications again where none is left to read; gives whether it was needed.

    The caller holds the lock. Begun anew after a kill it goes on after the last one that was made. Raises
    GateRefusedError where the last one does not pass any more, and what a night raises.
    """
    repair_tail(settings.record)
    made = Record.read(settings.record).made()
    shelf = Shelf(settings.published)
    if not made or shelf.current() is not None or shelf.manifests():
        return False
    aside = Shelf(settings.warehouse_dir / "restoring")
    done = aside.current_manifest()
    todo = [one for one in made if done is None or (one.number or 0) > done["number"]]
    for place, entry in enumerate(todo, start=len(made) - len(todo) + 1):
        say(f"Making publication {place} of {len(made)} again: {entry.publication_id} …")
        again = Again(entry, aside, is_last=entry is made[-1])
        night = Night(settings, full=aside.current() is None, run_id=run_id, again=again)
        try:
            _publish_again(night, again)
        finally:
            night.close()
        for folder in aside.publications.glob("*"):
            if folder != aside.current():
                shutil.rmtree(folder)
    shutil.rmtree(aside.root)
    if _is_all_known(settings, made[-1].load_seq, made[-1].decisions):
        remember(settings)
    return True


def _publish_again(night: Night, again: Again) -> None:
    night.load()
    night.transform()
    if again.is_last:
        night.publish(night.audit())
        return
    prepare_results(night.con)
    night.publish(AS_RECORDED)


def _is_all_known(settings: Settings, load_seq: int | None, decisions: int | None) -> bool:
    """Whether nothing has come since: else an ordinary night has to follow."""
    is_newest = len(Ledger(settings.ledger).arrivals) == load_seq
    return is_newest and len(Journal.read(settings.decisions).decisions) == decisions
