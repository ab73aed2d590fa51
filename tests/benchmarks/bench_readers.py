"""How fast exports are loaded, against the plainest way to do so. Run: `python tests/benchmarks/bench_readers.py`.

Loading is all of it: files read, rows numbered and judged, raw tables written, the warehouse closed. Prints two lines
a format: by the clock and by the processors (user and system), each with rows a second and the ratio to the yardstick.
The machine may be shared, and processor time then says more: two processors do at most twice those rows a second. The
yardstick is for a register in CSV DuckDB's `read_csv` with given columns into a table, for messages DuckDB's
`read_json` with given columns into a table (which does not number lines), for a register in XLSX reading its cells
only.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from exports import CONTRACTS, Taken, contract_of, load_all, measured, write_csv, write_ndjson, write_xlsx
from python_calamine import CalamineWorkbook

from orchestration.portal.contracts import Contract, load_contracts


def duckdb_seconds(sql: str) -> Taken:
    """How long DuckDB takes to make a table of `sql` in a new file and to close it."""
    taken: list[Taken] = []
    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(Path(folder) / "plain.duckdb")
        with measured(taken):
            con.execute(f"create table plain as {sql}")
            con.close()
    return taken[0]


def csv_yardstick(folder: Path, contract: Contract) -> str:
    """`read_csv` over all files with everything said beforehand."""
    columns = ", ".join(f"'{field.name}': 'VARCHAR'" for field in contract.fields)
    return (
        f"select * from read_csv('{folder}/*.csv', columns={{{columns}}}, auto_detect=false, header=true,"
        " delim=',', quote='\"', escape='\"', new_line='\\r\\n')"
    )


def json_yardstick(folder: Path, contract: Contract) -> str:
    """`read_json` over all files with everything said beforehand."""
    columns = ", ".join(
        f"'{field.physical_name}': '"
        + (
            "VARCHAR"
            if field.kind != "list"
            else f"STRUCT({', '.join(i.physical_name + ' VARCHAR' for i in field.items)})[]"
        )
        + "'"
        for field in contract.fields
    )
    return f"select * from read_json('{folder}/*.ndjson', format='newline_delimited', columns={{{columns}}})"


def cells_seconds(path: Path) -> Taken:
    """How long it takes to have all cells of a sheet in Python."""
    taken: list[Taken] = []
    with measured(taken):
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return taken[0]


def report(name: str, rows: int, ours: Callable[[], Taken], yardstick: Callable[[], Taken]) -> None:
    """Measures both three times in turn and prints the best of each."""
    pairs = [(ours(), yardstick()) for _ in range(3)]
    for kind in ("clock", "processor"):
        mine, theirs = (min(getattr(one, kind) for one in side) for side in zip(*pairs, strict=True))
        speed = f"{mine:6.2f} s {rows / mine:>10,.0f} rows/s"
        told = f"yardstick {theirs:6.2f} s {rows / theirs:>10,.0f} rows/s  ratio {mine / theirs:.2f}"
        print(f"{name:8} {rows:>9,} rows  {kind:9} {speed}  {told}", flush=True)


def main() -> None:
    """Writes the files, then measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="register rows in 365 CSV files")
    parser.add_argument("--only", choices=("csv", "ndjson", "xlsx"), help="one format")
    args = parser.parse_args()
    contracts = load_contracts(CONTRACTS)
    huyen, tinh = contract_of(contracts, "huyen"), contract_of(contracts, "tinh")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.only in {None, "csv"}:
            tables, rows = write_csv(folder, huyen, args.rows, 365), args.rows
            yardstick = csv_yardstick(folder, huyen)
            report("csv", rows, lambda: load_all(folder, tables, rows), lambda: duckdb_seconds(yardstick))
        if args.only in {None, "ndjson"}:
            messages, lines = write_ndjson(folder, tinh, args.rows // 5, 52), args.rows // 5
            plain = json_yardstick(folder, tinh)
            report("ndjson", lines, lambda: load_all(folder, messages, lines), lambda: duckdb_seconds(plain))
        if args.only in {None, "xlsx"}:
            sheet, records = write_xlsx(folder, huyen, args.rows // 20), args.rows // 20
            cells = folder / sheet[0].archived
            report("xlsx", records, lambda: load_all(folder, sheet, records), lambda: cells_seconds(cells))


if __name__ == "__main__":
    main()
