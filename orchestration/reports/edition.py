"""Which publication a file was made from, as files that are sent on say it."""

from dataclasses import dataclass

import duckdb

from orchestration.reports.numbers import format_moment
from orchestration.reports.page.source import Publication, read_publication


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication and its id. The page inside a publication does without the id, a file outside of it does not."""

    publication: Publication
    publication_id: str

    @property
    def in_words(self) -> str:
        """As-of moment and id, for a head or a note."""
        return f"Số liệu tính đến {format_moment(self.publication.as_of)}. Bản công bố {self.publication_id}."


def read_edition(con: duckdb.DuckDBPyConnection) -> Edition:
    """Return what `meta.publication` says; raises `ScoreboardError` where it has not one row."""
    publication = read_publication(con)
    row = con.execute("select publication_id from meta.publication").fetchone()
    return Edition(publication, str(row[0]) if row else "")
