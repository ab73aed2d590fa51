"""Whether memory grows with the number of files. Run: `python tests/benchmarks/bench_memory.py`.

Loads the same rows as 10, 365 and 3,650 files, each time in a process of its own, and prints a line a loading: the
most memory that the process held, that against the fewest files, and the processor time a file.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from exports import CONTRACTS, contract_of, load_all, write_csv, write_ndjson

from orchestration.portal.contracts import load_contracts

FILES = (10, 365, 3650)
PORTALS = {"csv": "huyen", "ndjson": "tinh"}


def load_once(kind: str, rows: int, files: int) -> None:
    """Writes and loads the files; prints the peak in MB and the processor seconds."""
    write = write_csv if kind == "csv" else write_ndjson
    with tempfile.TemporaryDirectory() as folder:
        contract = contract_of(load_contracts(CONTRACTS), PORTALS[kind])
        arrivals = write(Path(folder), contract, rows, files)
        taken = load_all(Path(folder), arrivals, rows)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, taken.processor)


def main() -> None:
    """Measures each kind and number of files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of all files together")
    parser.add_argument("--once", nargs=2, metavar=("KIND", "FILES"), help="one loading, in this process")
    args = parser.parse_args()
    if args.once:
        load_once(args.once[0], args.rows, int(args.once[1]))
        return
    for kind in PORTALS:
        first = 0.0
        for files in FILES:
            command = [sys.executable, __file__, "--rows", str(args.rows), "--once", kind, str(files)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            peak, seconds = map(float, said)
            first = first or peak
            told = f"peak {peak:5.0f} MB  ratio {peak / first:.2f}  processor {seconds:6.2f} s"
            print(f"{kind:8} {args.rows:>9,} rows in {files:>5,} files  {told}", flush=True)


if __name__ == "__main__":
    main()
