"""One yard for the whole session: dbt parses the project once."""

import pytest

from .yard import Yard


@pytest.fixture(scope="session")
def shared_yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    return Yard(tmp_path_factory.mktemp("yard"))


@pytest.fixture
def yard(shared_yard: Yard) -> Yard:
    """An empty archive and warehouse."""
    shared_yard.clear()
    return shared_yard
