"""The record of publications: what is on the shelf, what was made again and what was pruned."""

from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.chain import ChainError, repair_tail
from orchestration.publication.following import before_moment, last_day_over
from orchestration.publication.manifest import Manifest, manifest_sha256
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf


def manifest(number: int, made: str = "2026-01-01T02:00:00") -> Manifest:
    return {
        "publication_id": f"{number:06d}-x", "number": number, "created_at": made, "as_of": "2023-03-01T00:00:00",
        "load_seq": number * 10, "covered_to": "2023-02-28", "previous": None, "decisions": {"count": 0, "head": "0"},
    }  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record.read(tmp_path / "publications.jsonl")
    for number in (1, 2, 3):
        record.append("publish", manifest(number, f"2026-01-0{number}T02:00:00"))
    return record


def test_what_is_written_is_read_again(record: Record) -> None:
    again = Record.read(record.path)
    assert (again.entries, again.heads) == (record.entries, record.heads)
    last = again.entries[-1]
    assert (last.publication_id, last.number, last.load_seq) == ("000003-x", 3, 30)
    assert (last.as_of, last.covered_to) == (datetime(2023, 3, 1), date(2023, 2, 28))
    assert last.manifest_sha256 == manifest_sha256(manifest(3))


def test_after_everything_was_lost_the_shelf_begins_with_what_was_made_again(record: Record) -> None:
    assert [one.number for one in record.expected()] == [1, 2, 3]
    restored = record.append("restore", manifest(3, "2026-02-01T02:00:00"))
    record.append("publish", manifest(4))
    assert [one.number for one in record.expected()] == [3, 4]
    assert record.last_making("000003-x") == restored
    assert [one.number for one in record.made()] == [1, 2, 3, 4]


def test_pruned_publications_are_known(record: Record) -> None:
    record.append_pruned(["000001-x", "000002-x"])
    assert Record.read(record.path).pruned() == {"000001-x", "000002-x"}
    assert [one.number for one in record.expected()] == [1, 2, 3]


def test_a_half_written_line_is_cut_and_an_edited_one_told(record: Record) -> None:
    whole = record.path.read_text(encoding="utf-8")
    record.path.write_text(whole + '{"act":"pub', encoding="utf-8")
    repair_tail(record.path)
    assert record.path.read_text(encoding="utf-8") == whole
    record.path.write_text(whole.replace('"load_seq":20', '"load_seq":21'), encoding="utf-8")
    with pytest.raises(ChainError, match=r"publications\.jsonl line 3 does not follow"):
        Record.read(record.path)


def test_a_replay_comes_after_what_was_out_by_then(record: Record, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "published")
    folder = shelf.begin("000003-x")
    (folder / "manifest.json").write_text('{"tables": {}}', encoding="utf-8")
    shelf.put_out(folder, "000003-x")
    before = before_moment(datetime(2026, 1, 2, 12), shelf, record)
    assert (before.number, before.publication_id, before.chained) == (2, "000002-x", None)
    assert before.folder == shelf.current()
    assert before_moment(datetime(2026, 1, 1), shelf, record).number == 0


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (datetime(2023, 12, 31, 23, 59, 58), date(2023, 12, 30)),
        (datetime(2023, 12, 31, 23, 59, 59), date(2023, 12, 31)),
        (datetime(2024, 1, 1, 0, 0), date(2023, 12, 31)),
    ],
)
def test_a_day_is_over_at_its_last_second(as_of: datetime, day: date) -> None:
    assert last_day_over(as_of) == day
