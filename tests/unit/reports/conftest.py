"""Publications of a handful of rows."""

from collections.abc import Iterator

import duckdb
import pytest

from .publication import Publication, with_province


@pytest.fixture
def blank() -> Iterator[Publication]:
    """A publication with a moment and a verdict and nothing else."""
    with duckdb.connect() as con:
        publication = Publication(con)
        publication.published()
        yield publication


@pytest.fixture
def province(blank: Publication) -> Publication:
    """The sample province."""
    return with_province(blank)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Publication]:
    """The sample province for tests that only read it."""
    with duckdb.connect() as con:
        publication = Publication(con)
        publication.published()
        yield with_province(publication)
