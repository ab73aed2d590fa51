"""A warehouse that another process has open: DuckDB's lock is between processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLDER = """
import sys, time, duckdb
con = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "True")
print("open", flush=True)
time.sleep(float(sys.argv[3]))
"""


@contextmanager
def held_by_another_process(path: Path, *, read_only: bool, seconds: float = 60.0) -> Iterator[None]:
    """Let another process hold the file for so long, or until the context ends."""
    command = [sys.executable, "-c", HOLDER, str(path), str(read_only), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        try:
            yield
        finally:
            holder.kill()
