"""One yard for the whole session: dbt runs twice, all other nights are replayed."""

from collections.abc import Iterator

import pytest

from .scenarios import OPENING
from .yard import PERSON_KEY, Yard


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """Clear it before use: it is shared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_PII_KEY", PERSON_KEY)
        shared = Yard(tmp_path_factory.mktemp("yard"))
        shared.prepare(OPENING)
        yield shared
