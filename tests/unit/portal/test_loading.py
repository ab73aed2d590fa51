"""Loading: each archived file once, whatever the nights in which it is done, and each with its verdict."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.portal import loading
from orchestration.portal.contracts import ContractSet, load_contracts
from orchestration.portal.ledger import Arrival
from orchestration.portal.loading import LoadedFiles, forget_raw, load, prepare_raw
from orchestration.warehouse.opening import open_warehouse

NAME = "ratings/tinh/ratings_20230101_20230107_20230108T010000.csv"
OTHER = "ratings/tinh/ratings_20230101_20230107_20230109T010000.csv"
HEADER = "Mã đánh giá,Mã hồ sơ,Thời điểm,Mức độ\r\n"
ONE_ROW = f"{HEADER}1,H09.20-20230101-0000001,03/01/2023,5\r\n".encode()
TWO_ROWS = ONE_ROW + b"2,H09.20-20230101-0000001,03/01/2023,4\r\n"
NO_TABLE = b"Ten,Tuoi\r\n1,2\r\n"
"""A file that can be read by no contract: its columns are missing."""


class Archive:
    """An archive to which arrivals are added as landing would."""

    def __init__(self, root: Path) -> None:
        """`root`: an empty folder."""
        self.root = root
        self.arrivals: list[Arrival] = []

    def add(self, path: str, content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        (self.root / sha256).write_bytes(content)
        sequence, moment = len(self.arrivals) + 1, dt.datetime(2023, 1, 10)
        self.arrivals.append(Arrival(sequence, path, sha256, len(content), moment, "taken", "", sha256))


@pytest.fixture(scope="module")
def contracts() -> ContractSet:
    return load_contracts(Path(__file__).parents[3] / "raw" / "contracts")


@pytest.fixture(scope="module")
def shared(contracts: ContractSet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = open_warehouse(tmp_path_factory.mktemp("loading") / "warehouse.duckdb", "a key of the tests only")
    prepare_raw(con, contracts)
    yield con
    con.close()


def empty(con: duckdb.DuckDBPyConnection) -> None:
    """Let nothing be loaded."""
    con.execute("delete from raw.file")
    con.execute("delete from raw.ratings_record")


@pytest.fixture
def con(shared: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse in which nothing is loaded."""
    empty(shared)
    return shared


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def files(con: duckdb.DuckDBPyConnection) -> list[tuple[int, str, int]]:
    """Sequence, verdict and rows of each file that is known."""
    return con.execute("select load_seq, verdict, rows_read from raw.file order by load_seq").fetchall()


def rows(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """Rows a file of the raw table."""
    return con.execute("select file_id, count(*) from raw.ratings_record group by file_id order by file_id").fetchall()


def test_a_file_is_loaded_once(con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive) -> None:
    archive.add(NAME, TWO_ROWS)
    assert load(con, archive.arrivals, archive.root, contracts) == LoadedFiles(read=1, rows=2)
    assert load(con, archive.arrivals, archive.root, contracts) == LoadedFiles()
    assert rows(con) == [(1, 2)]


def test_what_stands_in_a_file_name_stands_in_its_row(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive
) -> None:
    archive.add(NAME, ONE_ROW)
    load(con, archive.arrivals, archive.root, contracts)
    row = con.execute(
        "select source, portal, province_code, window_from, window_to, exported_at, source_file, arrived_at"
        " from raw.file"
    ).fetchone()
    assert row == (
        *("ratings", "tinh", "000.00.00.H09", dt.date(2023, 1, 1), dt.date(2023, 1, 7)),
        *(dt.datetime(2023, 1, 8, 1), NAME, dt.datetime(2023, 1, 10)),
    )


@pytest.mark.parametrize("nights", [[3], [1, 2], [1, 1, 1]])
@pytest.mark.parametrize(
    "story",
    [
        ((ONE_ROW, ONE_ROW, ONE_ROW), ("read", "repeat", "repeat")),
        ((ONE_ROW, TWO_ROWS, ONE_ROW), ("read", "read", "read")),
        ((ONE_ROW, NO_TABLE, ONE_ROW), ("read", "rejected", "repeat")),
        ((NO_TABLE, NO_TABLE, ONE_ROW), ("rejected", "rejected", "read")),
        ((ONE_ROW, b"", TWO_ROWS), ("read", "rejected", "read")),
    ],
)
def test_a_path_that_comes_again(
    con: duckdb.DuckDBPyConnection,
    contracts: ContractSet,
    archive: Archive,
    story: tuple[Sequence[bytes], Sequence[str]],
    nights: Sequence[int],
) -> None:
    contents, verdicts = story
    for content in contents:
        archive.add(NAME, content)
    arrived = 0
    for count in nights:
        arrived += count
        load(con, archive.arrivals[:arrived], archive.root, contracts)
    assert [verdict for _, verdict, _ in files(con)] == list(verdicts)


def test_the_same_bytes_under_another_name_are_read(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive
) -> None:
    archive.add(NAME, ONE_ROW)
    archive.add(OTHER, ONE_ROW)
    load(con, archive.arrivals, archive.root, contracts)
    assert files(con) == [(1, "read", 1), (2, "read", 1)]


def test_a_refused_file_has_a_row_and_says_why(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive
) -> None:
    archive.add("ratings/xa/ratings_20230101_20230107_20230108T010000.csv", ONE_ROW)
    archive.add("readme.txt", ONE_ROW)
    archive.add(NAME, NO_TABLE)
    done = load(con, archive.arrivals, archive.root, contracts)
    assert done == LoadedFiles(rejected=3)
    assert files(con) == [(1, "rejected", 0), (2, "rejected", 0), (3, "rejected", 0)]
    messages = [row[0] for row in con.execute("select message from raw.file order by load_seq").fetchall()]
    assert "no contract covers" in messages[0]
    assert "wrong folder" in messages[1]
    assert "Mã đánh giá" in messages[2]


def test_a_kill_within_a_batch_leaves_nothing_of_it(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add(NAME, ONE_ROW)
    archive.add(OTHER, TWO_ROWS)
    record = loading._record_read

    def killed(*args: object) -> None:
        record(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "_record_read", killed)
        with pytest.raises(KeyboardInterrupt):
            load(con, archive.arrivals, archive.root, contracts)
    assert (files(con), rows(con)) == ([], [])
    load(con, archive.arrivals, archive.root, contracts)
    assert rows(con) == [(1, 1), (2, 2)]


def test_raw_can_be_forgotten_and_loaded_again(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive
) -> None:
    archive.add(NAME, TWO_ROWS)
    load(con, archive.arrivals, archive.root, contracts)
    forget_raw(con)
    prepare_raw(con, contracts)
    assert (files(con), rows(con)) == ([], [])
    load(con, archive.arrivals, archive.root, contracts)
    assert rows(con) == [(1, 2)]


@pytest.mark.parametrize("limit", ["BATCH_BYTES", "BATCH_FILES"])
def test_small_batches_load_the_same(
    con: duckdb.DuckDBPyConnection,
    contracts: ContractSet,
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
) -> None:
    for hour in range(3):
        archive.add(NAME.replace("T01", f"T0{hour}"), TWO_ROWS)
    monkeypatch.setattr(loading, limit, 1)
    assert load(con, archive.arrivals, archive.root, contracts) == LoadedFiles(read=3, rows=6)
    assert rows(con) == [(1, 2), (2, 2), (3, 2)]


def test_many_small_files_are_held_a_few_at_a_time(
    con: duckdb.DuckDBPyConnection, contracts: ContractSet, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a batch holds is bounded by files as well as by bytes, and nothing of a batch stays open behind it."""
    batches: list[int] = []
    open_files: list[int] = []
    load_batch = loading._load_batch

    def watched(con: duckdb.DuckDBPyConnection, batch: Sequence[loading._Export], archive: Path) -> LoadedFiles:
        batches.append(len(batch))
        done = load_batch(con, batch, archive)
        open_files.append(len(list(Path("/proc/self/fd").iterdir())))
        return done

    for minute in range(50):
        archive.add(NAME.replace("T0100", f"T01{minute:02d}"), ONE_ROW)
    monkeypatch.setattr(loading, "_load_batch", watched)
    monkeypatch.setattr(loading, "BATCH_FILES", 20)
    assert load(con, archive.arrivals, archive.root, contracts) == LoadedFiles(read=50, rows=50)
    assert batches == [20, 20, 10]
    assert max(open_files) == open_files[0]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    coming=st.lists(
        st.tuples(st.sampled_from((NAME, OTHER)), st.sampled_from((ONE_ROW, TWO_ROWS, NO_TABLE, b""))),
        min_size=2, max_size=7,
    ),
    cut=st.integers(1, 6),
)  # fmt: skip
def test_how_files_are_spread_over_nights_does_not_matter(
    shared: duckdb.DuckDBPyConnection,
    contracts: ContractSet,
    tmp_path: Path,
    coming: list[tuple[str, bytes]],
    cut: int,
) -> None:
    archive = Archive(tmp_path)
    for path, content in coming:
        archive.add(path, content)
    told = []
    for nights in ([len(coming)], [cut, len(coming)], range(1, len(coming) + 1)):
        empty(shared)
        for arrived in nights:
            load(shared, archive.arrivals[:arrived], archive.root, contracts)
        told.append((files(shared), rows(shared)))
    assert told[0] == told[1] == told[2]
