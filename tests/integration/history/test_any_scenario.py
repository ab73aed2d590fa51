"""Random scenarios. One costs some twenty seconds of a core, so few are tried here and many in `tests/long`."""

from hypothesis import HealthCheck, Phase, given, settings

from .exports import Export
from .properties import check_night_by_night
from .scenarios import nights
from .yard import Yard


# Two, since the first one that hypothesis tries is the simplest. No shrinking: a difference names its rows.
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenario=nights())
def test_night_by_night_is_everything_at_once_and_the_model(yard: Yard, scenario: list[list[Export]]) -> None:
    check_night_by_night(yard, scenario)
