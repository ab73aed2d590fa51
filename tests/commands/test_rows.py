"""Every line accounted for, through the commands: `motcua rows` says what became of it, orphans come back, and a line
that is lost or counted twice keeps the gate shut, by the very check that asks for it.
"""

import contextlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.cli import main
from orchestration.commands.codes import BUSY, DONE, REFUSED, WRONG_USE
from orchestration.refresh.night import Night
from orchestration.settings import PROJECT_ROOT
from tests.holding import held_by_another_process

PERSON, NUMBER = "Nguyễn Thị Không Ai", "001099000123"
"""Nobody; what the exports say of an applicant, and no answer may."""

LATE, KNOWN, FAULTY = (f"H09.20-20230103-000000{digit}" for digit in (1, 2, 3))
HEADER = (
    "Mã giao dịch,Mã hồ sơ,Loại,Số tiền,Hình thức thanh toán,Kênh thanh toán,Thời điểm tạo,Thời điểm thanh toán,"
    "Trạng thái\n"
)
FIRST_CASES = "cases/tinh/cases_20230101_20230131_20230201T010000.ndjson"
SECOND_CASES = "cases/tinh/cases_20230101_20230131_20230202T010000.zip"
PAYMENTS = "payments/tinh/payments_20230101_20230131_20230201T010000.csv"
RATINGS = "ratings/tinh/ratings_20230101_20230131_20230201T010000.csv"
REFUSED_FILE = "ratings/tinh/ratings_20230201_20230228_20230301T010000.csv"
SWAPPED = "payments/tinh/payments_20230201_20230228_20230301T010000.csv"
LOSSY = "payments/tinh/payments_20230301_20230331_20230401T010000.csv"


def case(code: str, status: str = "4") -> dict[str, object]:
    return {
        "MaHoSo": code, "MaTTHC": "1.004616", "KenhThucHien": "2", "ChuHoSo": PERSON,
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": NUMBER}], "NgayTiepNhan": "20230103080000",
        "TrangThaiHoSo": status, "MaDonViXuLy": "000.11.31.H09",
        "TaiLieuNop": [{"TenTepDinhKem": f"CCCD {PERSON}.pdf", "DuocSoHoa": "1"}],
    }  # fmt: skip


def payment(code: str, case_code: str) -> str:
    return f"{code},{case_code},Phí,50.000,Trực tuyến,Cổng DVC tỉnh,05/01/2023 08:00,05/01/2023 09:00,Thành công\n"


def message(*cases: dict[str, object]) -> str:
    return json.dumps({"service": "DongBoHoSoMC", "isUpdating": "false", "data": cases}, ensure_ascii=False)


class Office:
    """A working directory in which commands are given."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def deliver(self, path: str, content: str | bytes) -> None:
        target = self.root / "raw" / "inbox" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def command(self, *words: str) -> tuple[int, str]:
        """Exit code and everything that is printed."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(words)
        return code, said.getvalue()

    def rows(self, file: str, *words: str) -> list[str]:
        code, said = self.command("rows", "--file", file, *words)
        assert code == DONE, said
        return said.splitlines()

    def row(self, file: str, line: int) -> str:
        """The one line about a line of a file."""
        (told,) = (one for one in self.rows(file, "--line", str(line)) if f"line {line}: " in one)
        return told.strip()

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse" / "warehouse.duckdb"

    def current(self) -> Path:
        return (self.root / "warehouse" / "published" / "current").resolve()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office before its first night; the tests of this module go through its days one after the other."""
    root = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("MOTCUA_PII_KEY", "a key of the tests only")
        patch.setenv("MOTCUA_CONTRACTS_DIR", str(PROJECT_ROOT / "raw" / "contracts"))
        yield Office(root)


@pytest.fixture(scope="module")
def first_night(office: Office) -> Office:
    lines = [json.dumps(one, ensure_ascii=False) for one in (case(KNOWN), case(FAULTY, status="77"))]
    office.deliver(FIRST_CASES, "\n".join(lines))
    office.deliver(PAYMENTS, HEADER + payment("P1", LATE) + payment("P2", KNOWN) + "P3,broken\n")
    office.deliver(RATINGS, f"Mã đánh giá,Mã hồ sơ,Thời điểm,Mức độ\nR1,{LATE},06/01/2023 08:00,5\n")
    office.deliver(REFUSED_FILE, "")
    code, said = office.command("refresh")
    assert code == DONE, said
    return office


def test_before_the_first_night_nothing_is_there_to_ask(office: Office) -> None:
    code, said = office.command("rows", "--file", PAYMENTS)
    assert (code, "nothing was loaded yet; run motcua refresh" in said) == (WRONG_USE, True)


def test_each_line_says_what_became_of_it(first_night: Office) -> None:
    told = first_night.rows(Path(PAYMENTS).name)
    assert told[0] == PAYMENTS
    assert told[2:] == [
        "  read 3 = kept 1 + quarantined 2 + superseded 0 + duplicate 0",
        "  line 2: quarantined  P1  orphan_payment (case_code)",
        f"      Mã hồ sơ (case_code): '{LATE}'",
        "  line 3: kept  P2",
        "  line 4: quarantined  (no key)  unreadable_row: has 2 fields, the header has 9",
    ]
    assert first_night.row(RATINGS, 2) == "line 2: quarantined  R1  orphan_rating (case_code)"


def test_a_line_is_shown_as_exported_and_without_persons(first_night: Office) -> None:
    told = first_night.rows(FIRST_CASES, "--line", "2")
    assert f"  line 2: quarantined  {FAULTY}  bad_code (status)" in told
    assert "      TrangThaiHoSo (status): '77'" in told
    assert "      NgayTiepNhan (received_at): '20230103080000'" in told
    assert any(one.startswith("      bad_code: Trạng thái, kênh hoặc hình thức") for one in told)
    assert told[-1] == (
        "  may name a person, not shown: ChuHoSo, SoDienThoai, Email, DinhDanhCHS, TaiLieuNop.TenTepDinhKem,"
        " DanhSachGiaHan.LyDo, DanhSachGiayToKetQua.TenGiayTo, DanhSachGiayToKetQua.DuongDanTepTinKetQua"
    )


def test_a_refused_file_says_why(first_night: Office) -> None:
    told = first_night.rows(REFUSED_FILE)
    assert told[2] == "  read 0 = kept 0 + quarantined 0 + superseded 0 + duplicate 0"
    assert told[3] == f"  {REFUSED_FILE}: the file has 0 bytes, the transfer broke; send it again"


def test_wrong_names_and_lines_are_told(first_night: Office) -> None:
    code, said = first_night.command("rows", "--file", "payments_20230101_20230131_20230201T010000.csw")
    assert (code, f"near names: {PAYMENTS}" in said) == (WRONG_USE, True)
    code, said = first_night.command("rows", "--file", PAYMENTS, "--line", "1")
    assert (code, "its 3 records stand on lines 2 to 4" in said) == (WRONG_USE, True)
    first_night.deliver(SECOND_CASES, "")
    code, said = first_night.command("rows", "--file", SECOND_CASES)
    assert (code, "waits in the inbox; run motcua refresh" in said) == (WRONG_USE, True)


def test_while_the_warehouse_is_written_nobody_is_kept_waiting(first_night: Office) -> None:
    with held_by_another_process(first_night.warehouse, read_only=False):
        code, said = first_night.command("rows", "--file", PAYMENTS)
    assert (code, said) == (BUSY, "A refresh is writing the warehouse; ask again when it has ended.\n")


@pytest.fixture(scope="module")
def second_night(first_night: Office) -> Office:
    """The case arrives that payment and rating waited for, in an export that replaces the first one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", message(case(KNOWN, "2"), case(LATE)))
        archive.writestr("b.json", message(case(KNOWN, "2")))
    first_night.deliver(SECOND_CASES, packed.getvalue())
    first_night.deliver(PAYMENTS.replace("20230201T01", "20230203T01"), HEADER + payment("P1", LATE))
    with duckdb.connect(str(first_night.warehouse)) as con:
        con.execute("create or replace view marts.fct_ratings as select 1 as edited")
    code, said = first_night.command("refresh")
    assert code == DONE, said
    return first_night


def test_orphans_come_back_by_themselves(second_night: Office) -> None:
    assert second_night.row(RATINGS, 2) == "line 2: kept  R1"
    replaced = PAYMENTS.replace("20230201T01", "20230203T01")
    assert second_night.row(replaced, 2) == "line 2: kept  P1"
    with duckdb.connect(str(second_night.current() / "motcua.duckdb"), read_only=True) as con:
        assert con.execute("select payment_code, source_line from marts.fct_payments").fetchall() == [("P1", 2)]
        assert con.execute("select count(*) from quality.quarantine").fetchone() == (0,)


def test_a_view_that_was_edited_in_the_warehouse_is_made_anew(second_night: Office) -> None:
    with duckdb.connect(str(second_night.warehouse), read_only=True) as con:
        assert con.execute("select rating_code from marts.fct_ratings").fetchall() == [("R1",)]


def test_what_stands_in_a_lines_place_is_named(second_night: Office) -> None:
    assert second_night.row(FIRST_CASES, 1) == f"line 1: superseded  {KNOWN}  replaced_export: {SECOND_CASES}"
    assert second_night.rows(SECOND_CASES)[3:6] == [
        f"  a.json, line 1: duplicate  {KNOWN}  equal_record: {SECOND_CASES}!b.json:1",
        f"  a.json, line 2: kept  {LATE}",
        f"  b.json, line 1: kept  {KNOWN}",
    ]
    assert second_night.rows(f"{SECOND_CASES}!b.json")[3] == f"  b.json, line 1: kept  {KNOWN}"
    code, said = second_night.command("rows", "--file", f"{SECOND_CASES}!c.json")
    assert (code, "no record was read from such a member" in said) == (WRONG_USE, True)


def test_no_answer_holds_personal_data(second_night: Office) -> None:
    with duckdb.connect(str(second_night.warehouse), read_only=True) as con:
        loads = [load for (load,) in con.execute("select load_id from meta.loads").fetchall()]
        (held,) = con.execute("select count(*) from raw.cases_record where applicant_name = $1", [PERSON]).fetchall()
        (fates,) = con.execute("select string_agg(row_fate::varchar, ' ') from quality.row_fate").fetchall()
    said = "\n".join(line for load in loads for line in second_night.rows(load, "--fields", "--limit", "99"))
    assert held[0] == 5, "the exports do hold it"
    assert said.count("MaHoSo (case_code)") == 5
    for secret in (PERSON, NUMBER):
        assert secret not in said
        assert secret not in fates[0]


def broken_night(office: Office, step: str, breach: Callable[[Night], None]) -> tuple[int, str]:
    """A refresh whose data are broken after a step; exit code and what the gate says then."""
    real = getattr(Night, step)

    def breaking(night: Night, *args: Any) -> Any:
        done = real(night, *args)
        breach(night)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Night, step, breaking)
        code, _ = office.command("refresh")
    return code, office.command("status")[1]


def blocking(said: str) -> list[str]:
    """The checks that `motcua status` says keep the gate shut; the warnings beside them are passed over."""
    words = [line.split() for line in said.splitlines()]
    return [line[2].removesuffix(":") for line in words if line[:1] == ["block"]]


def file_id(night: Night, path: str) -> int:
    row = night.con.execute("select file_id from raw.file where source_file = $1", [path]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_line_with_two_fates_and_one_with_none_block(second_night: Office) -> None:
    """The sums of the load are right then: only line by line it can be seen."""
    before = second_night.current()
    second_night.deliver(SWAPPED, HEADER + payment("P5", KNOWN) + payment("P6", KNOWN))
    code, said = broken_night(
        second_night,
        "transform",
        lambda night: night.con.execute(
            "update core.payment_records set line = 3 where file_id = $1 and line = 2", [file_id(night, SWAPPED)]
        ),
    )
    assert (code, second_night.current()) == (REFUSED, before)
    assert blocking(said) == ["dbt.every_line_has_one_fate"]


def test_a_line_that_is_lost_blocks(second_night: Office) -> None:
    """Read and kept in the manifest row, but not there any more: read = kept + … does not hold for its load."""
    before = second_night.current()
    second_night.deliver(LOSSY, HEADER + payment("P7", KNOWN) + payment("P8", KNOWN))
    code, said = broken_night(
        second_night,
        "load",
        lambda night: night.con.execute(
            "delete from raw.payments_record where file_id = $1 and line = 3", [file_id(night, LOSSY)]
        ),
    )
    assert (code, second_night.current()) == (REFUSED, before)
    assert blocking(said) == ["loads.every_row_has_a_fate"]
    told = second_night.rows(LOSSY)
    assert "  read 2 ≠ kept 1 + quarantined 0 + superseded 0 + duplicate 0" in told
    assert "check loads.every_row_has_a_fate" in told[3]
    row = next(line for line in said.splitlines() if line.strip().startswith("row: "))
    load_id = told[1].split()[1].rstrip(",")
    assert load_id in row, "the check names the load"
