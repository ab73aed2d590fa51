"""What several rooms of the tests share: the yard, in which dbt runs twice, and which worker takes which tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from tests.integration.history.yard import Yard
    from tests.reliability.undisturbed import Undisturbed

# No test asks how long it takes: a machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

WORLDS = {
    "tests/integration/history/": "yard",
    "tests/unit/simulator/": "simulated",
    "tests/commands/tampering/": "four nights",
    "tests/commands/test_history.py": "four nights",
    "tests/reliability/test_full_disk.py": "undisturbed",
    "tests/reliability/test_kills.py": "undisturbed",
}
"""Tests that ask about one world, which costs more to make than they do."""


class WholeFiles(LoadScopeScheduling):
    """Each worker takes whole files, and all that ask about one world.

    Marks of `xdist_group` would say the same, but under pytest 9.2 they have no effect (pytest-xdist 3.8).
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return next((world for place, world in WORLDS.items() if file.startswith(place)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Yard"]:
    """An archive and a warehouse for scenarios. Clear it before use: it is shared."""
    # Imported only where it is used: most tests need neither warehouse nor dbt.
    from tests.integration.history.two_nights import AFTER, BEFORE  # noqa: PLC0415
    from tests.integration.history.yard import PERSON_KEY, Yard  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_PII_KEY", PERSON_KEY)
        shared = Yard(tmp_path_factory.mktemp("yard"))
        shared.prepare(BEFORE, AFTER)
        yield shared


@pytest.fixture(scope="module")
def undisturbed(yard: "Yard", tmp_path_factory: pytest.TempPathFactory) -> "Undisturbed":
    """The yard between two nights, to come back to."""
    from tests.reliability.undisturbed import Undisturbed  # noqa: PLC0415

    return Undisturbed(yard, tmp_path_factory.mktemp("morning"))
