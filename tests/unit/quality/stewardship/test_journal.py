"""The journal of decisions: append-only, chained, and which waivers follow from it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.chain import ChainError
from orchestration.quality.stewardship.journal import Decision, Journal, decide, standing, waivers_in_force

from .deciding import decision

MORNING = datetime(2023, 9, 1, 8)
LAST = date(2023, 9, 30)


def waived(sequence: int, item: str = "a", until: date = LAST, moment: datetime = MORNING) -> Decision:
    return Decision(sequence, moment, "Lan", "waive", item, "nguồn sẽ gửi lại", until)


def reopened(sequence: int, item: str = "a", moment: datetime = MORNING) -> Decision:
    return Decision(sequence, moment, "Lan", "reopen", item, "đã gửi lại mà vẫn sai")


def test_what_was_decided_is_read_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    assert Journal.read(path).decisions == []
    decide(path, MORNING, "Lan", "waive", "a", "nguồn sẽ gửi lại", LAST)
    decide(path, MORNING, "Minh", "comment", "b", 'một "lời"\u2028hai dòng')
    journal = Journal.read(path)
    assert journal.decisions == [waived(1), Decision(2, MORNING, "Minh", "comment", "b", 'một "lời"\u2028hai dòng')]
    assert len(set(journal.heads)) == 3
    assert journal.about("b") == journal.decisions[1:]


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda lines: [lines[0].replace("Lan", "Hoa"), *lines[1:]], 2),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[1], lines[0]], 1),
        (lambda lines: [lines[0], lines[1].replace('"comment"', '"forget"')], 2),
    ],
)
def test_an_edited_journal_names_the_line(tmp_path: Path, edit: Callable[[list[str]], list[str]], line: int) -> None:
    path = tmp_path / "decisions.jsonl"
    decide(path, MORNING, "Lan", "waive", "a", "vì", LAST)
    decide(path, MORNING, "Lan", "comment", "a", "thêm")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{one}\n" for one in edit(lines)), encoding="utf-8")
    with pytest.raises(ChainError, match=f"line {line} "):
        Journal.read(path)


def test_a_half_written_decision_was_not_made(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    decide(path, MORNING, "Lan", "waive", "a", "vì", LAST)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"action":"wai')
    decide(path, MORNING, "Lan", "comment", "a", "thêm")
    assert [one.action for one in Journal.read(path).decisions] == ["waive", "comment"]


def test_stewards_at_once_come_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    with ThreadPoolExecutor(8) as stewards:
        list(stewards.map(lambda n: decide(path, MORNING, f"người {n}", "comment", "a", "lời"), range(40)))
    assert [one.sequence for one in Journal.read(path).decisions] == list(range(1, 41))


@pytest.mark.parametrize(("today", "holds"), [(date(2023, 9, 30), True), (date(2023, 10, 1), False)])
def test_a_waiver_holds_through_its_last_day(today: date, holds: bool) -> None:
    assert set(waivers_in_force([waived(1)], today)) == ({"a"} if holds else set())


def test_a_waiver_ends_when_it_is_reopened_and_holds_again_when_it_is_waived_again() -> None:
    today = date(2023, 9, 2)
    assert waivers_in_force([waived(1), reopened(2)], today) == {}
    assert set(waivers_in_force([waived(1), reopened(2), waived(3)], today)) == {"a"}
    assert set(waivers_in_force([waived(1), waived(2, "b"), reopened(3, "b")], today)) == {"a"}


def test_a_later_waiver_takes_the_place_of_an_earlier_one_that_ran_longer() -> None:
    shorter = waived(2, until=date(2023, 9, 3))
    assert waivers_in_force([waived(1), shorter], date(2023, 9, 4)) == {}


def test_a_replay_knows_only_what_had_been_decided_by_then() -> None:
    later = datetime(2023, 9, 5, 8)
    decisions = [waived(1), reopened(2, moment=later)]
    assert set(waivers_in_force(decisions, date(2023, 9, 4), datetime(2023, 9, 4, 23))) == {"a"}
    assert waivers_in_force(decisions, date(2023, 9, 5), later) == {}


def test_the_last_decision_of_a_kind_stands_until_it_is_reopened() -> None:
    decisions = [
        decision("raise", "a"), decision("raise", "b"), decision("comment", "a"), decision("waive", "c"),
        decision("reopen", "a", day=2), decision("reopen", "c", day=2), decision("raise", "b", day=3),
        decision("comment", "b", day=4), decision("reopen", "d", day=4),
    ]  # fmt: skip
    assert standing(decisions, "raise") == {"b": decisions[6]}
    assert standing(decisions, "waive") == {}
    assert standing(decisions, "raise", datetime(2023, 9, 1, 8)) == {"a": decisions[0], "b": decisions[1]}
