"""Night by night comes to the same as everything at once (docs/decisions/0002-history-core.md)."""

import os

from hypothesis import HealthCheck, Phase, given, settings

from .exports import Export
from .scenarios import nights
from .yard import Yard, content_hashes, differences


@settings(
    max_examples=int(os.environ.get("H9_EXAMPLES", "4")),
    deadline=None,
    derandomize="H9_EXAMPLES" not in os.environ,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenario=nights())
def test_incremental_equals_full(shared_yard: Yard, scenario: list[list[Export]]) -> None:
    shared_yard.clear()
    for night in scenario:
        last = shared_yard.night(night)
    by_night = shared_yard.set_aside("by_night")
    whole = shared_yard.night()
    found = differences(by_night, shared_yard.settings.warehouse_file, arrivals_too=True)
    assert not found, "\n".join(found)
    assert content_hashes(last) == content_hashes(whole)
