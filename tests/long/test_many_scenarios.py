"""Random scenarios of the history core, each time others; MOTCUA_TEST_SCENARIOS says how many (20)."""

import os

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.history.exports import Export
from tests.integration.history.properties import check_night_by_night, check_order
from tests.integration.history.scenarios import nights, unique_paths
from tests.integration.history.yard import Yard

many = settings(
    max_examples=int(os.environ.get("MOTCUA_TEST_SCENARIOS", "20")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a smaller example is not worth its minutes: a difference names its rows
    suppress_health_check=list(HealthCheck),
)


@many
@given(scenario=nights(most_nights=5, most_files=9))
def test_night_by_night_is_everything_at_once_and_the_model(yard: Yard, scenario: list[list[Export]]) -> None:
    check_night_by_night(yard, scenario)


@many
@given(scenario=nights(), data=st.data())
def test_the_order_of_arrival_does_not_matter(yard: Yard, scenario: list[list[Export]], data: st.DataObject) -> None:
    exports = unique_paths(scenario)
    shuffled = data.draw(st.permutations(exports))
    cut = data.draw(st.integers(1, len(exports)))
    check_order(yard, exports, [shuffled[:cut], shuffled[cut:]])
