"""A night that is killed anywhere: readers have a whole publication, and the next night ends as if nothing had been."""

import pytest

from orchestration.publication.record import Record
from tests.integration.history.two_nights import AFTER

from .killing import POINTS, killed_after_model, killed_in_models, killed_night
from .undisturbed import Undisturbed

SWAPPED = ("swapped, not yet applied", "recorded, not yet applied")
IN_TURN = [name for name in POINTS if name not in SWAPPED]
"""Points after which the night is still to be done: one after the other they can befall one and the same night."""


def test_a_night_that_is_killed_at_every_point_in_turn(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    yard = undisturbed.yard
    yard.deliver(AFTER)
    for name in IN_TURN[: IN_TURN.index("models built")]:
        killed_night(yard, [], POINTS[name])
        undisturbed.check_readers()
    for share in (0.2, 0.6, 0.9):
        killed_in_models(yard, share)
    for name in IN_TURN[IN_TURN.index("models built") :]:
        killed_night(yard, [], POINTS[name])
        undisturbed.check_readers()
    undisturbed.check_next_night()


@pytest.mark.parametrize("point", SWAPPED)
def test_a_kill_between_the_swap_and_noting_it(undisturbed: Undisturbed, point: str) -> None:
    undisturbed.restore()
    killed_night(undisturbed.yard, AFTER, POINTS[point])
    assert len(list(undisturbed.yard.settings.published.glob("publications/0*"))) == 2
    undisturbed.check_next_night()
    # Each is recorded once: the one that was put out by the killed night, and the one of the next.
    assert [one.number for one in Record.read(undisturbed.yard.settings.record).made()] == [1, 2, 3]


def test_a_full_run_that_is_killed_is_made_good_by_an_ordinary_night(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    # The facts of cases stand anew with the new files in them, what hangs on them does not.
    killed_after_model(undisturbed.yard, "fct_cases")
    undisturbed.yard.by_dbt = True
    try:
        undisturbed.check_next_night()
    finally:
        undisturbed.yard.by_dbt = False


def test_a_warehouse_that_cannot_be_opened_is_made_again(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    warehouse = undisturbed.yard.settings.warehouse_file
    warehouse.write_bytes(b"no database" * 1000)
    undisturbed.check_next_night()
    assert warehouse.with_name("warehouse.duckdb.unreadable").read_bytes() == b"no database" * 1000
