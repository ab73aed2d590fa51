"""A reader of the publications, in a process of its own: it opens `current` again and again and adds up what it sees.

    python -m tests.long.reader PUBLISHED STOP

Prints a line an opening, `<publication_id> <rows> <sum of numerators> <lines of loads>`, until the file STOP is there.
Whatever fails ends it with a traceback.
"""

import random
import sys
import time
from pathlib import Path

import duckdb

PAUSE = 1.5
"""Seconds between two openings, on average: twenty readers who never rest would leave a night no processor."""

QUERY = """
select
    publication_id,
    (select count(*) from marts.kpi_scoreboard) as figures,
    (select sum(numerator) from marts.kpi_scoreboard) as numerators,
    (select sum(rows_read) from meta.loads) as lines
from meta.publication
"""


def read(published: Path) -> str:
    """Ask the publication's DuckDB file, and the Parquet files of the folder that it was found in."""
    folder = (published / "current").resolve()
    with duckdb.connect(str(published / "current" / "motcua.duckdb"), read_only=True) as con:
        row = con.execute(QUERY).fetchone()
        assert row is not None
        files = con.execute(f"select count(*) from '{folder}/parquet/kpi_scoreboard/*.parquet'").fetchone()
        assert files is not None
        assert files[0] > 0
    return " ".join(str(value) for value in row)


def main() -> None:
    """Read until told to stop; at least once."""
    published, stop = Path(sys.argv[1]), Path(sys.argv[2])
    while True:
        print(read(published), flush=True)
        if stop.exists():
            return
        time.sleep(random.uniform(0, 2 * PAUSE))


if __name__ == "__main__":
    main()
