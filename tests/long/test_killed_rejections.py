"""A decision that is taken back after a run that followed it and was killed."""

from orchestration.refresh.night import Night
from tests.integration.history.two_nights import AFTER, BEFORE, LAST, code
from tests.integration.history.yard import Yard, content_hashes
from tests.long.test_rejected import MOVED, WAITED_FOR, item_of_load, item_of_row, say


def test_the_next_night_takes_back_what_the_killed_one_did(yard: Yard) -> None:
    yard.clear()
    for night in (BEFORE, AFTER):
        yard.night(night)
    before = content_hashes(yard.night(LAST))
    items = (item_of_load(yard, MOVED.path), item_of_row(yard, WAITED_FOR.path, code("L")))
    say(yard, "reject", *items)
    killed = Night(yard.settings)
    killed.land()
    killed.load()
    yard._transform(killed)
    killed.close()
    say(yard, "reopen", *items)
    assert content_hashes(yard.night()) == before
