"""What several rooms of the tests share: the yard, in which dbt runs twice, and which worker takes which tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.integration.history.yard import Yard
    from tests.reliability.undisturbed import Undisturbed

# No test asks how long it takes: a machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Worlds that cost more to make than the tests that ask about them: their tests stay on one worker.
WORLDS = {"yard", "four_nights", "full_world", "faulty_world"}


@pytest.hookimpl(tryfirst=True)  # before the plugin reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker whole files, and all tests of one world in a folder to the same worker."""
    for item in items:
        asked = WORLDS.intersection(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group(item.path.parent.name if asked else item.path.stem))


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
