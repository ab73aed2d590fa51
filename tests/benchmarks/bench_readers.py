"""How fast the readers are, against the plainest way to do the same. Run: `python
tests/benchmarks/bench_readers.py`.

Prints one line a format: rows, seconds of the clock and of the processors (user and system), rows a second, and both
ratios to the yardstick; the machine may be shared, and processor time then says more. The yardstick is for
a register in CSV against DuckDB's `read_csv` with given columns, messages against DuckDB's `read_json` with
given columns (which neither numbers lines nor sees keys given twice), a register in XLSX against reading its
cells only.
"""

import argparse
import datetime as dt
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from orchestration.portal.contracts import Contract, ContractSet, load_contracts
from orchestration.portal.readers import FileToRead, raw_table_ddl, read_exports

CONTRACTS = Path(__file__).parents[2] / "raw" / "contracts"
FIRST_DAY = dt.date(2023, 1, 1)


def register_row(contract: Contract, number: int) -> list[str]:
    """One row of a register, of the length that real ones have."""
    values = {
        "case_code": f"000.00.34.H09-230101-{number:05d}",
        "procedure_code": f"1.{number % 9999:06d}",
        "procedure_name": "Thủ tục đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất",
        "received_at": "03/01/2023 08:15:00",
        "due_at": "17/01/2023",
        "applicant_name": "Nguyễn Thị Minh Khai",
        "status": "Đã trả kết quả",
    }
    return [values.get(field.name, "Có") for field in contract.fields]


def write_csv(folder: Path, contract: Contract, rows: int, files: int) -> list[FileToRead]:
    """`rows` register rows spread over `files` CSV files; names with a comma are quoted."""
    found = []
    head = ",".join(field.physical_name for field in contract.fields)
    each = rows // files
    for index in range(files):
        lines = [head]
        for number in range(each):
            cells = register_row(contract, index * each + number)
            lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
        path = folder / f"{index}.csv"
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
        found.append(FileToRead(index, path, f"cases/huyen/{index}.csv", "csv"))
    return found


def message(contract: Contract, number: int) -> str:
    """One sync message with an identity, two documents, a fee and a result."""
    element: dict[str, object] = {field.physical_name: "20230103081500" for field in contract.fields}
    element["MaHoSo"] = f"000.00.34.H09-230101-{number:05d}"
    for field in contract.fields:
        if field.kind == "list":
            entries = {"identities": 1, "documents": 2, "fees": 1, "results": 1}.get(field.name, 0)
            element[field.physical_name] = [{item.physical_name: "1" for item in field.items}] * entries
    return json.dumps(element, ensure_ascii=False)


def write_ndjson(folder: Path, contract: Contract, rows: int, files: int) -> list[FileToRead]:
    """`rows` messages spread over `files` NDJSON files."""
    found = []
    each = rows // files
    for index in range(files):
        path = folder / f"{index}.ndjson"
        lines = [message(contract, index * each + number) for number in range(each)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        found.append(FileToRead(index, path, f"cases/tinh/{index}.ndjson", "ndjson"))
    return found


def write_xlsx(folder: Path, contract: Contract, rows: int) -> list[FileToRead]:
    """One register of `rows` rows with a title and real dates."""
    path = folder / "0.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write(0, 0, "SỔ THEO DÕI HỒ SƠ")
    sheet.write_row(2, 0, ["STT", *(field.physical_name for field in contract.fields)])
    for number in range(rows):
        sheet.write_row(3 + number, 0, [number + 1, *register_row(contract, number)])
        sheet.write_datetime(3 + number, 10, dt.datetime(2023, 1, 3, 8, 15), day)
    book.close()
    return [FileToRead(0, path, "cases/huyen/0.xlsx", "xlsx")]


def connect(folder: Path, contracts: ContractSet) -> duckdb.DuckDBPyConnection:
    """A warehouse on disk with an empty raw table of cases."""
    con = duckdb.connect(folder / f"{time.monotonic_ns()}.duckdb")
    con.execute("create schema raw")
    con.execute(raw_table_ddl(contracts, "cases"))
    return con


@dataclass(frozen=True)
class Taken:
    """Seconds of the clock and of the processors."""

    clock: float
    processor: float


@contextmanager
def measured(taken: list[Taken]) -> Iterator[None]:
    """Adds what the block took."""
    start, used = time.perf_counter(), processor_seconds()
    yield
    taken.append(Taken(time.perf_counter() - start, processor_seconds() - used))


def processor_seconds() -> float:
    """User and system time of this process, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def our_seconds(folder: Path, contracts: ContractSet, portal: str, files: list[FileToRead]) -> Taken:
    """How long `read_exports` takes, in one transaction."""
    contract = contracts.find("cases", portal)
    if contract is None:
        raise LookupError(portal)
    taken: list[Taken] = []
    with connect(folder, contracts) as con, measured(taken):
        con.begin()
        read_exports(con, contract, files)
        con.commit()
    return taken[0]


def duckdb_seconds(folder: Path, contracts: ContractSet, sql: str) -> Taken:
    """How long DuckDB takes to make a table of `sql`."""
    taken: list[Taken] = []
    with connect(folder, contracts) as con, measured(taken):
        con.execute(f"create table plain as {sql}")
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
        told = f"yardstick {theirs:6.2f} s  ratio {mine / theirs:.2f}"
        print(f"{name:8} {rows:>9,} rows  {kind:9} {speed}  {told}", flush=True)


def main() -> None:
    """Writes the files, then measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="register rows in 365 CSV files")
    rows = parser.parse_args().rows
    contracts = load_contracts(CONTRACTS)
    huyen, tinh = contracts.find("cases", "huyen"), contracts.find("cases", "tinh")
    if huyen is None or tinh is None:
        raise LookupError("contracts of cases")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = write_csv(folder, huyen, rows, 365)
        report(
            "csv",
            rows // 365 * 365,
            lambda: our_seconds(folder, contracts, "huyen", tables),
            lambda: duckdb_seconds(folder, contracts, csv_yardstick(folder, huyen)),
        )
        messages = write_ndjson(folder, tinh, rows // 5, 52)
        report(
            "ndjson",
            rows // 5 // 52 * 52,
            lambda: our_seconds(folder, contracts, "tinh", messages),
            lambda: duckdb_seconds(folder, contracts, json_yardstick(folder, tinh)),
        )
        sheet = write_xlsx(folder, huyen, rows // 20)
        report(
            "xlsx",
            rows // 20,
            lambda: our_seconds(folder, contracts, "huyen", sheet),
            lambda: cells_seconds(sheet[0].path),
        )


if __name__ == "__main__":
    main()
