"""Exports of cases as the portals send them, written for the benchmarks and loaded as a night does."""

import datetime as dt
import hashlib
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from orchestration.portal.contract_model import Field
from orchestration.portal.contracts import Contract, ContractSet, load_contracts
from orchestration.portal.ledger import Arrival
from orchestration.portal.loading import load, prepare_raw
from orchestration.warehouse.opening import open_warehouse

CONTRACTS = Path(__file__).parents[2] / "raw" / "contracts"
FIRST_DAY = dt.date(2014, 1, 1)
_SYLLABLES = [
    *("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hòa", "Khánh", "Lan", "Linh"),
    *("Minh", "Nam", "Ngọc", "Phúc", "Quân", "Sơn", "Thảo", "Trang", "Tú", "Yến"),
]
_SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Hồ"]


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


def contract_of(contracts: ContractSet, portal: str) -> Contract:
    """The portal's contract of cases."""
    contract = contracts.find("cases", portal)
    if contract is None:
        raise LookupError(portal)
    return contract


def _person(number: int) -> str:
    """An invented name; about three thousand of them."""
    first, second = _SYLLABLES[number % 20], _SYLLABLES[number // 20 % 20]
    return f"{_SURNAMES[number % 8]} {first} {second}"


def _values(number: int) -> dict[str, str]:
    """What stands in the text fields of a case."""
    unit = number % 120
    return {
        "case_code": f"000.{unit // 10:02d}.{unit:02d}.H09-230101-{number:06d}",
        "procedure_code": f"1.{number % 1999:06d}",
        "procedure_name": f"Đăng ký biến động quyền sử dụng đất, tài sản gắn liền với đất số {number % 1999}",
        "field_code": f"LV{number % 23:02d}",
        "field_name": f"Lĩnh vực quản lý số {number % 23}",
        "applicant_name": _person(number * 7919),
        "phone": f"09{number * 7919 % 10**8:08d}",
        "email": f"nguoi{number * 31 % 10**6}@example.vn",
        "identity_number": f"{number * 104_729 % 10**12:012d}",
        "unit_name": f"UBND phường số {unit}",
        "unit_code": f"000.{unit // 10:02d}.{unit:02d}.H09",
        "document_name": f"giay_to_{number % 9}.pdf",
        "amount": f"{number % 40 * 5000}",
        "officer": _person(number % 400),
    }


def _text(field: Field, number: int, moment: str) -> str:
    """One value of a field; `moment`: how the portal writes moments, for `strftime`."""
    if field.codes:
        return list(field.codes)[number % len(field.codes)]
    if field.kind == "moment":
        return (dt.datetime(2023, 1, 1) + dt.timedelta(seconds=number * 7919 % 31_536_000)).strftime(moment)
    return _values(number).get(field.name, f"{field.name} {number % 50}")


def message(contract: Contract, number: int) -> str:
    """One sync message of about 1,300 bytes: an identity, up to two documents, a fee, and every third time a result."""
    element: dict[str, object] = {}
    lengths = {"identities": 1, "documents": number % 3, "fees": 1, "results": number % 3 // 2}
    for field in contract.fields:
        if field.kind == "list":
            entries = range(number, number + lengths.get(field.name, 0))
            element[field.physical_name] = [
                {item.physical_name: _text(item, entry, "%Y%m%d%H%M%S") for item in field.items} for entry in entries
            ]
        else:
            element[field.physical_name] = _text(field, number, "%Y%m%d%H%M%S")
    return json.dumps(element, ensure_ascii=False)


def register_row(contract: Contract, number: int) -> list[str]:
    """One row of a register, of the length that real ones have."""
    return [_text(field, number, "%d/%m/%Y %H:%M:%S") for field in contract.fields]


def _arrival(path: Path, number: int, portal: str) -> Arrival:
    """The ledger's line of a file that stands in the archive under its own name."""
    day = f"{FIRST_DAY + dt.timedelta(days=number):%Y%m%d}"
    name = f"cases/{portal}/cases_{day}_{day}_{day}T230000{path.suffix}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Arrival(number + 1, name, digest, path.stat().st_size, dt.datetime(2026, 1, 1), "taken", "", path.name)


def write_csv(folder: Path, contract: Contract, rows: int, files: int) -> list[Arrival]:
    """`rows` register rows spread over `files` CSV files; names with a comma are quoted."""
    head = ",".join(field.physical_name for field in contract.fields)
    found = []
    for index, numbers in enumerate(_shares(rows, files)):
        cells = (register_row(contract, number) for number in numbers)
        lines = [head, *(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in cells)]
        path = folder / f"{index}.csv"
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
        found.append(_arrival(path, index, "huyen"))
    return found


def write_ndjson(folder: Path, contract: Contract, rows: int, files: int) -> list[Arrival]:
    """`rows` messages spread over `files` NDJSON files."""
    found = []
    for index, numbers in enumerate(_shares(rows, files)):
        path = folder / f"{index}.ndjson"
        path.write_text("".join(f"{message(contract, number)}\n" for number in numbers), encoding="utf-8")
        found.append(_arrival(path, index, "tinh"))
    return found


def _shares(rows: int, files: int) -> Iterator[range]:
    """The numbers of each file's rows; all rows are there."""
    for index in range(files):
        yield range(rows * index // files, rows * (index + 1) // files)


def write_xlsx(folder: Path, contract: Contract, rows: int) -> list[Arrival]:
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
    return [_arrival(path, 0, "huyen")]


def load_all(archive: Path, arrivals: Sequence[Arrival], rows: int) -> Taken:
    """How long a new warehouse takes to load all files and to be closed; fails unless all `rows` are in it."""
    contracts = load_contracts(CONTRACTS)
    taken: list[Taken] = []
    with tempfile.TemporaryDirectory() as folder:
        con = open_warehouse(Path(folder) / "warehouse.duckdb", "a key of the benchmarks only")
        prepare_raw(con, contracts)
        with measured(taken):
            done = load(con, arrivals, archive, contracts)
            con.close()
    if (done.read, done.rows) != (len(arrivals), rows):
        raise AssertionError(f"{done} of {len(arrivals)} files and {rows} rows")
    return taken[0]
