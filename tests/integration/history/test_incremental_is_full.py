"""Night by night comes to the same as everything at once (docs/decisions/0002-history-core.md)."""

import os

from hypothesis import HealthCheck, Phase, given, settings

from .comparing import differences
from .exports import Export
from .scenarios import nights
from .yard import Yard, content_hashes


@settings(
    max_examples=int(os.environ.get("H9_EXAMPLES", "4")),
    deadline=None,
    derandomize="H9_EXAMPLES" not in os.environ,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenario=nights())
def test_incremental_equals_full(yard: Yard, scenario: list[list[Export]]) -> None:
    yard.clear()
    last = [yard.night(night) for night in scenario][-1]
    by_night = yard.set_aside("by_night")
    whole = yard.night()
    found = differences(by_night, yard.settings.warehouse_file)
    assert not found, "\n".join(found)
    assert content_hashes(last) == content_hashes(whole)
