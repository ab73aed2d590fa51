"""Landing: what becomes of each file of the inbox, and that no kill and no overwriting loses or doubles one."""

import datetime as dt
import os
from pathlib import Path

import pytest

from orchestration.portal import landing as landing_module
from orchestration.portal.contracts import ContractSet, load_contracts
from orchestration.portal.landing import Landing
from orchestration.portal.ledger import Arrival

NAME = "cases/huyen/cases_20230101_20230107_20230108T010000.csv"


@pytest.fixture(scope="module")
def contracts() -> ContractSet:
    return load_contracts(Path(__file__).parents[3] / "raw" / "contracts")


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "inbox", tmp_path / "archive")


def deliver(landing: Landing, name: str, content: bytes = b"STT\r\n") -> Path:
    path = landing.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def land_one(landing: Landing, contracts: ContractSet, name: str, content: bytes = b"STT\r\n") -> Arrival:
    deliver(landing, name, content)
    (arrival,) = landing.land(contracts).arrivals
    return arrival


def test_a_readable_export_is_archived_under_its_hash(landing: Landing, contracts: ContractSet) -> None:
    arrival = land_one(landing, contracts, NAME, b"abc")
    # SHA-256 of "abc" (FIPS 180-4, appendix B.1).
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (arrival.verdict, arrival.message) == ("taken", "")
    assert arrival.archived == f"cases/ba/{sha256}.csv"
    assert (landing.archive / arrival.archived).read_bytes() == b"abc"
    assert not (landing.inbox / NAME).exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (NAME, b"", "has 0 bytes"),
        ("cases/huyen/cases_20230107_20230101_20230108T010000.csv", b"x", "from 20230107 is after to 20230101"),
        ("cases/huyen/cases_20230101_20230107_29991231T000000.csv", b"x", "more than a day after its arrival"),
        ("case/huyen/case_20230101_20230107_20230108T010000.csv", b"x", "'case' is no source"),
        ("cases/xa/cases_20230101_20230107_20230108T010000.csv", b"x", "no contract covers source cases of portal xa"),
        ("cases/huyen/cases.csv", b"x", "says no window"),
        ("cases/huyen/cases_20230101_20230107_20230108T010000.pdf", b"x", ".pdf is not known"),
        ("note.txt", b"x", "wrong folder"),
    ],
)
def test_what_cannot_be_an_export_is_refused_and_kept(
    landing: Landing, contracts: ContractSet, name: str, content: bytes, said: str
) -> None:
    arrival = land_one(landing, contracts, name, content)
    assert arrival.verdict == "refused"
    assert said in arrival.message
    assert name in arrival.message
    assert arrival.archived.startswith("_unknown/")
    assert (landing.archive / arrival.archived).read_bytes() == content


def test_a_portal_clock_may_be_a_day_ahead(
    landing: Landing, contracts: ContractSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing_module, "local_now", lambda: dt.datetime(2023, 1, 7, 1, 0, 0))
    assert land_one(landing, contracts, NAME).verdict == "taken"
    monkeypatch.setattr(landing_module, "local_now", lambda: dt.datetime(2023, 1, 7, 0, 59, 59))
    assert land_one(landing, contracts, NAME, b"other").verdict == "refused"


def test_the_same_bytes_are_kept_once_and_told_twice(landing: Landing, contracts: ContractSet) -> None:
    first = land_one(landing, contracts, NAME)
    again = land_one(landing, contracts, NAME)
    assert (first.sequence, again.sequence) == (1, 2)
    assert first.archived == again.archived
    assert len(list(landing.archive.rglob("*.csv"))) == 1


def test_files_without_meaning_stay(landing: Landing, contracts: ContractSet) -> None:
    deliver(landing, "answers.json")
    assert not landing.land(contracts).arrivals


def test_a_file_that_still_changes_waits(landing: Landing, contracts: ContractSet) -> None:
    path = deliver(landing, NAME)
    assert not landing.land(contracts, settle_seconds=60).arrivals
    os.utime(path, (0, 0))
    assert len(landing.land(contracts, settle_seconds=60).arrivals) == 1


def test_a_name_that_is_no_text_is_refused_in_words(landing: Landing, contracts: ContractSet) -> None:
    arrival = land_one(landing, contracts, os.fsdecode(b"cases/huyen/\xff.csv"))
    assert arrival.path == "cases/huyen/\\xff.csv"
    assert arrival.verdict == "refused"
    assert [one.path for one in landing.recover().arrivals] == [arrival.path]


def test_a_name_with_a_strange_line_end_does_not_break_the_ledger(landing: Landing, contracts: ContractSet) -> None:
    arrival = land_one(landing, contracts, "cases/huyen/a\u2028b\x85c\nd.csv")
    assert [one.path for one in landing.recover().arrivals] == [arrival.path]


class Killed(BaseException):
    """Stands for the end of the process."""


def killed_after(calls: int, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end when `function` of the module has done its work `calls` times."""
    real = getattr(landing_module, function)
    done: list[tuple[object, ...]] = []

    def until_killed(*args: object) -> object:
        if len(done) == calls:
            raise Killed
        done.append(args)
        return real(*args)

    monkeypatch.setattr(landing_module, function, until_killed)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_kill_while_moving_loses_and_doubles_nothing(
    landing: Landing, contracts: ContractSet, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    names = [NAME.replace("T01", f"T0{hour}") for hour in (1, 2, 3)]
    for name in names:
        deliver(landing, name, name.encode())
    with monkeypatch.context() as patch:
        killed_after(moved, "_move", patch)
        with pytest.raises(Killed):
            landing.land(contracts)
    assert not landing.land(contracts).arrivals, "the noted batch is finished first"
    arrivals = landing.recover().arrivals
    assert [one.path for one in arrivals] == names
    assert [(landing.archive / one.archived).read_bytes() for one in arrivals] == [name.encode() for name in names]
    assert not landing.note.exists()


def test_a_half_written_ledger_line_is_written_again(
    landing: Landing, contracts: ContractSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    land_one(landing, contracts, NAME)
    later = NAME.replace("T01", "T02")
    deliver(landing, later, b"later")
    with monkeypatch.context() as patch:
        patch.setattr(Landing, "_finish", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            landing.land(contracts)
    with landing.ledger_path.open("a", encoding="utf-8") as file:
        file.write('{"archived":"cas')
    assert [one.path for one in landing.recover().arrivals] == [NAME, later]


def test_a_file_overwritten_after_a_kill_is_an_arrival_of_its_own(
    landing: Landing, contracts: ContractSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(landing, NAME, b"old")
    other = NAME.replace("T01", "T02")
    deliver(landing, other, b"other")
    with monkeypatch.context() as patch:
        killed_after(0, "_move", patch)
        with pytest.raises(Killed):
            landing.land(contracts)
    deliver(landing, NAME, b"new")
    (arrival,) = landing.land(contracts).arrivals
    assert [one.path for one in landing.recover().arrivals] == [other, NAME]
    assert arrival.sequence == 2
    assert (landing.archive / arrival.archived).read_bytes() == b"new"


def test_a_file_overwritten_while_landing_is_landed_next_time(
    landing: Landing, contracts: ContractSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(landing, NAME, b"old")
    other = NAME.replace("T01", "T02")
    deliver(landing, other, b"other")
    write = landing_module._write_durably

    def overwritten(path: Path, text: str) -> None:
        write(path, text)
        deliver(landing, NAME, b"longer")

    with monkeypatch.context() as patch:
        patch.setattr(landing_module, "_write_durably", overwritten)
        (first,) = landing.land(contracts).arrivals
    (second,) = landing.land(contracts).arrivals
    assert (first.path, second.path) == (other, NAME)
    assert (landing.archive / second.archived).read_bytes() == b"longer"
    assert len(landing.recover().arrivals) == 2
